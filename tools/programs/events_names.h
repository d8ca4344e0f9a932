// The names of events programs, which are made at run time, with the signatures that the library
// gives them: its own events have theirs, all others carry a list of values.
#pragma once

#include <string>

#include "nodelab/events/event_emitter.h"
#include "tools/programs/events_values.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {

// Refers to the text in the program.
inline EventKey keyOf(const Json& name) {
  if (name.is_string()) return EventKey(name.get_ref<const std::string&>());
  const std::string& symbol = name["sym"].get_ref<const std::string&>();
  if (symbol == "errorMonitor") return event::errorMonitor;
  return EventName<>::symbol(symbol);
}

// Calls `use` with the EventName.
template <class Use>
auto withName(const EventKey& key, Use use) {
  if (key == event::error || key == event::errorMonitor) return use(EventName<Error>(key));
  if (key == event::newListener) return use(event::newListener);
  if (key == event::removeListener) return use(event::removeListener);
  return use(EventName<EventsArguments>(key));
}

// Calls `use` with these values as the arguments of such an event.
template <class Use>
auto withArguments(EventsValues&, const EventName<EventsArguments>&,
                   const EventsArguments& arguments, Use use) {
  return use(arguments);
}
template <class Use>
auto withArguments(EventsValues& values, const EventName<Error>&, const EventsArguments& arguments,
                   Use use) {
  const Error carrier = values.carrier(arguments);
  const bool isError = !arguments.empty() && arguments[0].error;
  try {
    return use(carrier);
  } catch (const Error& error) {
    if (error == carrier && !isError) throw values.unhandled(arguments);
    throw;
  }
}
template <class Use>
auto withArguments(EventsValues& values, const EventName<EventId, AnyListener>&,
                   const EventsArguments& arguments, Use use) {
  return use(EventId(EventKey("")), values.carrierOfAny(arguments));
}

}  // namespace nodelab::programs
