// Listener<Args...>: a listener with an identity.
//
// JavaScript compares functions, C++ cannot compare lambdas. So where identity matters (`off`, the
// same listener added twice) a program makes a Listener, a shared handle on one function:
//
//   auto greet = Listener<std::string_view>([](std::string_view who) { … });
//   emitter.on(hello, greet);
//   emitter.off(hello, greet);
//
// Where it does not, `on` and `once` take the lambda itself.
#pragma once

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/events/event_name.h"

namespace nodelab {

namespace detail {

// What a listener array holds; the emitter knows the arguments behind it by their signature.
struct ListenerFunction : RefCounted<ListenerFunction> {
  virtual ~ListenerFunction() = default;
};

template <class... Args>
struct TypedListenerFunction final : ListenerFunction {
  explicit TypedListenerFunction(Callback<void(EventArg<Args>...)> callback)
      : call(std::move(callback)) {}
  Callback<void(EventArg<Args>...)> call;
};

template <class Function, class... Args>
concept Listens =
    std::is_invocable_v<std::add_lvalue_reference_t<std::decay_t<Function>>, EventArg<Args>...>;

}  // namespace detail

template <class... Args>
class Listener {
 public:
  template <detail::Listens<Args...> Function>
  explicit Listener(Function&& function)
      : function_(make<detail::TypedListenerFunction<Args...>>(std::forward<Function>(function))) {}

  // A handle on a function that an emitter has already; internal.
  explicit Listener(Ref<detail::TypedListenerFunction<Args...>> function)
      : function_(std::move(function)) {}
  const Ref<detail::TypedListenerFunction<Args...>>& function() const { return function_; }

 private:
  Ref<detail::TypedListenerFunction<Args...>> function_;
};

}  // namespace nodelab
