// EventTarget: the web's counterpart of EventEmitter, and what AbortSignal is.
//
//   auto target = make<EventTarget>();
//   target->addEventListener("ready", [](Event& event) { … });
//   target->dispatchEvent(make<Event>("ready"));
//
// How it differs from EventEmitter, in Node as here:
// - Listeners get one Event object; its type is any text, and no type is special (not `error`).
// - The same listener is there once, whatever is added twice.
// - What a listener throws does not reach `dispatchEvent`: the others still run, and it becomes an
//   uncaught exception on the next tick. So does the rejection of a promise that one returns.
// - A round of `dispatchEvent` walks the list as it is, not a copy: a listener that is removed
//   before its turn is not called, one that is added is called in this round, unless the one that
//   adds it was the last.
//
// Identity is a listener's handle, EventListener. A target lives as long as a Ref holds it (only
// `make` makes one) and keeps its listeners; a listener that owns its target (captures a Ref to it)
// keeps it alive until it is removed.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nodelab/base/ref.h"
#include "nodelab/events/event.h"
#include "nodelab/events/listener.h"
#include "nodelab/events/signal_option.h"

namespace nodelab {

// A listener of an EventTarget with an identity, for removeEventListener.
using EventListener = Listener<Event&>;

class EventTarget;

namespace events {

// The listeners of that type, in order, as they were added; a copy.
std::vector<EventListener> getEventListeners(const EventTarget& target, std::string_view type);

// How many listeners a type may have before a MaxListenersExceededWarning says, once for the
// target, that this may be a leak. It is the default of emitters when the target was made, until
// setMaxListeners (events.h) sets it; 0 or infinity: any number.
double getMaxListeners(const EventTarget& target);

namespace detail {
void limit(EventTarget& target, double n);
}

}  // namespace events

// As a listener: an EventListener, which stays itself, or a callable that takes an `Event&` or
// nothing.
template <class Function>
EventListener toEventListener(Function&& listener) {
  if constexpr (std::is_same_v<std::remove_cvref_t<Function>, EventListener>) {
    return listener;
  } else if constexpr (std::is_invocable_v<std::decay_t<Function>&, Event&>) {
    return EventListener(std::forward<Function>(listener));
  } else {
    return EventListener([call = std::decay_t<Function>(std::forward<Function>(listener))](
                             Event&) mutable { return call(); });
  }
}

struct EventListenerOptions {
  bool capture = false;  // nothing captures in Node; part of a listener's identity all the same
};

struct AddEventListenerOptions {
  bool once = false;  // removed just before it is called
  bool capture = false;
  // A promise that it will not prevent the default, which helps a browser that scrolls; it means
  // nothing in Node.
  bool passive = false;
  // When this is aborted, the listener is removed as removeEventListener does it; not added if that
  // has happened. As in Node it takes note of the signal also when the listener is there already.
  SignalOption signal = {};
  // Internal: called also after stopImmediatePropagation, as a timer that an abort must reach.
  bool resistStopPropagation = false;
};

class EventTarget : public RefCounted<EventTarget> {
 public:
  EventTarget();
  EventTarget(const EventTarget&) = delete;
  EventTarget& operator=(const EventTarget&) = delete;

  // Adds a listener at the end of the type's list: an EventListener, or a callable that takes an
  // `Event&` or nothing. One that is there already, with the same `capture`, is not added again.
  template <class Function>
  void addEventListener(std::string_view type, Function&& listener,
                        AddEventListenerOptions options = {}) {
    add(type, toEventListener(std::forward<Function>(listener)).function(), options);
  }

  // Removes the listener that was added with the same `capture`; nothing if there is none. It is
  // not called any more, also in a round that is under way.
  void removeEventListener(std::string_view type, const EventListener& listener,
                           EventListenerOptions options = {});

  // Calls the listeners of the event's type in order, on this stack. Returns false if one of them
  // prevented the default, else true. Throws ERR_EVENT_RECURSION while the same event is being
  // dispatched already.
  bool dispatchEvent(const Ref<Event>& event);

  std::size_t listenerCount(std::string_view type) const;

 protected:
  virtual ~EventTarget();

  // For subclasses to which listening means something. Called after the list has changed, and
  // last: it may let go of this object.
  virtual void onListenersChanged(std::string_view /*type*/) {}

  // Such an event of this target, which nobody dispatches.
  Ref<Event> undispatched(std::string type);

  // Removes all listeners of the type, without calling onListenersChanged.
  void removeAll(std::string_view type);

  // How a warning names this object.
  virtual std::string_view inspected() const { return "EventTarget"; }

 private:
  friend class RefCounted<EventTarget>;
  friend double events::getMaxListeners(const EventTarget&);
  friend void events::detail::limit(EventTarget&, double);
  friend std::vector<EventListener> events::getEventListeners(const EventTarget&, std::string_view);

  using Function = detail::ListenerFunction;

  struct List;

  // What refers to a target without keeping it.
  struct Weak : RefCounted<Weak> {
    explicit Weak(EventTarget& of) : target(&of) {}
    EventTarget* target;  // null when it is gone
  };

  // One listener. A removed one keeps its `next`: a round that stands on it goes on from there.
  struct Node : RefCounted<Node> {
    Node() = default;
    ~Node();
    List* list = nullptr;  // null once it is removed
    Ref<Function> listener;
    bool once = false;
    bool capture = false;
    bool resistStopPropagation = false;
    Ref<Node> next;
    Node* previous = nullptr;
  };

  // The listeners of one type.
  struct List {
    EventTarget* target = nullptr;
    std::string_view type;
    Ref<Node> first;
    Node* last = nullptr;
    std::size_t size = 0;
  };

  void add(std::string_view type, Ref<Function> listener, const AddEventListenerOptions& options);
  List* find(std::string_view type);
  List& findOrMake(std::string_view type);
  static Node* find(const List& list, const Function* listener, bool capture);
  static void append(List& list, Ref<Node> node);
  static void remove(Ref<Node> node);
  static void clear(List& list);
  static void callListeners(Ref<Node> node, Event& event);
  static void call(Ref<Node> node, Event& event);

  void setLimit(double n);
  void warnIfMany(const List& list);
  void removeOnAbort(AbortSignal& signal, std::string_view type, const Ref<Function>& listener,
                     bool capture);
  const Ref<Weak>& weak();

  std::map<std::string, List, std::less<>> lists_;
  Ref<Weak> weak_;  // once somebody has asked for it
  double maxListeners_;
  bool warned_ = false;
};

}  // namespace nodelab
