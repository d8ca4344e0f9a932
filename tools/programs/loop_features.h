// What programs of topic `loop` use that nodelab does not have yet.
#pragma once

#include <string>

#include "tools/programs/json.h"

namespace nodelab::programs {

// The first such feature that the program uses, in words; empty when it can run.
std::string missingLoopFeature(const Json& program);

}  // namespace nodelab::programs
