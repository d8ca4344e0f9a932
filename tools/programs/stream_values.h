// The chunks and errors of stream programs, and how a trace shows them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "nodelab/base/error.h"
#include "nodelab/buffer/buffer.h"
#include "tools/programs/json.h"

namespace nodelab::programs {

// What flows in object mode.
using Item = std::variant<int64_t, std::string>;
// A chunk of either mode; monostate is null.
using Value = std::variant<std::monostate, Buffer, Item>;

template <class T>
constexpr bool isObjectMode = std::is_same_v<T, Item>;

// A chunk as the program writes it, for a side of that mode; JSON's null is null.
Value valueOf(const Json& json, bool objectMode);

// `<abc>`, `<x:6100>`, `"abc"`, `7`, `null`; long text shortened to `<aaaa..aaaa#20000>`.
std::string show(const Value& value);
// The code, or else the message; `-` for none.
std::string show(const Error& error);

}  // namespace nodelab::programs
