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
//   uncaught exception on the next tick.
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

#include "nodelab/base/ref.h"
#include "nodelab/events/event.h"
#include "nodelab/events/listener.h"
#include "nodelab/events/signal_option.h"

namespace nodelab {

// A listener of an EventTarget with an identity, for removeEventListener.
using EventListener = Listener<Event&>;

struct EventListenerOptions {
  bool capture = false;  // nothing captures in Node; part of a listener's identity all the same
};

struct AddEventListenerOptions {
  bool once = false;  // removed just before it is called
  bool capture = false;
  SignalOption signal = {};  // removed when this is aborted; not added if it is already
  // Internal: called also after stopImmediatePropagation, as a timer that an abort must reach.
  bool resistStopPropagation = false;
};

class EventTarget : public RefCounted<EventTarget> {
 public:
  EventTarget() = default;
  EventTarget(const EventTarget&) = delete;
  EventTarget& operator=(const EventTarget&) = delete;

  // Adds a listener at the end of the type's list: an EventListener, or a callable that takes an
  // `Event&` or nothing. One that is there already, with the same `capture`, is not added again.
  template <class Function>
  void addEventListener(std::string_view type, Function&& listener,
                        AddEventListenerOptions options = {}) {
    add(type, toListener(std::forward<Function>(listener)), options);
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

  // Removes all listeners of the type, without calling onListenersChanged.
  void removeAll(std::string_view type);

  using Function = detail::ListenerFunction;

  template <class F>
  static Ref<Function> toListener(F&& listener) {
    if constexpr (std::is_same_v<std::remove_cvref_t<F>, EventListener>) {
      return listener.function();
    } else if constexpr (std::is_invocable_v<std::decay_t<F>&, Event&>) {
      return EventListener(std::forward<F>(listener)).function();
    } else {
      return EventListener([call = std::decay_t<F>(std::forward<F>(listener))](Event&) mutable {
               return call();
             })
          .function();
    }
  }

 private:
  friend class RefCounted<EventTarget>;

  struct List;

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

  std::map<std::string, List, std::less<>> lists_;
};

}  // namespace nodelab
