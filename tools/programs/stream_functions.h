// What the transforms of programs do with a chunk (`fn`, 1.3 of docs/conformance/stream.md).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "tools/programs/json.h"
#include "tools/programs/stream_values.h"

namespace nodelab::programs {

// What one call of a transform gives: chunks to push, and a value for its callback.
struct Output {
  std::vector<Value> pushed;
  std::optional<Value> value = {};
};

// Applies the function of the plan to the chunk of that call; `held` keeps chunks for the flush.
Output apply(const Json& plan, const Value& chunk, std::size_t call, std::vector<Value>& held);

}  // namespace nodelab::programs
