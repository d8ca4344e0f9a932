// The ops of events programs that are about emitters and their listeners.
#pragma once

#include <string>

#include "tools/programs/events_stage.h"
#include "tools/programs/json.h"

namespace nodelab::programs {

// What such an op says after its name, or nothing for an op of another kind.
using EventsOp = std::string (*)(EventsStage& stage, const Json& op);
EventsOp findEmitterOp(const std::string& name);

}  // namespace nodelab::programs
