// utf16le: two bytes a unit, the lower first; and the units themselves, in which JavaScript counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nodelab/buffer/utf8.h"

namespace nodelab::utf16 {

constexpr bool isLead(char16_t unit) { return (unit & 0xFC00) == 0xD800; }
constexpr bool isTrail(char16_t unit) { return (unit & 0xFC00) == 0xDC00; }

// The two units of a character beyond U+FFFF, and the character of two units.
constexpr char16_t leadOf(char32_t character) {
  return static_cast<char16_t>(0xD800 + ((character - 0x10000) >> 10));
}
constexpr char16_t trailOf(char32_t character) {
  return static_cast<char16_t>(0xDC00 + (character & 0x3FF));
}
constexpr char32_t characterOf(char16_t lead, char16_t trail) {
  return 0x10000 + ((lead & char32_t{0x3FF}) << 10) + (trail & 0x3FF);
}

// Calls `take` with one unit after the other, U+FFFD for each ill-formed part of the text, for as
// long as it returns true.
template <class Take>
void eachUnit(std::string_view text, Take take) {
  std::span<const uint8_t> rest = utf8::bytesOf(text);
  while (!rest.empty()) {
    if (rest[0] < 0x80) {
      if (!take(char16_t{rest[0]})) return;
      rest = rest.subspan(1);
      continue;
    }
    const utf8::Part part = utf8::firstPart(rest);
    const char32_t character = part.wellFormed ? utf8::firstCharacter(rest) : utf8::replacement;
    if (character < 0x10000) {
      if (!take(static_cast<char16_t>(character))) return;
    } else {
      if (!take(leadOf(character)) || !take(trailOf(character))) return;
    }
    rest = rest.subspan(part.length);
  }
}

// The units that the bytes are, a surrogate without its other half replaced by U+FFFD. An odd last
// byte is left out, a byte order mark is kept.
std::string toText(std::span<const uint8_t> bytes);

// As many units of the text as fit, which may be half of a pair. Returns the bytes written.
std::size_t toBytes(std::string_view text, std::span<uint8_t> into) noexcept;

}  // namespace nodelab::utf16
