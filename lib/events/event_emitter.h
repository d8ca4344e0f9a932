// EventEmitter: named events with a list of listeners, called at once and in order.
//
// It is Node's class and the base of streams, sockets and workers. It knows nothing of the event
// loop: `emit` calls every listener before it returns, on the caller's stack.
//
//   inline constexpr EventName<int> tick{"tick"};
//   EventEmitter clock;
//   clock.on(tick, [](int n) { console::log("{}", n); });
//   clock.emit(tick, 1);                                  // true
//
// What differs from Node: events are typed (event_name.h), and identity of a listener is a
// Listener's (listener.h). A round of `emit` walks the list as it was when the round began:
// listeners added or removed meanwhile do not change it. It copies nothing for that, mutation does.
//
// An emitter must live until `emit` has returned: whoever lets a listener drop the last Ref to it
// holds one more on the stack around `emit`. Listeners live until they are removed or the emitter
// is gone; a listener that owns its emitter (captures a Ref to it) keeps it alive forever.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/base/inspect_string.h"
#include "nodelab/events/event_name.h"
#include "nodelab/events/listener.h"

namespace nodelab {

namespace event {
// The one name that is special: emitted without a listener it throws.
inline constexpr EventName<Error> error{"error"};
}  // namespace event

class EventEmitter {
 public:
  EventEmitter() = default;
  virtual ~EventEmitter();
  EventEmitter(const EventEmitter&) = delete;
  EventEmitter& operator=(const EventEmitter&) = delete;

  // Adds a listener at the end of the event's list (`prepend…`: at the front): a callable, or a
  // Listener. The same Listener may be added several times, and is then called several times.
  // Returns the emitter, as Node does. Throws ERR_INVALID_ARG_TYPE when the event is known here
  // with other arguments.
  template <class... Args, class Function>
  EventEmitter& on(EventName<Args...> event, Function&& listener) {
    return add(event.name, &detail::signature<Args...>,
               toListener<Args...>(std::forward<Function>(listener)), Where::back, false);
  }
  template <class... Args, class Function>
  EventEmitter& prependListener(EventName<Args...> event, Function&& listener) {
    return add(event.name, &detail::signature<Args...>,
               toListener<Args...>(std::forward<Function>(listener)), Where::front, false);
  }

  // Adds a listener that is removed just before it is called, so it is called once.
  template <class... Args, class Function>
  EventEmitter& once(EventName<Args...> event, Function&& listener) {
    return add(event.name, &detail::signature<Args...>,
               toListener<Args...>(std::forward<Function>(listener)), Where::back, true);
  }

  // Removes one occurrence of the listener, the one added last; nothing if there is none. A round
  // of emit that is under way still calls it.
  template <class... Args>
  EventEmitter& off(EventName<Args...> event,
                    const Listener<std::type_identity_t<Args>...>& listener) {
    remove(event.name, listener.function().get());
    return *this;
  }

  // Removes all listeners of the event, or of every event.
  template <class... Args>
  EventEmitter& removeAllListeners(EventName<Args...> event) {
    removeAll(event.name);
    return *this;
  }
  void removeAllListeners();

  // Calls the listeners in order, on this stack. Returns whether there was one. What a listener
  // throws ends the round and passes through.
  // `error` without a listener throws its argument if that is an Error, and ERR_UNHANDLED_ERROR if
  // it is something else.
  template <class... Args>
  bool emit(EventName<Args...> event, EventArg<std::type_identity_t<Args>>... args);

  template <class... Args>
  std::size_t listenerCount(EventName<Args...> event) const {
    return count(event.name);
  }

  // The names that have listeners, in the order in which they came to have one.
  std::vector<std::string> eventNames() const;

 protected:
  // For subclasses to which listening means something, as 'data' does to a stream. Called after the
  // list has changed.
  virtual void onListenerAdded(std::string_view /*event*/) {}
  virtual void onListenerRemoved(std::string_view /*event*/) {}

 private:
  enum class Where { front, back };

  // Marks one registration by `once`; shared between the list and the round that calls it.
  struct OnceMark : RefCounted<OnceMark> {
    bool fired = false;
  };
  struct Entry {
    Ref<detail::ListenerFunction> listener;
    Ref<OnceMark> once;
  };
  // Immutable while a round walks it, that is, while more than one Ref holds it.
  struct ListenerArray : RefCounted<ListenerArray> {
    std::vector<Entry> entries;
  };
  struct Event {
    std::string name;
    const char* signature;
    Ref<ListenerArray> listeners;  // never empty
  };

  template <class... Args, class Function>
  static Ref<detail::ListenerFunction> toListener(Function&& listener) {
    if constexpr (std::is_same_v<std::remove_cvref_t<Function>, Listener<Args...>>) {
      return listener.function();
    } else {
      return Listener<Args...>(std::forward<Function>(listener)).function();
    }
  }

  EventEmitter& add(std::string_view name, const char* signature,
                    Ref<detail::ListenerFunction> listener, Where where, bool once);
  void remove(std::string_view name, const detail::ListenerFunction* listener);
  void removeOnce(std::string_view name, const OnceMark* mark);
  void removeAt(Event& event, std::size_t index);
  void removeWhole(Event& event);
  void removeAll(std::string_view name);
  std::size_t count(std::string_view name) const;

  Event* find(std::string_view name);

  ListenerArray* listenersOf(std::string_view name, const char* signature);
  static ListenerArray& writable(Event& event);
  [[noreturn]] static void throwMismatch(std::string_view name);

  // What `emit("error", …)` throws when nobody listens; as in Node the first argument tells.
  static Error unhandledError() { return unhandled("undefined"); }
  static Error unhandled(const std::string& inspected);
  template <class First, class... Rest>
  static Error unhandledError(const First& first, const Rest&...);

  std::vector<Event> events_;
};

template <class... Args>
bool EventEmitter::emit(EventName<Args...> event, EventArg<std::type_identity_t<Args>>... args) {
  const Ref<ListenerArray> round(listenersOf(event.name, &detail::signature<Args...>));
  if (!round) {
    if (event.name == "error") throw unhandledError(args...);
    return false;
  }
  for (const Entry& entry : round->entries) {
    if (entry.once) {
      if (entry.once->fired) continue;
      entry.once->fired = true;
      removeOnce(event.name, entry.once.get());
    }
    static_cast<detail::TypedListenerFunction<Args...>&>(*entry.listener).call(args...);
  }
  return true;
}

template <class First, class... Rest>
Error EventEmitter::unhandledError(const First& first, const Rest&...) {
  if constexpr (std::is_same_v<First, Error>) {
    return first ? first : unhandled("null");
  } else if constexpr (std::is_same_v<First, bool>) {
    return unhandled(first ? "true" : "false");
  } else if constexpr (std::is_integral_v<First>) {
    return unhandled(std::to_string(first));
  } else if constexpr (std::is_convertible_v<First, std::string_view>) {
    return unhandled(inspectString(first));
  } else {
    return unhandled("[object]");
  }
}

}  // namespace nodelab
