#include "nodelab/process/performance.h"

#include <uv.h>

#include <chrono>

#include "nodelab/process/program.h"

namespace nodelab::performance {

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

EventLoopUtilization utilization(double idle, double active) {
  return {idle, active, active / (idle + active)};
}

}  // namespace

double now() {
  const uint64_t start = origin().steady;  // first: it may be now
  return static_cast<double>(uv_hrtime() - start) / 1e6;
}

double timeOrigin() { return origin().wall.count(); }

EventLoopUtilization eventLoopUtilization() {
  process::Program& program = process::Program::current();
  if (!program.countsIdleTime()) {
    program.countIdleTime(now());
    return {};
  }
  const double idle = static_cast<double>(uv_metrics_idle_time(program.loop().uv())) / 1e6;
  return utilization(idle, now() - program.idleTimeCountedSince() - idle);
}

EventLoopUtilization eventLoopUtilization(const EventLoopUtilization& earlier) {
  return eventLoopUtilization(eventLoopUtilization(), earlier);
}

EventLoopUtilization eventLoopUtilization(const EventLoopUtilization& later,
                                          const EventLoopUtilization& earlier) {
  return utilization(later.idle - earlier.idle, later.active - earlier.active);
}

}  // namespace nodelab::performance
