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

}  // namespace nodelab::latin1
