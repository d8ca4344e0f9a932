#include "nodelab/buffer/latin1.h"

#include <algorithm>

#include "nodelab/buffer/simd/kernels.h"
#include "nodelab/buffer/utf16.h"

namespace nodelab::latin1 {

namespace {

// Writes the bytes as UTF-8; `into` has room for two a byte. Returns the bytes written.
std::size_t widen(std::span<const uint8_t> bytes, std::span<uint8_t> into) {
  auto [read, written] = simd::active().latin1ToText(bytes, into);
  for (const uint8_t byte : bytes.subspan(read)) {
    if (byte < 0x80) {
      into[written++] = byte;
    } else {
      into[written++] = static_cast<uint8_t>(0xC0 | byte >> 6);
      into[written++] = static_cast<uint8_t>(0x80 | (byte & 0x3F));
    }
  }
  return written;
}

}  // namespace

std::string toText(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size());
  // By way of a piece that stays in the cache, since the length of the text is not known before.
  uint8_t piece[2048];
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), sizeof piece / 2));
    text += utf8::textOf({piece, widen(part, piece)});
    bytes = bytes.subspan(part.size());
  }
  return text;
}

std::size_t toBytes(std::string_view text, std::span<uint8_t> into) noexcept {
  const simd::Progress done = simd::active().latin1ToBytes(utf8::bytesOf(text), into);
  std::size_t written = done.written;
  utf16::eachUnit(text.substr(done.read), [&](char16_t unit) {
    if (written == into.size()) return false;
    into[written++] = static_cast<uint8_t>(unit);
    return true;
  });
  return written;
}

std::string lowBytes(std::string_view text) {
  std::string units(text.size(), '\0');
  units.resize(toBytes(text, utf8::bytesOf(units)));
  return units;
}

}  // namespace nodelab::latin1
