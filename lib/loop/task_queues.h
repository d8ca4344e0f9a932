// The two queues that run between callbacks: ticks (process.nextTick) and microtasks.
//
// Node's rule, which interviews ask for: when a callback of the loop has returned, all ticks run
// (those that they queue too), then all microtasks (those that they queue too), and again while
// there are ticks; last, promises that were rejected and that nobody handles are reported. So a
// tick beats a microtask, and neither queue lets the loop go on before it is empty.
//
// Internal to the loop; programs use `process::nextTick` and `queueMicrotask` (next_tick.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/base/chunk_queue.h"
#include "nodelab/base/ref.h"
#include "nodelab/loop/async_context.h"

namespace nodelab {

class EventLoop;

// A promise that was rejected while it had no handler, as the queues see it, and as the listeners
// of 'unhandledRejection' and 'rejectionHandled' do: the Ref or the id tells them which is which.
class RejectedPromise : public RefCounted<RejectedPromise> {
 public:
  virtual ~RejectedPromise() = default;
  virtual bool handled() const = 0;
  virtual std::exception_ptr reason() const = 0;
  // The one in which the promise was made.
  AsyncContext& context() noexcept { return context_; }
  // Counts, from 1, the promises of this loop that were rejected while they had no handler.
  uint64_t id() const noexcept { return id_; }

 protected:
  // Whether nobody had handled it when the queues were empty.
  bool reported() const noexcept { return reported_; }

 private:
  friend class TaskQueues;
  AsyncContext context_ = AsyncContext::current();
  uint64_t id_ = 0;
  bool reported_ = false;
};

class TaskQueues {
 public:
  explicit TaskQueues(EventLoop& loop) : loop_(loop) {}

  // Both take a function that makes a Task, and run it in the present context.
  template <class Function>
  void nextTick(Function&& function) {
    ticks_.emplaceBack(std::forward<Function>(function));
  }
  template <class Function>
  void queueMicrotask(Function&& function) {
    microtasks_.emplaceBack(std::forward<Function>(function));
  }

  // The same in a context of its own.
  template <class Function>
  void queueMicrotask(Function&& function, AsyncContext context) {
    microtasks_.emplaceBack(std::forward<Function>(function), std::move(context));
  }

  // Looks at the promise when both queues have run empty: without a handler by then, its reason is
  // reported to the loop.
  void watchRejection(Ref<RejectedPromise> promise) {
    promise->id_ = ++lastRejectionId_;
    rejections_.push_back(std::move(promise));
  }
  // The promise was reported, and now somebody has handled it: that is reported too, when both
  // queues have run empty.
  void handledAfterAll(Ref<RejectedPromise> promise) { handledLate_.push_back(std::move(promise)); }

  // Runs both queues until they are empty. What a microtask throws is reported to the loop, and the
  // next one runs. What a tick throws is reported too, but leaves the rest in the queues: false.
  // So does what the loop's handler of rejections throws; the rejections of that round which it has
  // not seen are then never reported, as in Node.
  bool drain() { return empty() || drainAll(); }

  // From now on ticks are dropped when it is their turn: the program is ending.
  void ignoreTicks() noexcept { ticksIgnored_ = true; }

  // Drops what is queued, without running it.
  void clear();
  bool empty() const {
    return ticks_.empty() && microtasks_.empty() && rejections_.empty() && handledLate_.empty();
  }
  std::size_t ticks() const noexcept { return ticks_.size(); }
  std::size_t microtasks() const noexcept { return microtasks_.size(); }

 private:
  struct QueuedTask {
    template <class Function>
    explicit QueuedTask(Function&& function, AsyncContext its = AsyncContext::current())
        : task(std::forward<Function>(function)), context(std::move(its)) {}
    Task task;
    AsyncContext context;
  };

  bool drainAll();
  bool runTicks();
  void runMicrotasks();
  // False when the handler threw.
  bool reportRejections();
  bool reportHandled();

  EventLoop& loop_;
  bool ticksIgnored_ = false;
  ChunkQueue<QueuedTask> ticks_;
  ChunkQueue<QueuedTask> microtasks_;
  std::vector<Ref<RejectedPromise>> rejections_;
  std::vector<Ref<RejectedPromise>> handledLate_;
  uint64_t lastRejectionId_ = 0;
};

}  // namespace nodelab
