// The ops `read` and `writeNumber` of topic `buffer`: readUInt8 … writeDoubleBE by name.
#pragma once

#include <cstddef>
#include <string>

#include "tools/programs/buffer_call.h"

namespace nodelab::programs {

// The number that `method` reads, as a trace shows it.
std::string readNumber(const BufferCall& call);
// Writes the op's `value` or `big`; returns what `method` returns.
std::size_t writeNumber(const BufferCall& call);

}  // namespace nodelab::programs
