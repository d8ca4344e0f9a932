// The ops of topic `buffer` that make a buffer: `alloc`, `fromString`, `subarray`…
#pragma once

#include <string_view>

#include "tools/programs/buffer_call.h"

namespace nodelab::programs {

using BufferMaker = Buffer (*)(const BufferCall& call);

// The op of that name; null for one that makes none.
BufferMaker findBufferMaker(std::string_view op);

}  // namespace nodelab::programs
