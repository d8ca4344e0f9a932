#include "nodelab/base/time_origin.h"

#include <uv.h>

#include <chrono>

namespace nodelab {

namespace {

struct Origin {
  uint64_t steady = uv_hrtime();
  std::chrono::duration<double, std::milli> wall =
      std::chrono::system_clock::now().time_since_epoch();
};

const Origin& origin() {
  static const Origin first;
  return first;
}

}  // namespace

double millisecondsSinceOrigin() {
  const uint64_t start = origin().steady;  // first: it may be now
  return static_cast<double>(uv_hrtime() - start) / 1e6;
}

double wallClockOrigin() { return origin().wall.count(); }

}  // namespace nodelab
