// Where a promise's value lies, and what resolving does.
//
// Resolving with a value fulfils; resolving with a promise or a thenable queues the job that
// follows it. All that resolves anything in this room goes through `resolveState`.
//
// Internal; programs use Promise<T>.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "nodelab/promise/promise_core.h"

namespace nodelab {

template <class T = void>
class Promise;

namespace detail {

// What stands for the value of a Promise<void>.
struct Nothing {};
template <class T>
using Stored = std::conditional_t<std::is_void_v<T>, Nothing, T>;

template <class T>
class PromiseState : public PromiseCore {
 public:
  void fulfillWith(Stored<T> value) {
    value_.emplace(std::move(value));
    fulfill();
  }
  // Of a fulfilled promise.
  const Stored<T>& value() const noexcept { return *value_; }
  // Of a settled promise: returns the value, or throws the reason.
  T outcome() const {
    if (!fulfilled()) rejection()->raise();
    if constexpr (!std::is_void_v<T>) return value();
  }

 private:
  std::optional<Stored<T>> value_;
};

// What a promise is of, for Promise<T>: T; for anything else there is no `type`.
template <class X>
struct PromiseValue {};
template <class T>
struct PromiseValue<Promise<T>> {
  using type = T;
};
template <class X>
concept IsPromise = requires {
  typename PromiseValue<X>::type;
};

// What `resolve(promise)` of that same promise rejects it with.
Error chainingCycle();

// Settles `target` as `source` is settled: one turn for the job that calls `then` of the source,
// one for the reaction.
template <class T>
void follow(PromiseState<T>& target, Ref<PromiseState<T>> source) {
  if (&target == source.get()) return target.reject(chainingCycle());
  queueTurn([state = Ref(&target), followed = std::move(source)]() mutable {
    PromiseCore& watched = *followed;
    reactWith(watched, [state = std::move(state)](PromiseCore& settled) {
      if (!settled.fulfilled()) return state->reject(settled.rejection());
      state->fulfillWith(static_cast<PromiseState<T>&>(settled).value());
    });
  });
}

}  // namespace detail

}  // namespace nodelab
