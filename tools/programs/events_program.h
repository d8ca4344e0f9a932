// Runs programs of topic `events` (docs/conformance/events.md).
#pragma once

#include "tools/programs/json.h"
#include "tools/programs/programs.h"

namespace nodelab::programs {

void runEventsProgram(const Json& program, Outcome& outcome);

}  // namespace nodelab::programs
