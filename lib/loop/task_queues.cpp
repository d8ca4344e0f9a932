#include "nodelab/loop/task_queues.h"

#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

bool TaskQueues::drainAll() {
  if (ticks_.empty()) runMicrotasks();
  if (ticks_.empty() && rejections_.empty()) return true;
  bool failed = false;
  do {
    if (!runTicks()) return false;
    runMicrotasks();
  } while (!loop_.stopped() && (!ticks_.empty() || reportRejections(failed)) && !failed);
  return !failed;
}

bool TaskQueues::runTicks() {
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

bool TaskQueues::reportRejections(bool& failed) {
  if (rejections_.empty()) return false;
  for (const auto& promise : std::exchange(rejections_, {})) {
    if (promise->handled()) continue;
    const AsyncScope scope(promise->context());
    failed = !loop_.attempt("PROMISE", [&] { loop_.reportRejection(promise->reason()); });
    if (failed || loop_.stopped()) break;
  }
  return true;
}

void TaskQueues::clear() {
  ticks_.clear();
  microtasks_.clear();
  std::exchange(rejections_, {});
}

}  // namespace nodelab
