#include "nodelab/buffer/utf16.h"

#include "nodelab/buffer/simd/kernels.h"

namespace nodelab::utf16 {

namespace {

char16_t unitAt(std::span<const uint8_t> bytes, std::size_t index) {
  return static_cast<char16_t>(bytes[2 * index] | bytes[2 * index + 1] << 8);
}

// Writes units as UTF-8, until there is no room for the longest character. Returns how many bytes
// were read and written.
simd::Progress narrow(std::span<const uint8_t> bytes, std::span<uint8_t> into) {
  simd::Progress done = simd::active().utf16ToText(bytes, into);
  const std::size_t units = bytes.size() / 2;
  std::size_t next = done.read / 2;
  for (; next < units && into.size() - done.written >= 4; ++next) {
    const char16_t unit = unitAt(bytes, next);
    char32_t character = unit;
    if (isLead(unit) && next + 1 < units && isTrail(unitAt(bytes, next + 1))) {
      character = characterOf(unit, unitAt(bytes, ++next));
    } else if (isLead(unit) || isTrail(unit)) {
      character = utf8::replacement;
    }
    done.written += utf8::write(character, &into[done.written]);
  }
  done.read = next * 2;
  return done;
}

}  // namespace

std::string toText(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() / 2);
  // By way of a piece that stays in the cache, since the length of the text is not known before.
  uint8_t piece[512];
  while (bytes.size() >= 2) {
    const auto [read, written] = narrow(bytes, piece);
    text += utf8::textOf({piece, written});
    bytes = bytes.subspan(read);
  }
  return text;
}

std::size_t toBytes(std::string_view text, std::span<uint8_t> into) noexcept {
  const simd::Progress done = simd::active().utf16ToBytes(utf8::bytesOf(text), into);
  std::size_t written = done.written;
  eachUnit(text.substr(done.read), [&](char16_t unit) {
    if (into.size() - written < 2) return false;
    into[written++] = static_cast<uint8_t>(unit);
    into[written++] = static_cast<uint8_t>(unit >> 8);
    return true;
  });
  return written;
}

}  // namespace nodelab::utf16
