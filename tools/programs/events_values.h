// The values of events programs, and how the trace shows them (docs/conformance/events.md, 1.3).
//
// In JavaScript everything is a value: an `error` event may carry a text and three numbers, a
// signal may be aborted with 7. Here an `error` event carries an Error, a reason is one, and
// `newListener` tells a name and a listener. Where a program has something else, an Error (or a
// listener) goes the library's way in place of it, and EventsValues knows what it stands for.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/events/event.h"
#include "nodelab/events/event_emitter.h"
#include "tools/programs/json.h"

namespace nodelab::programs {

struct EventsValue {
  std::string shown;
  Error error = {};             // itself, if it is one
  Ref<Event> event = {};        // itself, if it is one
  const Json* plain = nullptr;  // as the program has it
};

using EventsArguments = std::vector<EventsValue>;

std::string show(const EventsArguments& arguments);
std::string show(const EventKey& name);

class EventsValues {
 public:
  EventsValue valueOf(const Json& value) const;
  EventsArguments argumentsOf(const Json& op) const;
  EventsValue valueOf(const Error& error) const;
  std::string show(const Error& error) const { return valueOf(error).shown; }

  // What goes the library's way for these arguments: the first one if it is an Error, else one that
  // stands for it.
  Error carrier(EventsArguments arguments);
  AnyListener carrierOfAny(EventsArguments arguments);

  // The arguments of an event, as the library passed them on.
  const EventsArguments& received(const EventsArguments& arguments) const { return arguments; }
  EventsArguments received(const Error& error) const;
  // Null if the listener is no carrier.
  const EventsArguments* carriedBy(const AnyListener& listener) const;

  // What `emit("error", …)` of an emitter throws for arguments whose first is no Error.
  Error unhandled(const EventsArguments& arguments);

 private:
  std::string shownAs(const Error& error) const;

  std::vector<std::pair<Error, EventsArguments>> carriers_;
  std::vector<std::pair<AnyListener, EventsArguments>> anyCarriers_;
  std::vector<std::pair<Error, std::string>> contexts_;  // of ERR_UNHANDLED_ERROR
};

// Whether JavaScript takes it for false.
bool isFalse(const EventsArguments& arguments);

}  // namespace nodelab::programs
