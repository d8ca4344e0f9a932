// latin1: one byte a character, in either direction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nodelab::latin1 {

// The character U+0000 to U+00FF for each byte.
std::string toText(std::span<const uint8_t> bytes);

// The low byte of each UTF-16 unit of the text, as many as fit; two for a character beyond U+FFFF
// (buffer fact 10). Returns the bytes written.
std::size_t toBytes(std::string_view text, std::span<uint8_t> into) noexcept;

// The low byte of each unit, all of them: where hex and base64 look for digits, so that 'Ł'
// (U+0141) is the digit A (buffer fact 14).
std::string lowBytes(std::string_view text);

}  // namespace nodelab::latin1
