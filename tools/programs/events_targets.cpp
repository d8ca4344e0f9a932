#include "tools/programs/events_targets.h"

#include <fmt/format.h>

#include <unordered_map>

#include "tools/programs/buffer_text.h"

namespace nodelab::programs {
namespace {

std::string eventOf(const Json& op) {
  return op["t"].get<std::string>() + " " + quote(op["name"].get_ref<const std::string&>());
}

std::string target(EventsStage& stage, const Json& op) {
  stage.addTarget(op["id"], make<EventTarget>());
  return op["id"];
}

std::string addEventListener(EventsStage& stage, const Json& op) {
  const EventListener listener = stage.functions().eventListener(op["fn"]);
  stage.target(op["t"])->addEventListener(op["name"].get_ref<const std::string&>(), listener,
                                          {.once = flag(op, "once"),
                                           .capture = flag(op, "capture"),
                                           .passive = flag(op, "passive"),
                                           .signal = stage.signal(op)});
  return eventOf(op) + " " + op["fn"].get<std::string>();
}

std::string removeEventListener(EventsStage& stage, const Json& op) {
  const EventListener listener = stage.functions().eventListener(op["fn"]);
  stage.target(op["t"])->removeEventListener(op["name"].get_ref<const std::string&>(), listener,
                                             {.capture = flag(op, "capture")});
  return eventOf(op) + " " + op["fn"].get<std::string>();
}

std::string dispatch(EventsStage& stage, const Json& op) {
  const auto event =
      make<Event>(op["name"].get<std::string>(), EventInit{.cancelable = flag(op, "cancelable")});
  const bool returned = stage.target(op["t"])->dispatchEvent(event);
  return fmt::format("{} -> {} prevented={} phase={}", eventOf(op), returned,
                     event->defaultPrevented(), event->eventPhase());
}

std::string preventDefault(EventsStage& stage, const Json&) {
  const Ref<Event> event = stage.event();
  if (!event) return "no event";
  event->preventDefault();
  return fmt::format("-> {}", event->defaultPrevented());
}

std::string stopImmediatePropagation(EventsStage& stage, const Json&) {
  const Ref<Event> event = stage.event();
  if (!event) return "no event";
  event->stopImmediatePropagation();
  return "";
}

std::string redispatch(EventsStage& stage, const Json& op) {
  const Ref<Event> event = stage.event();
  if (!event) return "no event";
  return fmt::format("-> {}", stage.target(op["t"])->dispatchEvent(event));
}

std::string controller(EventsStage& stage, const Json& op) {
  stage.addController(op["id"]);
  return op["id"];
}

std::string abort(EventsStage& stage, const Json& op) {
  const AbortController& controller = stage.controller(op["c"]);
  if (op.contains("reason")) {
    controller.abort(stage.values().carrier({stage.values().valueOf(op["reason"])}));
  } else {
    controller.abort();
  }
  return fmt::format("{} -> {} {}", op["c"].get_ref<const std::string&>(),
                     controller.signal()->aborted(),
                     stage.values().show(controller.signal()->reason()));
}

const std::unordered_map<std::string, EventsOp> ops = {
    {"target", target},
    {"addEventListener", addEventListener},
    {"removeEventListener", removeEventListener},
    {"dispatch", dispatch},
    {"preventDefault", preventDefault},
    {"stopImmediatePropagation", stopImmediatePropagation},
    {"redispatch", redispatch},
    {"controller", controller},
    {"abort", abort},
};

}  // namespace

EventsOp findTargetOp(const std::string& name) {
  const auto found = ops.find(name);
  return found == ops.end() ? nullptr : found->second;
}

}  // namespace nodelab::programs
