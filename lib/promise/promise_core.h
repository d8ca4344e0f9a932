// What every promise is, whatever its value: a state, a reason, and reactions that wait.
// The typed Promise<T> (promise.h) is a thin skin over this: it adds where the value lies. The
// count of microtask turns, which decides the order of everything asynchronous, is here alone:
// settling queues one microtask for each reaction, and a reaction added to a settled promise has
// its queued at once.
//
// A reaction stays in its promise until its turn comes, so it may use the promise by plain pointer.
// It must not hold a Ref to it: that would be a cycle, and a leak if the promise is never settled.
//
// Internal; programs use Promise<T>.
#pragma once

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/loop/task_queues.h"

namespace nodelab {

class PromiseCore : public RejectedPromise {
 public:
  enum class State { pending, fulfilled, rejected };

  State state() const noexcept { return state_; }
  bool pending() const noexcept { return state_ == State::pending; }
  // Whether somebody has called resolve or reject: from then on only the first call counts, also
  // while the promise that it was resolved with is still pending.
  bool claimed() const noexcept { return claimed_; }
  bool claim() noexcept { return !std::exchange(claimed_, true); }

  // Runs `reaction` in a microtask of its own once the promise is settled, in the order of these
  // calls. Marks the promise as handled. A reaction does not throw.
  void react(Task reaction);

  // The settled ends; the value of a fulfilled one has been stored by the skin before.
  void fulfill() { settle(State::fulfilled); }
  void reject(std::exception_ptr reason);

  bool handled() const override { return handled_; }
  std::exception_ptr reason() const override { return reason_; }

 private:
  void settle(State state);
  void queueReaction();
  void runReaction();

  State state_ = State::pending;
  bool claimed_ = false;
  bool handled_ = false;
  std::exception_ptr reason_;
  std::vector<Task> reactions_;
  std::size_t nextReaction_ = 0;
};

}  // namespace nodelab
