// The ops of topic `buffer` that make a buffer: `alloc`, `fromString`, `subarray`…
#pragma once

#include <string_view>

#include "tools/programs/buffer_call.h"

namespace nodelab::programs {

using BufferMaker = Buffer (*)(const BufferCall& call);

// The op of that name; null for one that makes none, or that nodelab does not have.
BufferMaker findBufferMaker(std::string_view op);

// Whether the op makes a buffer, here or in Node, and whether on the bytes of its `b`.
bool makesBuffer(const Json& op);
bool makesView(const Json& op);

}  // namespace nodelab::programs
