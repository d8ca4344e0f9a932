// What the ops of an events program act on.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "nodelab/events/abort_controller.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/events/event_target.h"
#include "tools/programs/events_functions.h"
#include "tools/programs/events_values.h"
#include "tools/programs/json_parts.h"

namespace nodelab::programs {

class EventsStage;

// An emitter of the program; one with a `rejectionHandler` says what was captured.
class EventsEmitter final : public EventEmitter {
 public:
  EventsEmitter(EventsStage& stage, std::string id, EventEmitterOptions options)
      : EventEmitter(options), stage_(stage), id_(std::move(id)) {}

  void handleRejections() { handles_ = true; }

  // While it tells a monitor of an error, to notice one that leaves it without any listener.
  bool tellsMonitor = false;

 private:
  void onRejection(const Error& reason, const CapturedEvent& event) override;

  EventsStage& stage_;
  std::string id_;
  bool handles_ = false;
};

class EventsStage : protected EventsCaller {
 public:
  explicit EventsStage(const Json& functions) : functions_(functions, *this, values_) {}

  // A line of the trace, indented or not.
  virtual void note(const std::string& line) = 0;
  virtual void say(const std::string& line) = 0;
  // The event that the running function got first; null if that was none.
  virtual Ref<Event> event() const = 0;
  // Says that here nodelab does otherwise than Node on purpose.
  virtual void deviate(const char* reason) = 0;

  EventsValues& values() { return values_; }
  EventsFunctions& functions() { return functions_; }

  EventsEmitter& addEmitter(const std::string& id, EventEmitterOptions options) {
    return emitters_.try_emplace(id, *this, id, options).first->second;
  }
  void addTarget(const std::string& id, const Ref<EventTarget>& target) {
    targets_[id] = target;
    functions_.nameTarget(*target, id);
  }
  const AbortController& addController(const std::string& id) {
    const AbortController& controller = controllers_[id];
    addTarget(id + ".signal", controller.signal());
    return controller;
  }

  EventsEmitter& emitter(const Json& id) { return emitters_.at(id); }
  bool isEmitter(const Json& id) const { return emitters_.count(id) > 0; }
  const Ref<EventTarget>& target(const Json& id) { return targets_.at(id); }
  const AbortController& controller(const Json& id) { return controllers_.at(id); }
  // The op's `signal`, if it has one.
  SignalOption signal(const Json& op) {
    if (!op.contains("signal")) return {};
    return controller(op["signal"]).signal();
  }

 protected:
  ~EventsStage() = default;

 private:
  EventsValues values_;
  EventsFunctions functions_;
  std::map<std::string, EventsEmitter> emitters_;
  std::map<std::string, Ref<EventTarget>> targets_;
  std::map<std::string, AbortController> controllers_;
};

}  // namespace nodelab::programs
