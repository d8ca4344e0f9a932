// Promise<T>: a value that comes later, with exactly V8's count of microtask turns.
//
// It is Node's Promise, and it is the coroutine type: a function that returns Promise<T> and uses
// `co_await` is an async function. Like one it runs at once up to its first co_await, in the
// caller's stack; each co_await gives way for at least one microtask turn, also when the promise is
// settled already.
//
//   Promise<int> answer() { co_return 42; }
//   Promise<void> ask() { console::log("{}", co_await answer()); }
//
// A Promise is a handle; copies are the same promise. It may be dropped: whatever is going to
// settle it keeps it alive. A rejection that nobody handles by the time the queues are empty is an
// uncaught exception (origin unhandledRejection). Everything happens on the thread of one loop,
// which must be there when a promise is settled or awaited.
//
// What differs from JavaScript: a rejection carries any C++ exception; handlers of `catch_` see it
// as an Error. `co_await` cannot stand in a `catch` block, a rule of C++. A coroutine that is still
// suspended when its loop ends is destroyed there and then, where it is suspended.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "nodelab/base/error.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/promise_core.h"

namespace nodelab {

template <class T>
class Promise;

namespace detail {

// What `resolve(promise)` of that same promise rejects it with.
Error chainingCycle();

struct Nothing {};
template <class T>
using Stored = std::conditional_t<std::is_void_v<T>, Nothing, T>;

template <class T>
struct PromiseState final : PromiseCore {
  std::optional<Stored<T>> value;
  void fulfillWith(Stored<T> result) {
    value.emplace(std::move(result));
    fulfill();
  }
  // Of a settled promise: returns the value, or throws the reason.
  T outcome() const {
    if (state() == State::rejected) std::rethrow_exception(reason());
    if constexpr (!std::is_void_v<T>) return *value;
  }
};

template <class R>
struct Unwrapped {
  using type = R;
};
template <class R>
struct Unwrapped<Promise<R>> {
  using type = R;
};

}  // namespace detail

// Settles a promise that somebody else holds. Copies settle the same promise; the first call
// counts, later ones do nothing.
template <class T>
class Resolver {
 public:
  explicit Resolver(Ref<detail::PromiseState<T>> state) : state_(std::move(state)) {}

  // Fulfils with the value (none for Promise<void>).
  void resolve(detail::Stored<T> value = {}) const {
    if (state_->claim()) state_->fulfillWith(std::move(value));
  }
  // Follows the other promise: settles as it does, two turns later than a plain value would, as in
  // JavaScript. Following itself is a rejection (a TypeError).
  void resolve(const Promise<T>& other) const;

  void reject(std::exception_ptr reason) const {
    if (state_->claim()) state_->reject(std::move(reason));
  }
  void reject(Error reason) const { reject(std::make_exception_ptr(std::move(reason))); }

 private:
  Ref<detail::PromiseState<T>> state_;
};

// What `Promise<T>::withResolvers()` returns.
template <class T>
struct PromiseWithResolvers {
  Promise<T> promise;
  Resolver<T> resolver;
};

template <class T>
class Promise {
 public:
  struct promise_type;
  using State = detail::PromiseState<T>;
  using Value = detail::Stored<T>;

  // Node's `Promise.withResolvers()`: a pending promise and what settles it.
  static PromiseWithResolvers<T> withResolvers() {
    auto state = make<State>();
    return {Promise(state), Resolver<T>(state)};
  }
  static Promise resolve(Value value = {}) {
    auto [promise, resolver] = withResolvers();
    resolver.resolve(std::move(value));
    return promise;
  }
  static Promise reject(Error reason) {
    auto [promise, resolver] = withResolvers();
    resolver.reject(std::move(reason));
    return promise;
  }

  // Calls `onFulfilled(value)` in a microtask after this promise is fulfilled; returns the promise
  // of its result, which is rejected with what it throws. A rejection passes through to that
  // promise. The result may be a promise, which is then followed; no result is Promise<void>.
  template <class OnFulfilled>
  auto then(OnFulfilled onFulfilled) const {
    return then(std::move(onFulfilled), nullptr);
  }
  // The same with a handler for the rejection, `onRejected(const Error&)`, of the same result; if
  // it returns nothing, the value is T{}.
  template <class OnFulfilled, class OnRejected>
  auto then(OnFulfilled onFulfilled, OnRejected onRejected) const;

  // `then` with the second handler only. (`catch` is a keyword in C++.)
  template <class OnRejected>
  Promise catch_(OnRejected onRejected) const;

  // Calls `onFinally()` in a microtask after this promise is settled, either way; returns a promise
  // that then settles as this one did, two turns later than that of `then`. What `onFinally` throws
  // replaces the outcome; a promise that it returns is waited for, and its rejection replaces the
  // outcome, too. Any other result is dropped.
  template <class OnFinally>
  Promise finally(OnFinally onFinally) const;

  bool pending() const { return state_->pending(); }

  // Internal to the library: what a rejection or value is read from.
  const Ref<State>& state() const { return state_; }
  explicit Promise(Ref<State> state) : state_(std::move(state)) {}

 private:
  Ref<State> state_;
};

namespace detail {

// Runs `function` and settles the resolver with what it gives: a value, nothing, or a promise.
template <class R, class Function>
void settleWith(const Resolver<R>& resolver, Function&& function) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Function>>) {
      function();
      resolver.resolve();
    } else {
      resolver.resolve(function());
    }
  } catch (...) {
    resolver.reject(std::current_exception());
  }
}

template <class Function, class T>
decltype(auto) callWithValue(Function& function, const PromiseState<T>& state) {
  if constexpr (std::is_void_v<T>) {
    return function();
  } else {
    return function(*state.value);
  }
}

// Node's `Promise.resolve(function())`, where a value does not matter.
template <class Function>
auto callAsPromise(Function& function) {
  using Result = std::remove_cvref_t<std::invoke_result_t<Function&>>;
  if constexpr (std::is_same_v<Result, typename Unwrapped<Result>::type>) {
    static_cast<void>(function());
    return Promise<void>::resolve();
  } else {
    return function();
  }
}

// A coroutine frame that is suspended on a loop: at the end of the loop it is destroyed.
class SuspendedFrame final : public LoopResource {
 public:
  explicit SuspendedFrame(std::coroutine_handle<> frame) : frame_(frame) {}
  void dispose() override { frame_.destroy(); }

 private:
  std::coroutine_handle<> frame_;
};

// `co_await promise`: one microtask turn after it is settled.
template <class T>
class PromiseAwaiter {
 public:
  explicit PromiseAwaiter(Ref<PromiseState<T>> state) : state_(std::move(state)) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    EventLoop::current().track(frame_.emplace(frame));
    state_->react([this, frame] {
      frame_->unlink();
      frame.resume();
    });
  }
  T await_resume() { return state_->outcome(); }

 private:
  Ref<PromiseState<T>> state_;
  std::optional<SuspendedFrame> frame_;
};

template <class T>
struct PromiseTypeBase {
  Ref<PromiseState<T>> state = make<PromiseState<T>>();

  Promise<T> get_return_object() { return Promise<T>(state); }
  std::suspend_never initial_suspend() const noexcept { return {}; }
  std::suspend_never final_suspend() const noexcept { return {}; }
  void unhandled_exception() { Resolver<T>(state).reject(std::current_exception()); }
};

}  // namespace detail

template <class T>
struct Promise<T>::promise_type : detail::PromiseTypeBase<T> {
  void return_value(T value) { Resolver<T>(this->state).resolve(std::move(value)); }
  // `co_return promise` follows it, three turns later than a value, as `return promise` does.
  void return_value(const Promise<T>& promise) { Resolver<T>(this->state).resolve(promise); }
};

template <>
struct Promise<void>::promise_type : detail::PromiseTypeBase<void> {
  void return_void() { Resolver<void>(state).resolve(); }
};

template <class T>
detail::PromiseAwaiter<T> operator co_await(const Promise<T>& promise) {
  return detail::PromiseAwaiter<T>(promise.state());
}

template <class T>
void Resolver<T>::resolve(const Promise<T>& other) const {
  if (!state_->claim()) return;
  if (state_ == other.state())
    return state_->reject(std::make_exception_ptr(detail::chainingCycle()));
  // One turn for the job that calls `then` of the other, one for its reaction.
  EventLoop::current().queues().queueMicrotask([state = state_, source = other.state()]() mutable {
    source->react([state = std::move(state), from = source.get()] {
      if (from->state() == PromiseCore::State::rejected) {
        state->reject(from->reason());
      } else {
        state->fulfillWith(*from->value);
      }
    });
  });
}

template <class T>
template <class OnFulfilled, class OnRejected>
auto Promise<T>::then(OnFulfilled onFulfilled, OnRejected onRejected) const {
  using Result = std::remove_cvref_t<decltype(detail::callWithValue(onFulfilled, *state_))>;
  using R = typename detail::Unwrapped<Result>::type;
  auto [promise, resolver] = Promise<R>::withResolvers();
  state_->react([state = state_.get(), resolver = resolver, onFulfilled = std::move(onFulfilled),
                 onRejected = std::move(onRejected)]() mutable {
    if (state->state() == PromiseCore::State::fulfilled) {
      detail::settleWith(resolver, [&] { return detail::callWithValue(onFulfilled, *state); });
    } else if constexpr (std::is_null_pointer_v<OnRejected>) {
      resolver.reject(state->reason());
    } else {
      detail::settleWith(resolver, [&] { return onRejected(toError(state->reason())); });
    }
  });
  return promise;
}

template <class T>
template <class OnRejected>
Promise<T> Promise<T>::catch_(OnRejected onRejected) const {
  if constexpr (std::is_void_v<T>) {
    return then([] {}, std::move(onRejected));
  } else {
    return then([](const T& value) { return value; }, std::move(onRejected));
  }
}

template <class T>
template <class OnFinally>
Promise<T> Promise<T>::finally(OnFinally onFinally) const {
  auto [promise, resolver] = withResolvers();
  state_->react(
      [state = state_.get(), resolver = resolver, onFinally = std::move(onFinally)]() mutable {
        detail::settleWith(resolver, [&] {
          auto outcome = [settled = Ref<State>(state)](const auto&...) -> T {
            return settled->outcome();
          };
          return detail::callAsPromise(onFinally).then(std::move(outcome));
        });
      });
  return promise;
}

}  // namespace nodelab
