// base64 and base64url: four digits for three bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nodelab::base64 {

// Four digits for each three bytes, with `+` and `/`; the last group is filled up with `=`.
std::string toText(std::span<const uint8_t> bytes);

// The same with `-` and `_`, and without `=`.
std::string toUrlText(std::span<const uint8_t> bytes);

// The bytes of the digits, of either alphabet, until the first `=` or the room is used up; what is
// no digit is passed over. Digits that make no whole byte are dropped. Returns the bytes written.
std::size_t toBytes(std::string_view text, std::span<uint8_t> into);

// Three bytes for four units, whether or not they are digits; up to two `=` at the end do not
// count. That is what toBytes needs at most.
std::size_t encodedLength(std::string_view text) noexcept;

}  // namespace nodelab::base64
