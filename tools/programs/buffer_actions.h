// The ops of topic `buffer` that look at a buffer or change its bytes: `toString`, `copy`, `fill`…
#pragma once

#include <string>
#include <string_view>

#include "tools/programs/buffer_call.h"

namespace nodelab::programs {

// Returns what stands in the trace.
using BufferAction = std::string (*)(const BufferCall& call);

// The op of that name; null for one that makes a buffer.
BufferAction findBufferAction(std::string_view op);

}  // namespace nodelab::programs
