// What becomes of the promise that a listener returns.
//
// `emit` does not wait for it. An emitter made with `captureRejections` hears of its rejection, and
// is then told of which event it was by a CapturedEvent.
//
// `events` lies below `promise`, so a promise is known here by what it can do: `tellRejection(f)`
// calls `f(error)` in a microtask after its rejection, and counts that as handled.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include "nodelab/base/block_pool.h"
#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/base/ref.h"
#include "nodelab/events/event_id.h"

namespace nodelab {

class EventEmitter;

// An event whose listener returned a promise that was rejected.
class CapturedEvent : public RefCounted<CapturedEvent>, public Pooled {
 public:
  const EventId& name() const noexcept { return name_; }

  // A copy of the arguments that the listener was called with. Null if the event is not this one,
  // or if its arguments cannot be copied.
  template <class... Args>
  const std::tuple<Args...>* arguments(const EventName<Args...>& event) const;

  // Internal: one without arguments.
  explicit CapturedEvent(const EventKey& name) : CapturedEvent(name, nullptr) {}
  virtual ~CapturedEvent() = default;

 protected:
  CapturedEvent(const EventKey& name, const char* signature) : name_(name), signature_(signature) {}

 private:
  EventId name_;
  const char* signature_;
};

namespace detail {

template <class... Args>
struct CapturedArguments final : CapturedEvent {
  CapturedArguments(const EventKey& event, EventArg<Args>... args)
      : CapturedEvent(event, &signature<Args...>), values(args...) {}
  std::tuple<Args...> values;
};

// A way back to an emitter, which may be gone by then.
struct EmitterLink : RefCounted<EmitterLink>, Pooled {
  explicit EmitterLink(EventEmitter* its) : emitter(its) {}
  EventEmitter* emitter;  // null once it is gone
};

// On whose behalf a listener is called. On the stack of `emit`.
struct Emission {
  EventEmitter* emitter;
  const EventKey* event;

  // Nobody's: a promise that the listener returns is ignored.
  static const Emission ignored;
  // An EventTarget's: its rejection is an uncaught exception.
  static const Emission uncaught;
};

using RejectionHandler = Callback<void(const Error& reason)>;

template <class P>
concept TellsRejection = requires(const P& promise, RejectionHandler handler) {
  promise.tellRejection(std::move(handler));
};

// Whether a rejection matters to this one.
bool captures(const Emission& emission) noexcept;
// What hears of it then: tells the emitter, if it is still there, in a tick.
RejectionHandler rejectionHandler(const Emission& emission, Ref<CapturedEvent> event);

template <class... Args>
Ref<CapturedEvent> capture(const EventKey& event, EventArg<Args>... args) {
  if constexpr ((std::is_copy_constructible_v<Args> && ...) &&
                !(std::is_reference_v<Args> || ...)) {
    return make<CapturedArguments<Args...>>(event, args...);
  } else {
    return make<CapturedEvent>(event);
  }
}

// Called with what a listener returned.
template <class... Args, TellsRejection P>
void takeResult(const Emission& emission, const P& promise, EventArg<Args>... args) {
  if (!captures(emission)) return;
  Ref<CapturedEvent> event;
  if (emission.event) event = capture<Args...>(*emission.event, args...);
  promise.tellRejection(rejectionHandler(emission, std::move(event)));
}

}  // namespace detail

template <class... Args>
const std::tuple<Args...>* CapturedEvent::arguments(const EventName<Args...>& event) const {
  if (!(event == name_) || signature_ != &detail::signature<Args...>) return nullptr;
  return &static_cast<const detail::CapturedArguments<Args...>&>(*this).values;
}

}  // namespace nodelab
