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
  // Two bytes a UTF-16 unit, the lower first; Node's `ucs2` is the same. Bytes to text: a surrogate
  // without its other half becomes U+FFFD, an odd last byte is left out.
  utf16le,
  // Node's `latin1` or `binary`: one byte a character, U+0000 to U+00FF. Text to bytes keeps the
  // low byte of each unit, so that '€' (U+20AC) becomes AC.
  latin1,
  // Text to bytes as latin1 does. Bytes to text leaves out the highest bit of each.
  ascii,
  // Two digits a byte, lower case. Text to bytes ends before the first pair that is not two digits,
  // silently; an odd last digit is dropped.
  hex,
  // Four digits for three bytes, the last group filled up with `=`. Text to bytes takes the digits
  // of both alphabets, passes over what is none, and ends at the first `=`.
  base64,
  // The same with `-` and `_` for `+` and `/`, and without `=`.
  base64url,
};

// The encoding of that name in any case: utf8, utf-8, utf16le, utf-16le, ucs2, ucs-2, latin1,
// binary, ascii, hex, base64, base64url; none for other names.
std::optional<Encoding> findEncoding(std::string_view name) noexcept;

// The same, but throws ERR_UNKNOWN_ENCODING (`Unknown encoding: NAME`, a TypeError) for other
// names.
Encoding parseEncoding(std::string_view name);

// Node's `Buffer.byteLength(text, encoding)`: the bytes that `encode` needs at most. In hex it is
// half the units, in base64 three quarters of them, whatever they are.
std::size_t encodedLength(std::string_view text, Encoding encoding);

// Text to bytes, as far as they fit. Returns the bytes written; UTF-8 never ends within a
// character; utf16le may end between the halves of a pair of surrogates.
std::size_t encode(std::string_view text, Encoding encoding, std::span<uint8_t> into);

// Bytes to text. Never fails.
std::string decode(std::span<const uint8_t> bytes, Encoding encoding);

}  // namespace nodelab
