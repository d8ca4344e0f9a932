// then, catch_ and finally.
//
// The derived promise is the reaction: one object that waits in the list of the first promise with
// the handlers, and is settled with what they give. The handlers go as soon as they have run, as a
// garbage collector would find them unused.
//
// Included by promise.h.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "nodelab/promise/promise.h"

namespace nodelab {

namespace detail {

template <class Function>
auto inContext(AsyncContext& context, Function&& function) {
  const AsyncScope scope(context);
  return function();
}

// Calls the function in the context of the promise, then settles that with what the function gave:
// a value, nothing, a promise or a thenable.
template <class R, class Function>
void settleWith(PromiseState<R>& derived, Function&& function) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Function>>) {
      inContext(derived.context(), function);
      derived.fulfillWith({});
    } else {
      resolveState(derived, inContext(derived.context(), function));
    }
  } catch (...) {
    derived.reject(std::current_exception());
  }
}

// `Handlers` has `settle(derived, settled)`, which settles the first with what the handler for the
// second gives.
template <class T, class R, class Handlers>
class ThenState final : public PromiseState<R>, public Reaction {
 public:
  explicit ThenState(Handlers handlers) : handlers_(std::move(handlers)) {}

  void queue(PromiseCore& settled) override {
    queueTurn([self = taken(), source = Ref<PromiseCore>(&settled)] {
      self->handlers_->settle(*self, static_cast<const PromiseState<T>&>(*source));
      self->handlers_.reset();
    });
  }
  void drop() noexcept override { taken()->handlers_.reset(); }

 private:
  // The list of the first promise was one of the owners.
  Ref<ThenState> taken() noexcept {
    Ref<ThenState> self(this);
    this->release();
    return self;
  }

  std::optional<Handlers> handlers_;
};

template <class R, class T, class Handlers>
Promise<R> derive(PromiseState<T>& state, Handlers handlers) {
  auto derived = make<ThenState<T, R, Handlers>>(std::move(handlers));
  derived->addRef();
  state.react(*derived);
  return Promise<R>(std::move(derived));
}

template <class Function, class T>
decltype(auto) callWithValue(Function& function, const PromiseState<T>& state) {
  if constexpr (std::is_void_v<T>) {
    return function();
  } else {
    return function(state.value());
  }
}

// What a `then` with this handler gives a promise of.
template <class OnFulfilled, class T>
using ThenValue = typename Resolved<std::remove_cvref_t<decltype(callWithValue(
    std::declval<OnFulfilled&>(), std::declval<const PromiseState<T>&>()))>>::type;

template <class OnFulfilled>
struct FulfilHandler {
  template <class R, class T>
  void settle(PromiseState<R>& derived, const PromiseState<T>& settled) {
    if (!settled.fulfilled()) return derived.reject(settled.rejection());
    settleWith(derived, [&]() -> decltype(auto) { return callWithValue(onFulfilled, settled); });
  }
  OnFulfilled onFulfilled;
};

template <class OnRejected>
struct RejectHandler {
  template <class T>
  void settle(PromiseState<T>& derived, const PromiseState<T>& settled) {
    if (settled.fulfilled()) return derived.fulfillWith(settled.value());
    settleWith(derived,
               [&]() -> decltype(auto) { return onRejected(settled.rejection()->error()); });
  }
  OnRejected onRejected;
};

template <class OnFulfilled, class OnRejected>
struct BothHandlers {
  template <class R, class T>
  void settle(PromiseState<R>& derived, const PromiseState<T>& settled) {
    if (settled.fulfilled()) return fulfil.settle(derived, settled);
    settleWith(derived,
               [&]() -> decltype(auto) { return onRejected(settled.rejection()->error()); });
  }
  FulfilHandler<OnFulfilled> fulfil;
  OnRejected onRejected;
};

// loop fact 36: what `onFinally` gives passes through a promise, and then comes the first outcome.
template <class OnFinally>
struct FinallyHandler {
  template <class T>
  void settle(PromiseState<T>& derived, const PromiseState<T>& settled) {
    settleWith(derived, [&] {
      auto outcome = [first = Ref<const PromiseState<T>>(&settled)](const auto&...) -> T {
        return first->outcome();
      };
      return called().then(std::move(outcome));
    });
  }
  // JavaScript's `Promise.resolve(onFinally())`, where a value does not matter.
  auto called() {
    using Result = std::remove_cvref_t<std::invoke_result_t<OnFinally&>>;
    if constexpr (!PlainValue<Result>) {
      return Promise<typename Resolved<Result>::type>::resolve(onFinally());
    } else {
      static_cast<void>(onFinally());
      return Promise<void>::resolve();
    }
  }
  OnFinally onFinally;
};

}  // namespace detail

template <class T>
template <class OnFulfilled>
auto Promise<T>::then(OnFulfilled onFulfilled) const {
  using R = detail::ThenValue<OnFulfilled, T>;
  return detail::derive<R>(*state_, detail::FulfilHandler<OnFulfilled>{std::move(onFulfilled)});
}

template <class T>
template <class OnFulfilled, class OnRejected>
auto Promise<T>::then(OnFulfilled onFulfilled, OnRejected onRejected) const {
  using R = detail::ThenValue<OnFulfilled, T>;
  return detail::derive<R>(*state_, detail::BothHandlers<OnFulfilled, OnRejected>{
                                        {std::move(onFulfilled)}, std::move(onRejected)});
}

template <class T>
template <class OnRejected>
Promise<T> Promise<T>::catch_(OnRejected onRejected) const {
  return detail::derive<T>(*state_, detail::RejectHandler<OnRejected>{std::move(onRejected)});
}

template <class T>
template <class OnFinally>
Promise<T> Promise<T>::finally(OnFinally onFinally) const {
  return detail::derive<T>(*state_, detail::FinallyHandler<OnFinally>{std::move(onFinally)});
}

template <class T>
template <class Handler>
void Promise<T>::tellRejection(Handler handler) const {
  detail::reactWith(*state_, [handler = std::move(handler),
                              context = AsyncContext::current()](PromiseCore& settled) mutable {
    if (settled.fulfilled()) return;
    const AsyncScope scope(context);
    handler(settled.rejection()->error());
  });
}

}  // namespace nodelab
