// The two queues that run between callbacks: ticks (process.nextTick) and microtasks.
//
// Node's rule, which interviews ask for: when a callback of the loop has returned, all ticks run
// (those that they queue too), then all microtasks (those that they queue too), and again while
// there are ticks; last, promises that were rejected and that nobody handles are reported. So a
// tick beats a microtask, and neither queue lets the loop go on before it is empty.
//
// Internal to the loop; programs use `process::nextTick` and `queueMicrotask` (next_tick.h).
#pragma once

#include <exception>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"

namespace nodelab {

class EventLoop;

// A promise that was rejected while it had no handler, as the queues see it.
class RejectedPromise : public RefCounted<RejectedPromise> {
 public:
  virtual ~RejectedPromise() = default;
  virtual bool handled() const = 0;
  virtual std::exception_ptr reason() const = 0;
};

class TaskQueues {
 public:
  explicit TaskQueues(EventLoop& loop) : loop_(loop) {}

  void nextTick(Task&& task) { ticks_.pushBack(std::move(task)); }
  void queueMicrotask(Task&& task) { microtasks_.pushBack(std::move(task)); }

  // Looks at the promise when both queues have run empty: without a handler by then, its reason is
  // reported to the loop.
  void watchRejection(Ref<RejectedPromise> promise) { rejections_.push_back(std::move(promise)); }

  // Runs both queues until they are empty. An exception of a tick passes through and leaves the
  // rest in the queues; one of a microtask is reported to the loop, and the next microtask runs.
  // One of the loop's handler of rejections passes through too; the rejections of that round which
  // it has not seen are then never reported, as in Node.
  void drain();

  // Drops what is queued, without running it.
  void clear();
  bool empty() const { return ticks_.empty() && microtasks_.empty() && rejections_.empty(); }

 private:
  void runTicks();
  void runMicrotasks();
  bool reportRejections();

  EventLoop& loop_;
  Ring<Task> ticks_;
  Ring<Task> microtasks_;
  std::vector<Ref<RejectedPromise>> rejections_;
};

}  // namespace nodelab
