#include "nodelab/buffer/latin1.h"

#include "nodelab/buffer/utf8.h"

namespace nodelab::latin1 {

namespace {

constexpr char32_t replacement = 0xFFFD;

// The low byte of each of the units of one character; returns their count.
int lowBytes(char32_t character, uint8_t (&units)[2]) {
  if (character < 0x10000) {
    units[0] = static_cast<uint8_t>(character);
    return 1;
  }
  units[0] = static_cast<uint8_t>((character - 0x10000) >> 10);
  units[1] = static_cast<uint8_t>(character);
  return 2;
}

}  // namespace

std::string toText(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const uint8_t byte : bytes) {
    if (byte < 0x80) {
      text += static_cast<char>(byte);
    } else {
      text += static_cast<char>(0xC0 | byte >> 6);
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return text;
}

std::size_t toBytes(std::string_view text, std::span<uint8_t> into) noexcept {
  std::span<const uint8_t> rest(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  std::size_t written = 0;
  while (!rest.empty()) {
    const utf8::Part part = utf8::firstPart(rest);
    uint8_t units[2];
    const int count = lowBytes(part.wellFormed ? utf8::firstCharacter(rest) : replacement, units);
    for (int i = 0; i < count; ++i) {
      if (written == into.size()) return written;
      into[written++] = units[i];
    }
    rest = rest.subspan(part.length);
  }
  return written;
}

}  // namespace nodelab::latin1
