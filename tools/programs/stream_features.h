// What programs of topic `stream` use that nodelab's streams do not have yet.
#pragma once

#include <string>

#include "tools/programs/json.h"

namespace nodelab::programs {

// The first such feature that the program uses, in words; empty when it can run.
std::string missingStreamFeature(const Json& program);

}  // namespace nodelab::programs
