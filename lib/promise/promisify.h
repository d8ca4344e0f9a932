// util::promisify: an error-first callback function as one that returns a promise.
//
//   void stat(std::string path, Callback<void(const Error& error, Stats stats)> callback);
//
//   auto statAsync = util::promisify(stat);
//   const Stats stats = co_await statAsync("in.txt");
//
// The callback is the last parameter, and its first one is the error, null if all went well. The
// promise is fulfilled with the next one, or with nothing if there is none (further ones are
// dropped, as in Node); it is rejected with the error, or with what the function throws. The first
// call of the callback counts, in whatever phase and tick it comes.
//
// A function that has one signature says what the result is. For a generic lambda or a choice of
// overloads it is given: `promisify<Stats>(function)`. A method needs its object: wrap both in a
// lambda (in JavaScript it is the same, with `bind`).
#pragma once

#include <exception>
#include <type_traits>
#include <utility>

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/promise/promise.h"

namespace nodelab::util {

namespace detail {

// The result of an error-first callback.
template <class T>
struct CallbackResult;
template <class E>
struct CallbackResult<Callback<void(E)>> {
  using type = void;
};
template <class E, class T, class... Rest>
struct CallbackResult<Callback<void(E, T, Rest...)>> {
  using type = std::remove_cvref_t<T>;
};

// The same of the function whose last parameter is that callback.
template <class First, class... Rest>
struct LastOf : LastOf<Rest...> {};
template <class Last>
struct LastOf<Last> {
  using type = Last;
};
template <class R, class... Args>
typename CallbackResult<std::remove_cvref_t<typename LastOf<Args...>::type>>::type resultOf(
    R (*)(Args...));
template <class F, class R, class... Args>
typename CallbackResult<std::remove_cvref_t<typename LastOf<Args...>::type>>::type resultOf(
    R (F::*)(Args...));
template <class F, class R, class... Args>
typename CallbackResult<std::remove_cvref_t<typename LastOf<Args...>::type>>::type resultOf(
    R (F::*)(Args...) const);

template <class F>
auto resultOfCallable() {
  if constexpr (std::is_pointer_v<F>) {
    return std::type_identity<decltype(resultOf(F()))>();
  } else {
    return std::type_identity<decltype(resultOf(&F::operator()))>();
  }
}

// The callback that settles the promise.
template <class T>
struct Settle {
  template <class... Results>
  void operator()(const Error& error, Results&&... results) const {
    if (error) return resolver.reject(error);
    if constexpr (std::is_void_v<T>) {
      resolver.resolve();
    } else {
      fulfil(std::forward<Results>(results)...);
    }
  }
  template <class First, class... Rest>
  void fulfil(First&& first, Rest&&...) const {
    resolver.resolve(std::forward<First>(first));
  }

  Resolver<T> resolver;
};

}  // namespace detail

// The function as one that takes the arguments before the callback and returns Promise<T>.
template <class T, class Function>
auto promisify(Function function) {
  return [function = std::move(function)](auto&&... args) mutable {
    auto [promise, resolver] = Promise<T>::withResolvers();
    try {
      function(std::forward<decltype(args)>(args)..., detail::Settle<T>{resolver});
    } catch (...) {
      resolver.reject(std::current_exception());
    }
    return promise;
  };
}
template <class Function>
auto promisify(Function function) {
  using T = typename decltype(detail::resultOfCallable<Function>())::type;
  return promisify<T, Function>(std::move(function));
}

}  // namespace nodelab::util
