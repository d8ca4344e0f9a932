// What a list of listeners holds: a function with an identity, its arguments put away.
//
// Whoever calls one knows its arguments by the signature of its event, and gives it back the type
// that its function pointer had (callListener). Function objects of all sizes lie behind that
// header, in memory of the BlockPool.
//
// Internal; programs use Listener<Args...>.
#pragma once

#include <type_traits>
#include <utility>

#include "nodelab/base/block_pool.h"
#include "nodelab/base/ref.h"
#include "nodelab/events/captured_event.h"
#include "nodelab/events/event_name.h"

namespace nodelab::detail {

struct ListenerFunction : RefCounted<ListenerFunction>, Pooled {
  using Erased = void (*)();

  ListenerFunction(Erased function, bool once) : isOnce(once), call(function) {}
  virtual ~ListenerFunction() = default;

  // Itself, or of a once wrapper what it wraps.
  ListenerFunction* original() noexcept;

  const bool isOnce;  // it is a OnceFunction
  const Erased call;  // a ListenerCall<Args...>
};

template <class... Args>
using ListenerCall = void (*)(ListenerFunction& self, const Emission& emission,
                              EventArg<Args>... args);

template <class... Args>
void callListener(ListenerFunction& function, const Emission& emission, EventArg<Args>... args) {
  reinterpret_cast<ListenerCall<Args...>>(function.call)(function, emission, args...);
}

template <class Function, class... Args>
concept Listens =
    std::is_invocable_v<std::add_lvalue_reference_t<std::decay_t<Function>>, EventArg<Args>...>;

// A listener that was given as a function object.
template <class Function, class... Args>
struct FunctionListener final : ListenerFunction {
  template <class F>
  explicit FunctionListener(F&& given)
      : ListenerFunction(reinterpret_cast<Erased>(&run), false), function(std::forward<F>(given)) {}

  static void run(ListenerFunction& self, const Emission& emission, EventArg<Args>... args) {
    auto& called = static_cast<FunctionListener&>(self).function;
    using Result = std::invoke_result_t<Function&, EventArg<Args>...>;
    if constexpr (TellsRejection<std::remove_cvref_t<Result>>) {
      takeResult<Args...>(emission, called(args...), args...);
    } else {
      static_cast<void>(called(args...));
    }
  }

  Function function;
};

// The wrapper that `once` adds. Called, it takes itself off its emitter, and calls the listener in
// it the first time only (events fact 5).
struct OnceFunction : ListenerFunction {
  OnceFunction(Erased function, const Ref<ListenerFunction>& listener, const Ref<EmitterLink>& link,
               const EventKey& event)
      : ListenerFunction(function, true), wrapped(listener), target(link), name(event) {}

  // Takes itself off. Returns whether the listener is to be called now.
  bool fire();

  const Ref<ListenerFunction> wrapped;
  const Ref<EmitterLink> target;
  const EventId name;
  bool fired = false;
};

inline ListenerFunction* ListenerFunction::original() noexcept {
  return isOnce ? static_cast<OnceFunction*>(this)->wrapped.get() : this;
}

// What a OnceFunction of an event with these arguments does.
template <class... Args>
void runOnce(ListenerFunction& self, const Emission& emission, EventArg<Args>... args) {
  auto& once = static_cast<OnceFunction&>(self);
  if (once.fire()) callListener<Args...>(*once.wrapped, emission, args...);
}

}  // namespace nodelab::detail
