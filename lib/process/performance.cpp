#include "nodelab/process/performance.h"

#include <uv.h>

#include "nodelab/base/time_origin.h"
#include "nodelab/process/program.h"

namespace nodelab::performance {

namespace {

EventLoopUtilization utilization(double idle, double active) {
  return {idle, active, active / (idle + active)};
}

}  // namespace

double now() { return millisecondsSinceOrigin(); }

double timeOrigin() { return wallClockOrigin(); }

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
