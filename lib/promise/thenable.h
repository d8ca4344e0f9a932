// Thenables: what is no Promise and has a `then`.
//
// JavaScript's promises work with those of any other library, because all that they ask of an
// object is a method `then(resolve, reject)`. So do these: a class with such a method, that also
// says what it gives, stands wherever a Promise of that may be given: `resolve(thenable)`,
// `co_await thenable`, `return thenable` from a handler or coroutine.
//
//   struct Answer {
//     using Value = int;
//     void then(Callback<void(int)> resolve, Callback<void(Error)> reject) { resolve(42); }
//   };
//   int answer = co_await Answer();
//
// `then` is called in a microtask of its own, on a copy of the object; so a thenable costs a turn
// more than a promise. The first of the two functions to be called counts, other calls do nothing,
// and what `then` throws rejects if neither was called before. They may be called at any time while
// the loop is there, also never, and may be copied; they keep the promise alive. `then` may also
// take them as what they are, ResolveFunction<Value> and RejectFunction, or as `auto`.
//
// What is a value at one time and a promise at another is TypeScript's `T | PromiseLike<T>`, here a
// std::variant with the value first: `std::variant<int, Promise<int>, Answer>`. It stands in the
// same places, and counts as the one that it holds.
#pragma once

#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

#include "nodelab/base/error.h"
#include "nodelab/base/ref.h"
#include "nodelab/promise/promise_state.h"

namespace nodelab {

class RejectFunction;
template <class T>
class ResolveFunction;

template <class X>
concept Thenable = !detail::IsPromise<X> &&
                   requires(X & thenable, const ResolveFunction<typename X::Value>& resolve,
                            const RejectFunction& reject) {
  thenable.then(resolve, reject);
};

namespace detail {

// What resolving with an X gives a promise of.
template <class X>
struct Resolved {
  using type = X;
};
template <class X>
requires IsPromise<X>
struct Resolved<X> {
  using type = typename PromiseValue<X>::type;
};
template <Thenable X>
struct Resolved<X> {
  using type = typename X::Value;
};

template <class X, class T>
concept LeadsTo = !std::is_same_v<X, T> && std::is_same_v<typename Resolved<X>::type, T>;
template <class T>
concept PlainValue = std::is_same_v<typename Resolved<T>::type, T>;

template <class X>
struct ValueOr {};
template <PlainValue T, LeadsTo<T> First, LeadsTo<T>... Others>
struct ValueOr<std::variant<T, First, Others...>> {
  using type = T;
};
template <class X>
concept ValueOrPromise = requires {
  typename ValueOr<X>::type;
};
template <ValueOrPromise X>
struct Resolved<X> {
  using type = typename ValueOr<X>::type;
};

// What resolving a Promise<T> follows, or may follow.
template <class X, class T>
concept Followed = std::is_same_v<X, Promise<T>> || Thenable<X> || ValueOrPromise<X>;

// The pair of functions that settle one promise: the first to be called takes it.
struct ResolvingPair : RefCounted<ResolvingPair> {
  explicit ResolvingPair(Ref<PromiseCore> its) : promise(std::move(its)) {}
  bool claim() noexcept { return !std::exchange(called, true); }

  Ref<PromiseCore> promise;
  bool called = false;
};

}  // namespace detail

class RejectFunction {
 public:
  void operator()(Error reason) const {
    if (pair_->claim()) pair_->promise->reject(std::move(reason));
  }
  void operator()(std::exception_ptr reason) const {
    if (pair_->claim()) pair_->promise->reject(std::move(reason));
  }

  explicit RejectFunction(Ref<detail::ResolvingPair> pair) : pair_(std::move(pair)) {}

 private:
  Ref<detail::ResolvingPair> pair_;
};

template <class T>
class ResolveFunction {
 public:
  // As Resolver::resolve: fulfils with a value (none for void), follows a promise or thenable.
  void operator()(detail::Stored<T> value = {}) const { resolve(std::move(value)); }
  template <class X>
  requires detail::Followed<X, T>
  void operator()(const X& followed) const { resolve(followed); }

  explicit ResolveFunction(Ref<detail::ResolvingPair> pair) : pair_(std::move(pair)) {}

 private:
  template <class Result>
  void resolve(Result&& result) const;

  Ref<detail::ResolvingPair> pair_;
};

namespace detail {

// Calls the function with the pair that settles the promise; what it throws rejects.
template <class T, class Function>
void settleBy(PromiseState<T>& state, Function&& function) {
  const auto pair = make<ResolvingPair>(Ref<PromiseCore>(&state));
  const RejectFunction reject(pair);
  try {
    function(ResolveFunction<T>(pair), reject);
  } catch (...) {
    reject(std::current_exception());
  }
}

template <class T, class X>
void callThen(PromiseState<T>& state, X& thenable) {
  settleBy(state, [&](const ResolveFunction<T>& resolve, const RejectFunction& reject) {
    const AsyncScope scope(state.context());
    thenable.then(resolve, reject);
  });
}

template <class F, class T>
concept Executor = std::is_invocable_v < F&,
        const ResolveFunction<T>
&, const RejectFunction& > ;

// JavaScript's resolve function, for whoever has claimed the promise: result is a value, a promise
// or a thenable.
template <class T, class X>
void resolveState(PromiseState<T>& state, X&& result) {
  using Result = std::remove_cvref_t<X>;
  if constexpr (std::is_same_v<Result, Promise<T>>) {
    follow(state, result.state());
  } else if constexpr (Thenable<Result>) {
    queueTurn([target = Ref(&state), thenable = Result(std::forward<X>(result))]() mutable {
      callThen(*target, thenable);
    });
  } else if constexpr (ValueOrPromise<Result>) {
    std::visit(
        [&state](auto&& either) { resolveState(state, std::forward<decltype(either)>(either)); },
        std::forward<X>(result));
  } else {
    state.fulfillWith(std::forward<X>(result));
  }
}

}  // namespace detail

template <class T>
template <class Result>
void ResolveFunction<T>::resolve(Result&& result) const {
  if (!pair_->claim()) return;
  detail::resolveState(static_cast<detail::PromiseState<T>&>(*pair_->promise),
                       std::forward<Result>(result));
}

}  // namespace nodelab
