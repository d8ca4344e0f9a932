// Runs programs of topic `loop` (docs/conformance/loop.md, part 1).
#pragma once

#include <string>
#include <vector>

#include "tools/programs/json.h"

namespace nodelab::programs {

// What the program did, a line an event; repeats the run while the clock rule makes it void. One
// that is `fresh` runs in a child of this process, which must have no other threads that matter.
std::vector<std::string> runLoopProgram(const Json& program);

}  // namespace nodelab::programs
