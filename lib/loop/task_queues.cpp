#include "nodelab/loop/task_queues.h"

#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

bool TaskQueues::drainAll() {
  while (!loop_.stopped() && !empty()) {
    if (!runTicks()) return false;
    runMicrotasks();
    if (!ticks_.empty() || loop_.stopped()) continue;
    if (!reportHandled() || !reportRejections()) return false;
  }
  return true;
}

bool TaskQueues::runTicks() {
  if (ticksIgnored_) ticks_.clear();
  bool done = true;
  while (done && !ticks_.empty() && !loop_.stopped()) {
    ticks_.consumeFront([&](QueuedTask& tick) {
      const AsyncScope scope(tick.context);
      done = loop_.attempt("TickObject", tick.task);
    });
  }
  return done;
}

// loop fact 54: what a microtask throws is reported in the context around it.
void TaskQueues::runMicrotasks() {
  while (!microtasks_.empty() && !loop_.stopped()) {
    microtasks_.consumeFront([&](QueuedTask& microtask) {
      loop_.attempt("Microtask", [&] {
        const AsyncScope scope(microtask.context);
        microtask.task();
      });
    });
  }
}

bool TaskQueues::reportRejections() {
  for (const auto& promise : std::exchange(rejections_, {})) {
    if (promise->handled()) continue;
    promise->reported_ = true;
    const AsyncScope scope(promise->context());
    if (!loop_.attempt("PROMISE", [&] { loop_.reportRejection(promise); })) return false;
    if (loop_.stopped()) break;
  }
  return true;
}

// loop fact 41.
bool TaskQueues::reportHandled() {
  for (const auto& promise : std::exchange(handledLate_, {})) {
    AsyncContext none;
    const AsyncScope scope(none);
    if (!loop_.attempt("PROMISE", [&] { loop_.reportHandled(promise); })) return false;
    if (loop_.stopped()) break;
  }
  return true;
}

void TaskQueues::clear() {
  ticks_.clear();
  microtasks_.clear();
  std::exchange(rejections_, {});
  std::exchange(handledLate_, {});
}

}  // namespace nodelab
