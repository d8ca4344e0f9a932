#include "nodelab/loop/task_queues.h"

#include <utility>

#include "nodelab/loop/event_loop.h"

namespace nodelab {

void TaskQueues::drain() {
  if (ticks_.empty()) runMicrotasks();
  if (ticks_.empty() && rejections_.empty()) return;
  do {
    runTicks();
    runMicrotasks();
  } while (!loop_.stopped() && (!ticks_.empty() || reportRejections()));
}

void TaskQueues::runTicks() {
  while (!ticks_.empty() && !loop_.stopped()) {
    Task task = ticks_.popFront();
    task();
  }
}

void TaskQueues::runMicrotasks() {
  while (!microtasks_.empty() && !loop_.stopped()) {
    Task task = microtasks_.popFront();
    try {
      task();
    } catch (...) {
      loop_.reportUncaught(std::current_exception());
    }
  }
}

bool TaskQueues::reportRejections() {
  if (rejections_.empty()) return false;
  for (const auto& promise : std::exchange(rejections_, {})) {
    if (promise->handled()) continue;
    loop_.reportRejection(promise->reason());
    if (loop_.stopped()) break;
  }
  return true;
}

void TaskQueues::clear() {
  ticks_.clear();
  microtasks_.clear();
  std::exchange(rejections_, {});
}

}  // namespace nodelab
