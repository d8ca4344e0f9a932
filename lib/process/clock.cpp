#include "nodelab/process/clock.h"

#include <uv.h>

#include "nodelab/process/performance.h"

namespace nodelab::process {

namespace {
constexpr int64_t second = 1'000'000'000;
}

uint64_t HrTimeFunction::bigint() const { return uv_hrtime(); }

HrTime HrTimeFunction::operator()() const {
  const auto now = static_cast<int64_t>(bigint());
  return {now / second, now % second};
}

HrTime HrTimeFunction::operator()(HrTime previous) const {
  const auto [seconds, nanoseconds] = (*this)();
  const bool borrow = nanoseconds < previous.nanoseconds;
  return {seconds - previous.seconds - (borrow ? 1 : 0),
          nanoseconds - previous.nanoseconds + (borrow ? second : 0)};
}

double uptime() { return performance::now() / 1000; }

}  // namespace nodelab::process
