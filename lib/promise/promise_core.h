// What every promise is, whatever its value: a state, a reason, and reactions that wait.
//
// The typed Promise<T> (promise.h) is a thin skin over this: it adds where the value lies. The
// count of microtask turns, which decides the order of everything asynchronous, is here alone:
// settling queues one microtask for each reaction, and a reaction added to a settled promise has
// its queued at once.
//
// A reaction is an object that its promise links in; what it is made of is its own affair. That of
// a `co_await` is part of the coroutine's frame, that of a `then` is the derived promise itself, so
// neither takes memory of its own.
//
// Internal; programs use Promise<T>.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

#include "nodelab/base/block_pool.h"
#include "nodelab/base/ref.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/reason.h"

namespace nodelab {

class PromiseCore;

// What waits for one promise. It is in the promise's list until one of these is called, once.
class Reaction {
 public:
  Reaction() = default;
  Reaction(const Reaction&) = delete;
  Reaction& operator=(const Reaction&) = delete;

  // The promise is settled: queues the microtask that is this reaction's turn. Until then it keeps
  // the promise alive itself.
  virtual void queue(PromiseCore& settled) = 0;
  // The promise goes, and was never settled.
  virtual void drop() noexcept = 0;

  Reaction* next = nullptr;  // in that list

 protected:
  ~Reaction() = default;
};

class PromiseCore : public RejectedPromise, public Pooled {
 public:
  enum class State : uint8_t { pending, fulfilled, rejected };

  ~PromiseCore() override;

  State state() const noexcept { return state_; }
  bool pending() const noexcept { return state_ == State::pending; }
  bool fulfilled() const noexcept { return state_ == State::fulfilled; }

  // True for the first who asks: whoever may resolve or reject the promise. From then on it is up
  // to that one alone, also while the promise that it was resolved with is still pending.
  bool claim() noexcept { return !std::exchange(claimed_, true); }

  // Gives the reaction its turn once the promise is settled, in the order of these calls. Marks the
  // promise as handled.
  void react(Reaction& reaction) {
    if (!std::exchange(handled_, true) && reported()) handleAfterAll();
    if (pending()) {
      append(reaction);
    } else {
      reaction.queue(*this);
    }
  }
  // Takes the reaction out while the promise is pending.
  void forget(Reaction& reaction) noexcept;

  // The settled ends; the value of a fulfilled one has been stored by the skin before.
  void fulfill() { settle(State::fulfilled); }
  void reject(Ref<Reason> reason);
  void reject(Error reason) { reject(make<Reason>(std::move(reason))); }
  void reject(std::exception_ptr reason) { reject(make<Reason>(std::move(reason))); }

  const Ref<Reason>& rejection() const noexcept { return reason_; }

  bool handled() const override { return handled_; }
  std::exception_ptr reason() const override { return reason_->exception(); }

 private:
  void append(Reaction& reaction) noexcept {
    (last_ ? last_->next : first_) = &reaction;
    last_ = &reaction;
  }
  void settle(State state) {
    state_ = state;
    if (first_) queueReactions();
  }
  void queueReactions();
  void handleAfterAll();

  State state_ = State::pending;
  bool claimed_ = false;
  bool handled_ = false;
  Ref<Reason> reason_;
  Reaction* first_ = nullptr;
  Reaction* last_ = nullptr;
};

namespace detail {

// Queues a microtask of this room. It runs in the context; without one, in the empty context, and
// enters that of a promise itself.
template <class Function>
void queueTurn(Function&& turn, AsyncContext context = {}) {
  EventLoop::current().queues().queueMicrotask(std::forward<Function>(turn), std::move(context));
}

// A reaction that is a function of the settled promise, for the room's own ends. The function must
// not hold the promise: that would be a cycle, and a leak if it is never settled.
template <class Function>
class FunctionReaction final : public Reaction, public Pooled {
 public:
  explicit FunctionReaction(Function function) : function_(std::move(function)) {}

  void queue(PromiseCore& settled) override {
    queueTurn([self = std::unique_ptr<FunctionReaction>(this),
               source = Ref<PromiseCore>(&settled)] { self->function_(*source); });
  }
  void drop() noexcept override { delete this; }

 private:
  Function function_;
};

template <class Function>
void reactWith(PromiseCore& promise, Function function) {
  promise.react(*new FunctionReaction<Function>(std::move(function)));
}

}  // namespace detail

}  // namespace nodelab
