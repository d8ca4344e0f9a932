// Runs one program of topic `buffer` (docs/conformance/buffer.md).
#pragma once

#include "tools/programs/json.h"
#include "tools/programs/programs.h"

namespace nodelab::programs {

// Sets trace, gaps and skipped.
//
// An op that nodelab does not have leaves a gap in the trace. What it made, or whose bytes it
// changed, is unknown from there on, and so is what later ops make of it: these leave gaps too, for
// the same reason.
void runBufferProgram(const Json& program, Outcome& outcome);

}  // namespace nodelab::programs
