// process::hrtime and process::uptime: the clock that never goes back.
//
//   const auto start = process::hrtime();
//   const auto [seconds, nanoseconds] = process::hrtime(start);   // since then
//   uint64_t now = process::hrtime.bigint();
#pragma once

#include <cstdint>

namespace nodelab::process {

struct HrTime {
  int64_t seconds = 0;
  int64_t nanoseconds = 0;  // 0 to 999'999'999
};

// A function with a function, as in Node.
struct HrTimeFunction {
  // The time since some moment in the past, the same for all threads.
  HrTime operator()() const;
  // The time since `previous`.
  HrTime operator()(HrTime previous) const;
  // Nanoseconds since that moment.
  uint64_t bigint() const;
};
inline constexpr HrTimeFunction hrtime;

// Seconds, with fractions, since the program began.
double uptime();

}  // namespace nodelab::process
