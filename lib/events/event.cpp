#include "nodelab/events/event.h"

#include <utility>

#include "nodelab/base/time_origin.h"
#include "nodelab/events/event_target.h"

namespace nodelab {

Event::Event(std::string type, EventInit init)
    : type_(std::move(type)), timeStamp_(millisecondsSinceOrigin()), cancelable_(init.cancelable) {}

Event::~Event() = default;

const Ref<EventTarget>& Event::target() const noexcept { return target_; }

EventTarget* Event::currentTarget() const noexcept {
  return dispatching_ ? target_.get() : nullptr;
}

}  // namespace nodelab
