#include "tools/programs/events_stage.h"

#include <fmt/format.h>

#include <tuple>

#include "tools/programs/events_names.h"

namespace nodelab::programs {

void EventsEmitter::onRejection(const Error& reason, const CapturedEvent& event) {
  if (!handles_) return EventEmitter::onRejection(reason, event);
  const EventsArguments arguments = withName(event.name(), [&](const auto& name) {
    return std::apply([&](const auto&... args) { return stage_.functions().received(args...); },
                      *event.arguments(name));
  });
  stage_.note(fmt::format("rejection this={} {} {} {}", id_, stage_.values().show(reason),
                          show(event.name()), show(arguments)));
}

}  // namespace nodelab::programs
