// Promise<T> as the type of a coroutine: what `co_await` and `co_return` do.
//
// The rules of JavaScript's async functions, in turns: `co_await` of a promise goes on one turn
// after it is settled, that of a value one turn later, that of a thenable two if it resolves at
// once. `co_return` of a value settles the function's promise at once, that of a promise follows
// it, which takes two turns more. Anything else that C++ can await (it has `await_ready` or
// `operator co_await`) is awaited as it wishes.
//
// A frame belongs to its loop from its first line to its last: one that is suspended when the loop
// ends is destroyed then.
//
// Included by promise.h.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/promise.h"

namespace nodelab {

namespace detail {

// A frame that goes on in a microtask, in the context of its `co_await`.
class Suspension {
 public:
  void suspend(std::coroutine_handle<> frame) noexcept {
    frame_ = frame;
    context_ = AsyncContext::current();
  }
  void queueResumption() {
    queueTurn([frame = frame_] { frame.resume(); }, std::move(context_));
  }

 private:
  std::coroutine_handle<> frame_;
  AsyncContext context_;
};

// `co_await promise`.
template <class T>
class PromiseAwaiter final : private Reaction, private Suspension {
 public:
  explicit PromiseAwaiter(Ref<PromiseState<T>> state) noexcept : state_(std::move(state)) {}
  ~PromiseAwaiter() {
    if (waits_) state_->forget(*this);
  }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    suspend(frame);
    waits_ = true;
    state_->react(*this);
  }
  T await_resume() const { return state_->outcome(); }

 private:
  void queue(PromiseCore&) override {
    waits_ = false;
    queueResumption();
  }
  void drop() noexcept override {}  // never: the promise is held

  Ref<PromiseState<T>> state_;
  bool waits_ = false;
};

// `co_await value`.
template <class V>
class ValueAwaiter final : private Suspension {
 public:
  explicit ValueAwaiter(V value) : value_(std::move(value)) {}
  ValueAwaiter(const ValueAwaiter&) = delete;
  ValueAwaiter& operator=(const ValueAwaiter&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    suspend(frame);
    queueResumption();
  }
  V await_resume() { return std::move(value_); }

 private:
  V value_;
};

template <class X>
concept Awaitable = requires(X&& x) {
  x.await_ready();
}
|| requires(X&& x) { std::forward<X>(x).operator co_await(); }
|| requires(X&& x) { operator co_await(std::forward<X>(x)); };

template <class T>
class AsyncFunction : public LoopResource, public Pooled {
 public:
  explicit AsyncFunction(std::coroutine_handle<> frame) : frame_(frame) {
    EventLoop::current().trackFirst(*this);
  }

  Promise<T> get_return_object() const noexcept { return Promise<T>(state_); }
  std::suspend_never initial_suspend() const noexcept { return {}; }
  std::suspend_never final_suspend() const noexcept { return {}; }
  void unhandled_exception() { state_->reject(std::current_exception()); }

  template <class X>
  decltype(auto) await_transform(X&& x) {
    using Plain = std::remove_cvref_t<X>;
    if constexpr (Awaitable<X>) {
      return static_cast<X&&>(x);
    } else if constexpr (Thenable<Plain> || ValueOrPromise<Plain>) {
      return PromiseAwaiter(Promise<typename Resolved<Plain>::type>::resolve(x).state());
    } else {
      return ValueAwaiter<Plain>(std::forward<X>(x));
    }
  }

  void dispose() override { frame_.destroy(); }

 protected:
  PromiseState<T>& state() const noexcept { return *state_; }

 private:
  std::coroutine_handle<> frame_;
  Ref<PromiseState<T>> state_ = make<PromiseState<T>>();
};

}  // namespace detail

template <class T>
struct Promise<T>::promise_type : detail::AsyncFunction<T> {
  promise_type()
      : detail::AsyncFunction<T>(std::coroutine_handle<promise_type>::from_promise(*this)) {}

  void return_value(T value) { this->state().fulfillWith(std::move(value)); }
  template <class X>
  requires detail::Followed<X, T>
  void return_value(const X& followed) { detail::resolveState(this->state(), followed); }
};

template <>
struct Promise<void>::promise_type : detail::AsyncFunction<void> {
  promise_type()
      : detail::AsyncFunction<void>(std::coroutine_handle<promise_type>::from_promise(*this)) {}

  void return_void() { state().fulfillWith({}); }
};

template <class T>
detail::PromiseAwaiter<T> operator co_await(const Promise<T>& promise) {
  return detail::PromiseAwaiter<T>(promise.state());
}

}  // namespace nodelab
