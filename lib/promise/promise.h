// Promise<T>: a value that comes later, with exactly V8's count of microtask turns.
//
// It is Node's Promise, and it is the coroutine type: a function that returns Promise<T> and uses
// `co_await` is an async function. Like one it runs at once up to its first co_await, in the
// caller's stack; each co_await gives way for at least one microtask turn, also when the promise is
// settled already, and of a plain value.
//
//   Promise<int> answer() { co_return 42; }
//   Promise<void> ask() { console::log("{}", co_await answer()); }
//
// A Promise is a handle; copies are the same promise. It may be dropped: whatever is going to
// settle it keeps it alive. A rejection that nobody handles by the time the queues are empty is an
// uncaught exception (origin unhandledRejection). Everything happens on the thread of one loop,
// which must be there when an async function is called, and when a promise is settled or awaited.
//
// Wherever a promise is followed, a thenable (thenable.h) may stand.
//
// What differs from JavaScript: a rejection carries any C++ exception; handlers of `catch_` see it
// as an Error. `co_await` cannot stand in a `catch` block, a rule of C++. An async function that is
// still suspended when its loop ends is destroyed there and then, where it is suspended.
#pragma once

#include <exception>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/promise/promise_state.h"
#include "nodelab/promise/thenable.h"

namespace nodelab {

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
  // Follows a Promise<T>, or a thenable: settles as it does. After a promise that is two turns
  // later than with a plain value, as in JavaScript. Following itself is a rejection (a TypeError).
  template <class X>
  requires detail::Followed<X, T>
  void resolve(const X& followed) const {
    if (state_->claim()) detail::resolveState(*state_, followed);
  }

  void reject(Error reason) const {
    if (state_->claim()) state_->reject(std::move(reason));
  }
  void reject(std::exception_ptr reason) const {
    if (state_->claim()) state_->reject(std::move(reason));
  }

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

  // JavaScript's `new Promise(executor)`: calls `executor(resolve, reject)` at once. The first of
  // the two that is called settles the promise; what the executor throws rejects it, if neither was
  // called before. They are a ResolveFunction<T> and a RejectFunction (thenable.h), may be copied
  // and kept, and keep the promise alive.
  template <detail::Executor<T> Function>
  explicit Promise(Function&& executor) : state_(make<State>()) {
    detail::settleBy(*state_, std::forward<Function>(executor));
  }

  // A pending promise and what settles it: `Promise.withResolvers()` of Node 22.
  static PromiseWithResolvers<T> withResolvers() {
    auto state = make<State>();
    return {Promise(state), Resolver<T>(state)};
  }

  // A promise that is fulfilled with the value.
  static Promise resolve(Value value = {}) {
    auto state = make<State>();
    state->fulfillWith(std::move(value));
    return Promise(std::move(state));
  }
  // The same promise; of a thenable a new one that follows it.
  static Promise resolve(const Promise& promise) { return promise; }
  // Of either, the one that it is (thenable.h).
  template <detail::ValueOrPromise X>
  static Promise resolve(const X& either) {
    return std::visit([](const auto& one) { return resolve(one); }, either);
  }
  template <Thenable X>
  static Promise resolve(const X& thenable) {
    auto state = make<State>();
    detail::resolveState(*state, thenable);
    return Promise(std::move(state));
  }
  static Promise reject(Error reason) {
    auto state = make<State>();
    state->reject(std::move(reason));
    return Promise(std::move(state));
  }

  // Calls `onFulfilled(value)` in a microtask after this promise is fulfilled; returns the promise
  // of its result, which is rejected with what it throws. A rejection passes through to that
  // promise. The result may be a promise or a thenable, which is then followed; no result is
  // Promise<void>.
  template <class OnFulfilled>
  auto then(OnFulfilled onFulfilled) const;
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

  // Calls `handler(error)` in a microtask after a rejection, which counts as handled then: `then`
  // without what it derives. Internal: what an EventEmitter or EventTarget does with the promise of
  // a listener.
  template <class Handler>
  void tellRejection(Handler handler) const;

  // `Promise<>::all(a, b)`: JavaScript's Promise.all and its kin. They are in combinators.h, which
  // says what the elements may be; the result never depends on T.
  //
  // The values of all the elements, in their order; or the first rejection.
  template <class... Elements>
  static auto all(const Elements&... elements);
  template <class Element>
  static auto all(const std::vector<Element>& elements);
  // How each element ended (PromiseSettledResult), in their order; never rejected.
  template <class... Elements>
  static auto allSettled(const Elements&... elements);
  template <class Element>
  static auto allSettled(const std::vector<Element>& elements);
  // The first value; or, when all are rejected, an AggregateError with their `errors`, in order.
  template <class... Elements>
  static auto any(const Elements&... elements);
  template <class Element>
  static auto any(const std::vector<Element>& elements);
  // The first outcome, of either kind; of no elements it is pending for ever.
  template <class... Elements>
  static auto race(const Elements&... elements);
  template <class Element>
  static auto race(const std::vector<Element>& elements);

  bool pending() const { return state_->pending(); }

  // Internal to the library: what a rejection or value is read from.
  const Ref<State>& state() const { return state_; }
  explicit Promise(Ref<State> state) : state_(std::move(state)) {}

 private:
  Ref<State> state_;
};

}  // namespace nodelab

#include "nodelab/promise/async_function.h"
#include "nodelab/promise/then.h"
