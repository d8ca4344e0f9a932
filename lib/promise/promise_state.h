// Where a promise's value lies, and what resolving does.
//
// Resolving with a value fulfils; resolving with a promise or a thenable queues the job that
// follows it. All that resolves anything in this room goes through `resolveState`.
//
// Internal; programs use Promise<T>.
#pragma once

#include <memory>
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

// Waits in the list of a promise, and settles the target as that is settled. It belongs to the loop
// meanwhile: two promises that follow each other own each other, and only its end parts them.
template <class T>
class Following final : public Reaction, public LoopResource, public Pooled {
 public:
  Following(Ref<PromiseState<T>> target, PromiseCore& source)
      : target_(std::move(target)), source_(source) {
    EventLoop::current().track(*this);
  }

  void queue(PromiseCore& settled) override {
    unlink();
    queueTurn([self = std::unique_ptr<Following>(this), source = Ref<PromiseCore>(&settled)] {
      if (!source->fulfilled()) return self->target_->reject(source->rejection());
      self->target_->fulfillWith(static_cast<PromiseState<T>&>(*source).value());
    });
  }
  void drop() noexcept override { delete this; }
  void dispose() override {
    source_.forget(*this);
    delete this;
  }

 private:
  Ref<PromiseState<T>> target_;
  PromiseCore& source_;  // whose list it is in
};

// Settles `target` as `source` is settled: one turn for the job that calls `then` of the source,
// one for the reaction.
template <class T>
void follow(PromiseState<T>& target, Ref<PromiseState<T>> source) {
  if (&target == source.get()) return target.reject(chainingCycle());
  queueTurn([state = Ref(&target), followed = std::move(source)]() mutable {
    followed->react(*new Following<T>(std::move(state), *followed));
  });
}

}  // namespace detail

}  // namespace nodelab
