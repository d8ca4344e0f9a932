// Encoding: the ways in which text and bytes turn into one another.
//
// Text is UTF-8 in nodelab (a std::string), where JavaScript has strings of UTF-16 units. What Node
// says about units ("half as many bytes as units") holds for the units that the text would have
// there: one a character, two for a character beyond U+FFFF such as an emoji.
//
//   Buffer::from("hi").toString(Encoding::hex)     // "6869"
//   Buffer::from("6869", Encoding::hex)            // <Buffer 68 69>
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nodelab {

enum class Encoding : uint8_t {
  // Bytes to text: each ill-formed part becomes U+FFFD, as WHATWG has it. Text to bytes: as it is.
  utf8,
  // Node's `latin1` or `binary`: one byte a character, U+0000 to U+00FF. Text to bytes keeps the
  // low byte of each unit, so that '€' (U+20AC) becomes AC.
  latin1,
  // Text to bytes as latin1 does. Bytes to text leaves out the highest bit of each.
  ascii,
  // Two digits a byte, lower case. Text to bytes ends before the first pair that is not two digits,
  // silently; an odd last digit is dropped.
  hex,
};

// The encoding of that name in any case: utf8, utf-8, latin1, binary, ascii, hex; none for other
// names.
std::optional<Encoding> findEncoding(std::string_view name) noexcept;

// The same, but throws ERR_UNKNOWN_ENCODING (`Unknown encoding: NAME`, a TypeError) for other
// names.
Encoding parseEncoding(std::string_view name);

// Node's `Buffer.byteLength(text, encoding)`: the bytes that `encode` needs at most. In hex it is
// half the units, whatever they are.
std::size_t encodedLength(std::string_view text, Encoding encoding);

// Text to bytes, as far as they fit. Returns the bytes written; UTF-8 never ends within a
// character.
std::size_t encode(std::string_view text, Encoding encoding, std::span<uint8_t> into);

// Bytes to text. Never fails.
std::string decode(std::span<const uint8_t> bytes, Encoding encoding);

}  // namespace nodelab
