// hex: two digits a byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nodelab::hex {

// Two lower-case digits for each byte.
std::string toText(std::span<const uint8_t> bytes);

// A byte for each pair of digits, in either case, until a pair is none or the room is used up.
// Returns the bytes written.
std::size_t toBytes(std::string_view text, std::span<uint8_t> into);

}  // namespace nodelab::hex
