// The ops `indexOf`, `lastIndexOf` and `includes` of topic `buffer`.
#pragma once

#include <string>

#include "tools/programs/buffer_call.h"

namespace nodelab::programs {

std::string indexOf(const BufferCall& call);
std::string lastIndexOf(const BufferCall& call);
std::string includes(const BufferCall& call);

}  // namespace nodelab::programs
