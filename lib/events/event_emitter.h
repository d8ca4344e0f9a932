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

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/base/inspect_string.h"
#include "nodelab/base/number_text.h"
#include "nodelab/events/captured_event.h"
#include "nodelab/events/event_id.h"
#include "nodelab/events/event_name.h"
#include "nodelab/events/event_table.h"
#include "nodelab/events/listener.h"

namespace nodelab {

namespace event {
// The one name that is special: emitted without a listener it throws.
inline constexpr EventName<Error> error{"error"};
// Told of each `error` before its listeners are, and also if there are none. It does not count as a
// listener of `error`.
inline constexpr auto errorMonitor = EventName<Error>::symbol("events.errorMonitor");
// Told, of any event, before a listener is added, and after one was removed: the event and the
// listener. Of a `once` listener it is the function that was given to `once`; but when it goes
// while others of its event stay, `removeListener` tells of the wrapper, unless `off` named the
// function.
inline constexpr EventName<EventId, AnyListener> newListener{"newListener"};
inline constexpr EventName<EventId, AnyListener> removeListener{"removeListener"};
}  // namespace event

struct EventEmitterOptions {
  // A promise that a listener returns is looked after: its rejection becomes an `error` event. Also
  // if the default for all emitters says so, see setCaptureRejections.
  bool captureRejections = false;
};

class EventEmitter {
 public:
  explicit EventEmitter(EventEmitterOptions options = {});
  // Listeners may use the emitter once more as they go: they find it empty.
  virtual ~EventEmitter();
  EventEmitter(const EventEmitter&) = delete;
  EventEmitter& operator=(const EventEmitter&) = delete;

  // Adds a listener at the end of the event's list (`prepend…`: at the front): a callable, or a
  // Listener. The same Listener may be added several times, and is then called several times.
  // Returns the emitter, as Node does. Emits `newListener` first. Throws ERR_INVALID_ARG_TYPE when
  // the event is known here with other arguments.
  template <class... Args, class Function>
  EventEmitter& on(const EventName<Args...>& event, Function&& listener) {
    add(event, &detail::signature<Args...>, toListener<Args...>(std::forward<Function>(listener)),
        Where::back);
    return *this;
  }
  template <class... Args, class Function>
  EventEmitter& prependListener(const EventName<Args...>& event, Function&& listener) {
    add(event, &detail::signature<Args...>, toListener<Args...>(std::forward<Function>(listener)),
        Where::front);
    return *this;
  }
  // Another name of `on`.
  template <class... Args, class Function>
  EventEmitter& addListener(const EventName<Args...>& event, Function&& listener) {
    return on(event, std::forward<Function>(listener));
  }

  // Adds a listener that is removed just before it is called, so it is called once.
  template <class... Args, class Function>
  EventEmitter& once(const EventName<Args...>& event, Function&& listener) {
    add(event, &detail::signature<Args...>,
        toOnce<Args...>(event, toListener<Args...>(std::forward<Function>(listener))), Where::back);
    return *this;
  }
  template <class... Args, class Function>
  EventEmitter& prependOnceListener(const EventName<Args...>& event, Function&& listener) {
    add(event, &detail::signature<Args...>,
        toOnce<Args...>(event, toListener<Args...>(std::forward<Function>(listener))),
        Where::front);
    return *this;
  }

  // Removes one occurrence of the listener, the one added last; nothing if there is none. Emits
  // `removeListener` then. A round of emit that is under way still calls it.
  template <class... Args>
  EventEmitter& off(const EventName<Args...>& event,
                    const Listener<std::type_identity_t<Args>...>& listener) {
    remove(event, *listener.function());
    return *this;
  }
  // Another name of `off`.
  template <class... Args>
  EventEmitter& removeListener(const EventName<Args...>& event,
                               const Listener<std::type_identity_t<Args>...>& listener) {
    return off(event, listener);
  }

  // Removes all listeners of the event, or of every event. If somebody listens to `removeListener`,
  // they go one by one, from the last to the first, and it is emitted for each; if its listeners
  // themselves take some away meanwhile, this throws ERR_INVALID_ARG_TYPE, as in Node, and the rest
  // stays.
  EventEmitter& removeAllListeners(const EventKey& event);
  EventEmitter& removeAllListeners();

  // Calls the listeners in order, on this stack. Returns whether there was one. What a listener
  // throws ends the round and passes through. Allocates nothing.
  // `error` without a listener throws its argument if that is an Error, and ERR_UNHANDLED_ERROR if
  // it is something else; of a type of your own, what `Error toError(const T&)` makes of it, which
  // is found beside the type.
  template <class... Args>
  bool emit(const EventName<Args...>& event, EventArg<std::type_identity_t<Args>>... args);

  // How many listeners the event has; or how often it has this one, `once` or not.
  std::size_t listenerCount(const EventKey& event) const;
  template <class... Args>
  std::size_t listenerCount(const EventName<Args...>& event,
                            const Listener<std::type_identity_t<Args>...>& listener) const {
    return count(event, *listener.function());
  }

  // A copy of the event's list. `listeners` has what was given to `once` where `rawListeners` has
  // the wrappers (listener.h). Throws ERR_INVALID_ARG_TYPE when the event is known here with other
  // arguments.
  template <class... Args>
  std::vector<Listener<Args...>> listeners(const EventName<Args...>& event) const;
  template <class... Args>
  std::vector<Listener<Args...>> rawListeners(const EventName<Args...>& event) const;

  // The names that have listeners: first those that are array indexes in JavaScript ("0", "10"), in
  // ascending order, then the other texts, then the symbols, in the order in which they came to
  // have one.
  std::vector<EventId> eventNames() const { return table_.names(); }

  // How many listeners an event may have before a MaxListenersExceededWarning says, once, that this
  // may be a leak; 0 or infinity: any number. Throws ERR_OUT_OF_RANGE below 0 and for NaN. Without
  // a limit of its own an emitter has the default, 10 at first, which is the thread's.
  EventEmitter& setMaxListeners(double n);
  double getMaxListeners() const noexcept;
  static void setDefaultMaxListeners(double n);
  static double defaultMaxListeners() noexcept;

  // Whether emitters made from now on, on this thread, capture rejections whatever their options
  // say. At first they do not. Node's `EventEmitter.captureRejections`.
  static void setCaptureRejections(bool captures) noexcept;
  static bool captureRejections() noexcept;

 protected:
  // For subclasses to which listening means something, as 'data' does to a stream. Called after the
  // list has changed, when `removeListener` has been emitted.
  virtual void onListenerAdded(const EventKey& /*event*/) {}
  virtual void onListenerRemoved(const EventKey& /*event*/) {}

  // Called in a tick after a promise that a listener of this emitter returned was rejected, if it
  // captures rejections (Node's method Symbol.for('nodejs.rejection')). It emits `error` without
  // capturing meanwhile; without a listener that makes an uncaught exception. It is not called any
  // more when the emitter is gone.
  virtual void onRejection(const Error& reason, const CapturedEvent& event);

  // Emits, and does not capture meanwhile: what onRejection does with `error`, so that a listener
  // of `error` that is rejected, too, does not go round for ever.
  template <class... Args>
  bool emitWithoutCapture(const EventName<Args...>& event,
                          EventArg<std::type_identity_t<Args>>... args);

  // Called when somebody listens to `newListener` or `removeListener`: emits that event. For
  // emitters whose events all have one signature, made at run time.
  virtual void emitNewListener(const EventKey& event, const AnyListener& listener);
  virtual void emitRemoveListener(const EventKey& event, const AnyListener& listener);

 private:
  using Where = detail::ListenerList::Where;
  friend struct detail::OnceFunction;
  friend bool detail::captures(const detail::Emission& emission) noexcept;
  friend detail::RejectionHandler detail::rejectionHandler(const detail::Emission& emission,
                                                           Ref<CapturedEvent> event);

  template <class... Args, class Function>
  static decltype(auto) toListener(Function&& listener) {
    if constexpr (std::is_same_v<std::remove_cvref_t<Function>, Listener<Args...>>) {
      return listener.function();
    } else {
      return Ref(Listener<Args...>(std::forward<Function>(listener)).function());
    }
  }
  template <class... Args>
  Ref<detail::ListenerFunction> toOnce(const EventKey& event,
                                       const Ref<detail::ListenerFunction>& given) {
    const auto run = reinterpret_cast<detail::ListenerFunction::Erased>(&detail::runOnce<Args...>);
    return make<detail::OnceFunction>(run, given, link(), event);
  }

  void add(const EventKey& event, const char* signature, const Ref<detail::ListenerFunction>& added,
           Where where);
  void remove(const EventKey& event, detail::ListenerFunction& listener);
  std::size_t count(const EventKey& event, const detail::ListenerFunction& listener) const;
  const detail::EventEntry* find(const EventKey& event, const char* signature) const {
    const detail::EventEntry* entry = table_.find(event);
    if (entry && entry->signature != signature) throwMismatch(event);
    return entry;
  }
  const Ref<detail::EmitterLink>& link();

  void removeOneByOne(const EventKey& event, const detail::EventEntry& entry);
  void warnIfMany(detail::EventEntry& entry) const;
  [[noreturn]] static void throwMismatch(const EventKey& event);

  // A listener of the event may let go of the emitter.
  struct CaptureOff {
    explicit CaptureOff(EventEmitter& emitter)
        : link(emitter.link()), before(std::exchange(emitter.capturesRejections_, false)) {}
    ~CaptureOff() {
      if (link->emitter) link->emitter->capturesRejections_ = before;
    }
    const Ref<detail::EmitterLink> link;
    const bool before;
  };

  template <class... Args>
  [[gnu::noinline]] bool emitUnusual(const EventKey& event, EventArg<Args>... args);
  template <class... Args>
  [[gnu::always_inline]] void callListeners(const detail::EventEntry& entry, const EventKey& event,
                                            EventArg<Args>... args);
  // What `emit("error", …)` throws when nobody listens; as in Node the first argument tells.
  static Error unhandledError() { return unhandled("undefined"); }
  static Error unhandled(const std::string& inspected);
  template <class First, class... Rest>
  static Error unhandledError(const First& first, const Rest&...);

  detail::EventTable table_;
  Ref<detail::EmitterLink> link_;  // made when the first needs it
  double maxListeners_ = -1;       // -1: the default
  bool capturesRejections_;
};

// The usual case is one look and one call; what is not usual is out of its way.
template <class... Args>
bool EventEmitter::emit(const EventName<Args...>& event,
                        EventArg<std::type_identity_t<Args>>... args) {
  const detail::EventEntry& entry = table_.firstPlace(event);
  const bool usual = entry.name.isIdentical(event) &&
                     entry.signature == &detail::signature<Args...> &&
                     event.hash != event::error.hash;
  if (!usual) return emitUnusual<Args...>(event, args...);
  callListeners<Args...>(entry, event, args...);
  return true;
}

// events facts 20 and 21.
template <class... Args>
bool EventEmitter::emitUnusual(const EventKey& event, EventArg<Args>... args) {
  const bool isError = event == event::error;
  if (isError) emit(EventName<Args...>(event::errorMonitor), args...);
  const detail::EventEntry* entry = find(event, &detail::signature<Args...>);
  if (entry) {
    callListeners<Args...>(*entry, event, args...);
  } else if (isError) {
    throw unhandledError(args...);
  }
  return entry != nullptr;
}

template <class... Args>
inline void EventEmitter::callListeners(const detail::EventEntry& entry, const EventKey& event,
                                        EventArg<Args>... args) {
  const detail::Emission emission{this, &event};
  if (detail::ListenerArray* array = entry.listeners.array()) {
    detail::callEach<Args...>(*array, emission, args...);
  } else {
    const Ref<detail::ListenerFunction> one(*entry.listeners.begin());
    detail::callListener<Args...>(*one, emission, args...);
  }
}

template <class First, class... Rest>
Error EventEmitter::unhandledError(const First& first, const Rest&...) {
  if constexpr (std::is_same_v<First, Error>) {
    return first ? first : unhandled("null");
  } else if constexpr (std::is_same_v<First, bool>) {
    return unhandled(first ? "true" : "false");
  } else if constexpr (std::is_integral_v<First>) {
    return unhandled(std::to_string(first));
  } else if constexpr (std::is_floating_point_v<First>) {
    return unhandled(inspectNumber(first));
  } else if constexpr (std::is_convertible_v<First, std::string_view>) {
    return unhandled(inspectString(first));
  } else if constexpr (requires {
                         { toError(first) } -> std::same_as<Error>;
                       }) {
    return toError(first);
  } else {
    return unhandled("[object]");
  }
}

template <class... Args>
std::vector<Listener<Args...>> EventEmitter::rawListeners(const EventName<Args...>& event) const {
  std::vector<Listener<Args...>> result;
  if (const auto* entry = find(event, &detail::signature<Args...>)) {
    for (detail::ListenerFunction* listener : entry->listeners) {
      result.push_back(Listener<Args...>(Ref(listener)));
    }
  }
  return result;
}

template <class... Args>
std::vector<Listener<Args...>> EventEmitter::listeners(const EventName<Args...>& event) const {
  std::vector<Listener<Args...>> result = rawListeners(event);
  for (auto& listener : result) listener = listener.listener().value_or(listener);
  return result;
}

template <class... Args>
bool EventEmitter::emitWithoutCapture(const EventName<Args...>& event,
                                      EventArg<std::type_identity_t<Args>>... args) {
  const CaptureOff off(*this);
  return emit(event, args...);
}

}  // namespace nodelab
