// Runs one program of topic `stream` (docs/conformance/stream.md, part 1).
#pragma once

#include "tools/programs/json.h"
#include "tools/programs/trace.h"

namespace nodelab::programs {

void runStreamProgram(const Json& program, Trace& trace);

}  // namespace nodelab::programs
