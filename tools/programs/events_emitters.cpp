#include "tools/programs/events_emitters.h"

#include <fmt/format.h>

#include <unordered_map>

#include "nodelab/events/events.h"
#include "tools/programs/at_end.h"
#include "tools/programs/events_names.h"

namespace nodelab::programs {

namespace {

std::string text(const Json& op, const char* field) { return op[field]; }

std::string eventOf(const Json& op) { return text(op, "e") + " " + show(keyOf(op["name"])); }

// Node then goes on with the listeners of `error` that it had at hand before.
void noticeEmptied(EventsStage& stage, const EventsEmitter& emitter) {
  if (emitter.tellsMonitor && emitter.eventNames().empty()) {
    stage.deviate("a monitor that removes all listeners");
  }
}

// An op that adds or removes a function: `method` does it.
template <class Method>
std::string listen(EventsStage& stage, const Json& op, Method method) {
  EventsEmitter& emitter = stage.emitter(op["e"]);
  withName(keyOf(op["name"]), [&](const auto& name) {
    method(emitter, name, stage.functions().listener(name, op["fn"], op["e"]));
  });
  noticeEmptied(stage, emitter);
  return eventOf(op) + " " + text(op, "fn");
}

std::string emitter(EventsStage& stage, const Json& op) {
  stage.addEmitter(op["id"], {.captureRejections = flag(op, "capture")});
  return op["id"];
}

std::string removeAllListeners(EventsStage& stage, const Json& op) {
  EventsEmitter& emitter = stage.emitter(op["e"]);
  if (!op.contains("name")) {
    emitter.removeAllListeners();
    noticeEmptied(stage, emitter);
    return op["e"];
  }
  emitter.removeAllListeners(keyOf(op["name"]));
  return eventOf(op);
}

std::string emit(EventsStage& stage, const Json& op) {
  EventsEmitter& emitter = stage.emitter(op["e"]);
  const EventsArguments arguments = stage.values().argumentsOf(op);
  const EventKey key = keyOf(op["name"]);
  if (key == event::error && isFalse(arguments)) {
    stage.deviate("an error that is false in JavaScript");
  }
  const bool before = emitter.tellsMonitor;
  emitter.tellsMonitor |= key == event::error && emitter.listenerCount(event::errorMonitor) > 0;
  const auto restore = atEnd([&emitter, before] { emitter.tellsMonitor = before; });
  const bool emitted = withName(key, [&](const auto& name) {
    return withArguments(stage.values(), name, arguments,
                         [&](const auto&... args) { return emitter.emit(name, args...); });
  });
  return fmt::format("{} -> {}", eventOf(op), emitted);
}

std::string listenerCount(EventsStage& stage, const Json& op) {
  EventsEmitter& emitter = stage.emitter(op["e"]);
  const EventKey key = keyOf(op["name"]);
  if (!op.contains("fn")) return fmt::format("{} -> {}", eventOf(op), emitter.listenerCount(key));
  const std::size_t count = withName(key, [&](const auto& name) {
    return emitter.listenerCount(name, stage.functions().listener(name, op["fn"], op["e"]));
  });
  return fmt::format("{} {} -> {}", eventOf(op), text(op, "fn"), count);
}

std::string staticListenerCount(EventsStage& stage, const Json& op) {
  const std::size_t count = events::listenerCount(stage.emitter(op["e"]), keyOf(op["name"]));
  return fmt::format("{} -> {}", eventOf(op), count);
}

std::string listeners(EventsStage& stage, const Json& op) {
  return withName(keyOf(op["name"]), [&](const auto& name) {
    const auto list = stage.emitter(op["e"]).listeners(name);
    return eventOf(op) + " -> " + stage.functions().show(list);
  });
}

std::string rawListeners(EventsStage& stage, const Json& op) {
  return withName(keyOf(op["name"]), [&](const auto& name) {
    const auto list = stage.emitter(op["e"]).rawListeners(name);
    return eventOf(op) + " -> " + stage.functions().show(list);
  });
}

std::string getEventListeners(EventsStage& stage, const Json& op) {
  const Json& on = op["on"];
  const EventKey key = keyOf(op["name"]);
  const std::string event = text(op, "on") + " " + show(key) + " -> ";
  if (!stage.isEmitter(on)) {
    return event + stage.functions().show(events::getEventListeners(*stage.target(on), key.name));
  }
  return withName(key, [&](const auto& name) {
    return event + stage.functions().show(events::getEventListeners(stage.emitter(on), name));
  });
}

std::string eventNames(EventsStage& stage, const Json& op) {
  EventsArguments names;
  for (const EventId& name : stage.emitter(op["e"]).eventNames()) {
    names.push_back({.shown = show(name)});
  }
  return text(op, "e") + " -> " + show(names);
}

std::string callRaw(EventsStage& stage, const Json& op) {
  const std::size_t index = op["index"];
  const std::string call = fmt::format("{} {}", eventOf(op), index);
  return withName(keyOf(op["name"]), [&](const auto& name) {
    const auto raw = stage.emitter(op["e"]).rawListeners(name);
    if (index >= raw.size()) return call + " none";
    withArguments(stage.values(), name, stage.values().argumentsOf(op),
                  [&](const auto&... args) { raw[index](args...); });
    return call;
  });
}

template <class Method>
constexpr auto listening(Method) {
  return [](EventsStage& stage, const Json& op) { return listen(stage, op, Method{}); };
}

const std::unordered_map<std::string, EventsOp> ops = {
    {"emitter", emitter},
    {"on", listening([](auto& e, auto& name, auto fn) { e.on(name, fn); })},
    {"addListener", listening([](auto& e, auto& name, auto fn) { e.addListener(name, fn); })},
    {"prependListener",
     listening([](auto& e, auto& name, auto fn) { e.prependListener(name, fn); })},
    {"once", listening([](auto& e, auto& name, auto fn) { e.once(name, fn); })},
    {"prependOnceListener",
     listening([](auto& e, auto& name, auto fn) { e.prependOnceListener(name, fn); })},
    {"off", listening([](auto& e, auto& name, auto fn) { e.off(name, fn); })},
    {"removeListener", listening([](auto& e, auto& name, auto fn) { e.removeListener(name, fn); })},
    {"removeAllListeners", removeAllListeners},
    {"emit", emit},
    {"listenerCount", listenerCount},
    {"staticListenerCount", staticListenerCount},
    {"listeners", listeners},
    {"rawListeners", rawListeners},
    {"getEventListeners", getEventListeners},
    {"eventNames", eventNames},
    {"callRaw", callRaw},
};

}  // namespace

EventsOp findEmitterOp(const std::string& name) {
  const auto found = ops.find(name);
  return found == ops.end() ? nullptr : found->second;
}

}  // namespace nodelab::programs
