// Event: what an EventTarget tells its listeners, a web standard that Node has, too.
//
//   target->dispatchEvent(make<Event>("ready"));
//
// It is an object that listeners share: each gets an `Event&`, may read it, prevent what would
// follow by default, or stop the listeners behind it; who wants to keep it holds a
// `Ref<Event>(&event)`. A class that derives from it brings data along. Nothing bubbles in Node, so
// of the standard's fields only those that say something are here.
#pragma once

#include <string>

#include "nodelab/base/ref.h"

namespace nodelab {

class EventTarget;

struct EventInit {
  bool cancelable = false;  // preventDefault has an effect
};

class Event : public RefCounted<Event> {
 public:
  static constexpr int NONE = 0;
  static constexpr int AT_TARGET = 2;

  explicit Event(std::string type, EventInit init = {});

  const std::string& type() const noexcept { return type_; }
  // What it was dispatched on last; null before.
  const Ref<EventTarget>& target() const noexcept;
  // The same while its listeners are called, else null.
  EventTarget* currentTarget() const noexcept;
  // AT_TARGET while its listeners are called, else NONE.
  int eventPhase() const noexcept { return dispatching_ ? AT_TARGET : NONE; }

  // When it was made, as performance::now() counts: milliseconds since the program began.
  double timeStamp() const noexcept { return timeStamp_; }

  bool cancelable() const noexcept { return cancelable_; }
  bool defaultPrevented() const noexcept { return defaultPrevented_; }
  // Makes dispatchEvent return false, if the event is cancelable.
  void preventDefault() noexcept { defaultPrevented_ |= cancelable_; }

  // No listener is called any more with this event, now or when it is dispatched again.
  void stopImmediatePropagation() noexcept { stopped_ = true; }

 protected:
  virtual ~Event();

 private:
  friend class RefCounted<Event>;
  friend class EventTarget;

  std::string type_;
  double timeStamp_;
  Ref<EventTarget> target_;
  bool cancelable_;
  bool defaultPrevented_ = false;
  bool stopped_ = false;
  bool dispatching_ = false;
};

}  // namespace nodelab
