// Runs one program of topic `buffer` (docs/conformance/buffer.md).
#pragma once

#include "tools/programs/json.h"
#include "tools/programs/programs.h"

namespace nodelab::programs {

// Sets trace, gaps and skipped. An op with a number that nodelab's API does not take leaves a gap
// in the trace.
void runBufferProgram(const Json& program, Outcome& outcome);

}  // namespace nodelab::programs
