// What timers::promises::setInterval gives: an interval from which one takes tick by tick.
//
//   auto interval = timers::promises::setInterval(100, std::string("tick"));
//   while (auto value = co_await interval.next()) {
//     if (enough()) break;
//   }
//
// It is Node's async iterator, and a coroutine's `while` is its `for await`. Ticks that come while
// nobody waits are kept: the next calls of `next` get them at once, one each. Where Node's loop
// ends by `break`, this one is stopped by the end of the last copy of its handle; what `next` has
// promised before is still delivered.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"
#include "nodelab/events/abort_listener.h"
#include "nodelab/loop/timers.h"
#include "nodelab/promise/promise.h"

namespace nodelab::timers::promises {

namespace detail {

// The interval apart from the type of its value. It is Node's generator, step by step, so that it
// takes the same turns; the timer's callback owns it once it has started.
class IntervalCore : public RefCounted<IntervalCore> {
 public:
  IntervalCore(double delay, bool ref, Ref<AbortSignal> signal);
  virtual ~IntervalCore();

  // The last handle is gone.
  void abandon();

 protected:
  // To be called when a request was added.
  void requested();

  // The requests that wait, the oldest first, and what becomes of that one.
  virtual bool hasRequests() const = 0;
  virtual void fulfilRequest() = 0;
  virtual void rejectRequest(const Error& error) = 0;
  virtual void endRequest() = 0;

 private:
  enum class Step { unstarted, yielded, waiting, busy, done };

  void start();
  void advance();
  void later(void (IntervalCore::*step)());
  void deliver();
  void onTick();
  void onAbort();
  void fail(const Error& error);
  void finish();

  double delay_;
  bool ref_;
  Ref<AbortSignal> signal_;
  Step step_ = Step::unstarted;
  bool abandoned_ = false;
  int64_t ticks_ = 0;  // that came and are not yielded yet
  Timeout timer_;
  AbortListener onAbort_;
};

template <class T>
class IntervalOf final : public IntervalCore {
 public:
  using Value = nodelab::detail::Stored<T>;
  using Item = std::conditional_t<std::is_void_v<T>, bool, std::optional<Value>>;

  IntervalOf(double delay, Value value, bool ref, Ref<AbortSignal> signal)
      : IntervalCore(delay, ref, std::move(signal)), value_(std::move(value)) {}

  Promise<Item> next() {
    auto [promise, resolver] = Promise<Item>::withResolvers();
    requests_.pushBack(resolver);
    requested();
    return promise;
  }

 private:
  bool hasRequests() const override { return !requests_.empty(); }
  void fulfilRequest() override {
    if constexpr (std::is_void_v<T>) {
      requests_.popFront().resolve(true);
    } else {
      requests_.popFront().resolve(value_);
    }
  }
  void rejectRequest(const Error& error) override { requests_.popFront().reject(error); }
  void endRequest() override { requests_.popFront().resolve(Item{}); }

  Value value_;
  Ring<Resolver<Item>> requests_;
};

}  // namespace detail

template <class T>
class Interval {
 public:
  // Internal: made by setInterval.
  explicit Interval(Ref<detail::IntervalOf<T>> core) : handle_(make<Handle>(std::move(core))) {}

  // The next tick: fulfilled with the interval's value, in an optional (for Interval<void>: with
  // true). Empty (false) when the interval has ended. Rejects once with an AbortError when the
  // signal is aborted, after the ticks that had come before. The interval begins with the first
  // call; calls may overlap.
  auto next() const { return handle_->core->next(); }

 private:
  // Shared by the copies of an Interval.
  struct Handle : RefCounted<Handle> {
    explicit Handle(Ref<detail::IntervalOf<T>> held) : core(std::move(held)) {}
    ~Handle() { core->abandon(); }
    Ref<detail::IntervalOf<T>> core;
  };
  Ref<Handle> handle_;
};

}  // namespace nodelab::timers::promises
