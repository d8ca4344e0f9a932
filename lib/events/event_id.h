// EventId: the name of an event as a value that owns its text.
//
// It is what `eventNames` lists and what a listener of `newListener` is told. It is an EventKey, so
// it stands wherever a name without a signature does:
//
//   for (const EventId& name : emitter.eventNames()) emitter.removeAllListeners(name);
//
// The text of a name that the compiler knew is referred to, that of one made at run time copied.
#pragma once

#include <utility>

#include "nodelab/events/event_name.h"

namespace nodelab {

class EventId : public EventKey {
 public:
  // No event's.
  constexpr EventId() noexcept = default;
  explicit EventId(const EventKey& key) : EventKey(key) { own(); }
  EventId(const EventId& other) : EventKey(other) { own(); }
  EventId(EventId&& other) noexcept : EventKey(other) { other.isConstant = true; }
  EventId& operator=(const EventId& other) { return *this = static_cast<const EventKey&>(other); }
  EventId& operator=(EventId&& other) noexcept {
    std::swap(static_cast<EventKey&>(*this), static_cast<EventKey&>(other));
    return *this;
  }
  EventId& operator=(const EventKey& key) {
    if (!isConstant) return *this = EventId(key);  // which may be this one
    EventKey::operator=(key);
    own();
    return *this;
  }
  // Becomes no event's.
  void clear() noexcept {
    if (!isConstant) freeText();
    EventKey::operator=(EventKey());
  }
  ~EventId() {
    if (!isConstant) freeText();
  }

  friend bool operator==(const EventId& a, const EventId& b) noexcept {
    return static_cast<const EventKey&>(a) == b;
  }

 private:
  void own() {
    if (!isConstant) copyText();
  }
  void copyText();
  void freeText() noexcept;
};

}  // namespace nodelab
