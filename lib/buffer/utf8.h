// UTF-8: bytes to text with WHATWG's replacement, and what else the room asks of UTF-8 text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nodelab::utf8 {

// What stands for each ill-formed part in a text.
constexpr char32_t replacement = 0xFFFD;

// A text as bytes, to read and to write, and the other way around.
inline std::span<const uint8_t> bytesOf(std::string_view text) noexcept {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline std::span<uint8_t> bytesOf(std::string& text) noexcept {
  return {reinterpret_cast<uint8_t*>(text.data()), text.size()};
}
inline std::string_view textOf(std::span<const uint8_t> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

constexpr bool isContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// What stands at the beginning of some bytes: a character, or an ill-formed part, which is the
// longest beginning of a character that is broken off (E2 82), or else a single byte (buffer fact
// 18).
struct Part {
  uint8_t length;
  bool wellFormed;
};

// Looks at the first part of `bytes`, which must not be empty.
Part firstPart(std::span<const uint8_t> bytes) noexcept;

// How many bytes at the beginning are ASCII, below 80.
std::size_t asciiLength(std::span<const uint8_t> bytes) noexcept;

// How many bytes at the beginning are well formed: all of them, or up to the first ill-formed part.
std::size_t wellFormedLength(std::span<const uint8_t> bytes) noexcept;

// The bytes as text, each ill-formed part replaced by U+FFFD. A byte order mark is kept.
std::string toText(std::span<const uint8_t> bytes);

// Copies as many whole characters as fit. Returns the bytes written.
std::size_t toBytes(std::string_view text, std::span<uint8_t> into) noexcept;

// The length of the text as a JavaScript string: UTF-16 units, two for a character beyond U+FFFF,
// one for any other and for an ill-formed part.
std::size_t utf16Length(std::string_view text) noexcept;

// The character that `bytes` begins with, where firstPart says that it is well formed.
char32_t firstCharacter(std::span<const uint8_t> bytes) noexcept;

// Writes a character, which is no surrogate, as one to four bytes. Returns how many.
constexpr std::size_t write(char32_t character, uint8_t* into) noexcept {
  const auto continuation = [character](int shift) {
    return static_cast<uint8_t>(0x80 | (character >> shift & 0x3F));
  };
  if (character < 0x80) {
    into[0] = static_cast<uint8_t>(character);
    return 1;
  }
  if (character < 0x800) {
    into[0] = static_cast<uint8_t>(0xC0 | character >> 6);
    into[1] = continuation(0);
    return 2;
  }
  if (character < 0x10000) {
    into[0] = static_cast<uint8_t>(0xE0 | character >> 12);
    into[1] = continuation(6);
    into[2] = continuation(0);
    return 3;
  }
  into[0] = static_cast<uint8_t>(0xF0 | character >> 18);
  into[1] = continuation(12);
  into[2] = continuation(6);
  into[3] = continuation(0);
  return 4;
}

// Whether all bytes are below 80.
bool isAscii(std::string_view text) noexcept;

}  // namespace nodelab::utf8
