#include "nodelab/buffer/latin1.h"

#include "nodelab/buffer/utf16.h"

namespace nodelab::latin1 {

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
  std::size_t written = 0;
  utf16::eachUnit(text, [&](char16_t unit) {
    if (written == into.size()) return false;
    into[written++] = static_cast<uint8_t>(unit);
    return true;
  });
  return written;
}

std::string lowBytes(std::string_view text) {
  std::string units(text.size(), '\0');
  units.resize(toBytes(text, {reinterpret_cast<uint8_t*>(units.data()), units.size()}));
  return units;
}

}  // namespace nodelab::latin1
