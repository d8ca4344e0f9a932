// The functions of Node's module `events` that are not methods of an emitter.
//
// (events::once and events::on, which give promises, are in the room `promise`.)
#pragma once

#include <cstddef>
#include <vector>

#include "nodelab/events/event_emitter.h"
#include "nodelab/events/event_target.h"
#include "nodelab/events/max_listeners.h"

namespace nodelab::events {

// `emitter.listeners(event)`.
template <class... Args>
std::vector<Listener<Args...>> getEventListeners(const EventEmitter& emitter,
                                                 const EventName<Args...>& event) {
  return emitter.listeners(event);
}

// `emitter.listenerCount(event)`.
inline std::size_t listenerCount(const EventEmitter& emitter, const EventKey& event) {
  return emitter.listenerCount(event);
}

// `emitter.getMaxListeners()`.
inline double getMaxListeners(const EventEmitter& emitter) { return emitter.getMaxListeners(); }

namespace detail {
inline void limit(EventEmitter& emitter, double n) { emitter.setMaxListeners(n); }
}  // namespace detail

// Sets the limit of each of them; of none, the default. Throws ERR_OUT_OF_RANGE below 0 and for
// NaN.
template <class... Targets>
void setMaxListeners(double n, Targets&... targets) {
  nodelab::detail::checkLimit(n, "setMaxListeners");
  if constexpr (sizeof...(targets) == 0) EventEmitter::setDefaultMaxListeners(n);
  (detail::limit(targets, n), ...);
}

}  // namespace nodelab::events
