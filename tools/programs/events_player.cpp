#include "tools/programs/events_player.h"

#include <stdexcept>
#include <utility>

#include "nodelab/loop/timers.h"
#include "nodelab/process/process.h"
#include "tools/programs/at_end.h"
#include "tools/programs/events_emitters.h"
#include "tools/programs/events_settings.h"
#include "tools/programs/events_targets.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {

EventsPlayer::EventsPlayer(const Json& program, Outcome& outcome)
    : EventsStage(program["fns"]),
      program_(program),
      outcome_(outcome),
      waits_(*this),
      budget_(program.value("budget", 60)) {}

// Lines.

void EventsPlayer::say(const std::string& line) {
  if (ended_ || outcome_.trace.size() > mostLines) return;
  outcome_.trace.push_back(outcome_.trace.size() == mostLines ? "..." : line);
}

void EventsPlayer::note(const std::string& line) {
  say(std::string(2 * static_cast<std::size_t>(depth_), ' ') + line);
}

void EventsPlayer::deviate(const char* reason) {
  if (outcome_.skipped.empty()) outcome_.skipped = reason;
}

// Segments.

void EventsPlayer::start() {
  listen();
  setImmediate([this] { runSegment(0); });
}

void EventsPlayer::listen() {
  namespace event = process::event;
  process::removeAllListeners(event::warning);  // of which one prints it
  process::on(event::warning, [this](const Error& warning) {
    say("warning " + warning.name() + ": " + warning.message() +
        " count=" + std::to_string(warning.count()));
  });
  process::on(event::uncaughtException, [this](const Error& error, std::string_view) {
    say("uncaught " + values().show(error));
  });
  process::on(event::unhandledRejection, [this](const Error& error, const auto&) {
    say("unhandled " + values().show(error));
  });
}

// In an immediate. What is settled because of it is said in the second one after it.
void EventsPlayer::runSegment(std::size_t from) {
  const Json& ops = program_["ops"];
  std::size_t at = from;
  for (; at < ops.size() && ops[at]["op"] != "tick"; ++at) perform(ops[at]);
  setImmediate([this, at] {
    setImmediate([this, at] {
      waits_.sayOutcomes(false);
      if (at < program_["ops"].size()) {
        setImmediate([this, at] { runSegment(at + 1); });
        return;
      }
      waits_.sayOutcomes(true);
      ended_ = true;
      waits_.end();
    });
  });
}

// Ops.

auto EventsPlayer::deeper() {
  ++depth_;
  return atEnd([this] { --depth_; });
}

void EventsPlayer::perform(const Json& op) {
  if (depth_ > 0 && budget_-- <= 0) return;
  const std::string& name = op["op"].get_ref<const std::string&>();
  try {
    const std::string result = resultOf(op);
    note(result.empty() && name == "stopImmediatePropagation" ? name : name + " " + result);
  } catch (const Error& error) {
    note(name + " throws " + values().show(error));
    if (depth_ > 0) throw;
  }
}

std::string EventsPlayer::resultOf(const Json& op) {
  const std::string& name = op["op"].get_ref<const std::string&>();
  if (const EventsOp found = findEmitterOp(name)) return found(*this, op);
  if (const EventsOp found = findSettingOp(name)) return found(*this, op);
  if (const EventsOp found = findTargetOp(name)) return found(*this, op);
  if (name == "eventsOnce") return waits_.eventsOnce(op);
  if (name == "eventsOn") return waits_.eventsOn(op);
  if (name == "next") return waits_.next(op);
  if (name == "return") return waits_.return_(op);
  if (name == "throwInto") return waits_.throwInto(op);
  if (name == "addAbortListener") return waits_.addAbortListener(op);
  if (name == "dispose") return waits_.dispose(op);
  if (name == "try") return tryAll(op);
  if (name == "throw") throw Error(op["err"].get<std::string>());
  throw std::invalid_argument("op " + name);
}

std::string EventsPlayer::tryAll(const Json& op) {
  try {
    const auto shallower = deeper();
    for (const Json& inner : op["do"]) perform(inner);
    return "ok";
  } catch (const Error& error) {
    return "caught " + values().show(error);
  }
}

void EventsPlayer::call(const std::string& function, const std::string& self,
                        const EventsArguments& arguments) {
  if (ended_) return;
  note("call " + function + " this=" + self + " " + show(arguments));
  const auto shallower = deeper();
  const Ref<Event> first = arguments.empty() ? nullptr : arguments[0].event;
  const Ref<Event> before = std::exchange(event_, first);
  const auto restore = atEnd([this, &before] { event_ = before; });
  for (const Json& op : partOf(program_["fns"][function], "do")) perform(op);
}

}  // namespace nodelab::programs
