#include "tools/programs/events_settings.h"

#include <fmt/format.h>

#include <unordered_map>

#include "nodelab/events/events.h"
#include "tools/programs/buffer_call.h"
#include "tools/programs/buffer_text.h"

namespace nodelab::programs {
namespace {

std::string text(const Json& op, const char* field) { return op[field]; }

// Limits.

std::string setMaxListeners(EventsStage& stage, const Json& op) {
  stage.emitter(op["e"]).setMaxListeners(doubleOf(op["n"]));
  return op["e"];
}

std::string getMaxListeners(EventsStage& stage, const Json& op) {
  return text(op, "e") + " -> " + showNumber(stage.emitter(op["e"]).getMaxListeners());
}

std::string defaultMaxListeners(EventsStage&, const Json& op) {
  if (op.contains("n")) EventEmitter::setDefaultMaxListeners(doubleOf(op["n"]));
  return "-> " + showNumber(EventEmitter::defaultMaxListeners());
}

std::string staticSetMaxListeners(EventsStage& stage, const Json& op) {
  const double limit = doubleOf(op["n"]);
  if (op["on"].empty()) events::setMaxListeners(limit);
  std::string ids;
  for (const Json& id : op["on"]) {
    ids += (ids.empty() ? "" : " ") + id.get<std::string>();
    if (stage.isEmitter(id)) {
      events::setMaxListeners(limit, stage.emitter(id));
    } else {
      events::setMaxListeners(limit, *stage.target(id));
    }
  }
  return ids;
}

std::string staticGetMaxListeners(EventsStage& stage, const Json& op) {
  const Json& on = op["on"];
  const double limit = stage.isEmitter(on) ? events::getMaxListeners(stage.emitter(on))
                                           : events::getMaxListeners(*stage.target(on));
  if (limit == 0 && !stage.isEmitter(on)) stage.deviate("the limit of a target without one");
  return text(op, "on") + " -> " + showNumber(limit);
}

// Captured rejections.

std::string captureRejections(EventsStage&, const Json& op) {
  EventEmitter::setCaptureRejections(op["value"]);
  return fmt::format("-> {}", EventEmitter::captureRejections());
}

std::string rejectionHandler(EventsStage& stage, const Json& op) {
  stage.emitter(op["e"]).handleRejections();
  return op["e"];
}

const std::unordered_map<std::string, EventsOp> ops = {
    {"setMaxListeners", setMaxListeners},
    {"getMaxListeners", getMaxListeners},
    {"defaultMaxListeners", defaultMaxListeners},
    {"staticSetMaxListeners", staticSetMaxListeners},
    {"staticGetMaxListeners", staticGetMaxListeners},
    {"captureRejections", captureRejections},
    {"rejectionHandler", rejectionHandler},
};

}  // namespace

EventsOp findSettingOp(const std::string& name) {
  const auto found = ops.find(name);
  return found == ops.end() ? nullptr : found->second;
}

}  // namespace nodelab::programs
