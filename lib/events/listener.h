// Listener<Args...>: a listener with an identity.
//
// JavaScript compares functions, C++ cannot compare lambdas. So where identity matters (`off`, the
// same listener added twice) a program makes a Listener, a shared handle on one function:
//
//   auto greet = Listener<std::string_view>([](std::string_view who) { … });
//   emitter.on(hello, greet);
//   emitter.off(hello, greet);
//
// Where it does not, `on` and `once` take the lambda itself. A Listener may be called like the
// function that it holds.
//
// What `once` adds is a wrapper around the listener, as in Node: `rawListeners` shows it, and
// `listener()` of a wrapper is the one that was given to `once`.
//
// A listener that returns a promise is an async function; what becomes of its rejection is up to
// the emitter (captureRejections, see EventEmitter). Any other result is ignored.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "nodelab/base/ref.h"
#include "nodelab/events/event_name.h"
#include "nodelab/events/listener_function.h"

namespace nodelab {

template <class... Args>
class Listener;

namespace detail {
// A function object that a Listener is made of. One Listener copied is another handle, not that.
template <class Function, class... Args>
concept MakesListener =
    Listens<Function, Args...> && !std::is_same_v<std::remove_cvref_t<Function>, Listener<Args...>>;
}  // namespace detail

template <class... Args>
class Listener {
 public:
  template <detail::MakesListener<Args...> Function>
  explicit Listener(Function&& function)
      : function_(new detail::FunctionListener<std::decay_t<Function>, Args...>(
            std::forward<Function>(function))) {}

  // Calls the function. The wrapper of a `once` first removes itself from its emitter, and calls
  // its listener only the first time.
  void operator()(EventArg<Args>... args) const {
    const Ref<detail::ListenerFunction> called = function_;
    detail::callListener<Args...>(*called, detail::Emission::ignored, args...);
  }

  // Of a wrapper made by `once` the listener in it, as Node's property of that name; else nothing.
  std::optional<Listener> listener() const {
    if (!function_->isOnce) return {};
    return Listener(Ref(function_->original()));
  }

  // Whether they are the same function; a wrapper is not the same as what it wraps.
  friend bool operator==(const Listener& a, const Listener& b) noexcept {
    return a.function_ == b.function_;
  }

  // A handle on a function that an emitter has already; internal.
  explicit Listener(Ref<detail::ListenerFunction> function) : function_(std::move(function)) {}
  const Ref<detail::ListenerFunction>& function() const { return function_; }

 private:
  Ref<detail::ListenerFunction> function_;
};

// A Listener whose arguments are not known here: what a listener of `newListener` and
// `removeListener` is told, as the event may be any.
class AnyListener {
 public:
  // The same function. Throws ERR_INVALID_ARG_TYPE if the event's arguments are not its own.
  template <class... Args>
  Listener<Args...> as(const EventName<Args...>& /*event*/) const {
    if (signature_ != &detail::signature<Args...>) throwMismatch();
    return Listener<Args...>(function_);
  }
  // As Listener::listener.
  std::optional<AnyListener> listener() const {
    if (!function_->isOnce) return {};
    return AnyListener(Ref(function_->original()), signature_);
  }

  friend bool operator==(const AnyListener& a, const AnyListener& b) noexcept {
    return a.function_ == b.function_;
  }
  template <class... Args>
  friend bool operator==(const AnyListener& a, const Listener<Args...>& b) noexcept {
    return a.function_ == b.function();
  }

  // Internal.
  AnyListener(Ref<detail::ListenerFunction> function, const char* signature)
      : function_(std::move(function)), signature_(signature) {}
  const Ref<detail::ListenerFunction>& function() const { return function_; }

 private:
  [[noreturn]] static void throwMismatch();

  Ref<detail::ListenerFunction> function_;
  const char* signature_;
};

}  // namespace nodelab
