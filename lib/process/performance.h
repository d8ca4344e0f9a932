// performance: Node's clock for durations, and how busy the loop is.
//
//   const auto before = performance::eventLoopUtilization();
//   …
//   performance::eventLoopUtilization(before).utilization   // 0.97: the loop hardly waits any more
#pragma once

namespace nodelab::performance {

// Milliseconds, with fractions, since timeOrigin, by a clock that never goes back. The same in
// every thread.
double now();

// When the program began: milliseconds since 1970, with fractions.
double timeOrigin();

// How the thread's loop has spent its time, in milliseconds: waiting in the poll phase for
// something to happen, or doing something. `utilization` is the part of the latter, 0 to 1.
struct EventLoopUtilization {
  double idle = 0;
  double active = 0;
  double utilization = 0;
};

// Since the first call on this thread, which is all 0. In Node it is since the loop began; but
// libuv asks the system twice in each turn that waits when it counts the time, so it only does once
// somebody wants to know. Throws Error where no program runs (see run.h).
EventLoopUtilization eventLoopUtilization();
// Since `earlier`, an earlier result.
EventLoopUtilization eventLoopUtilization(const EventLoopUtilization& earlier);
// Between two results.
EventLoopUtilization eventLoopUtilization(const EventLoopUtilization& later,
                                          const EventLoopUtilization& earlier);

}  // namespace nodelab::performance
