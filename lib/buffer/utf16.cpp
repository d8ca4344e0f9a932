#include "nodelab/buffer/utf16.h"

#include "nodelab/buffer/simd/kernels.h"

namespace nodelab::utf16 {

namespace {

char16_t unitAt(std::span<const uint8_t> bytes, std::size_t index) {
  return static_cast<char16_t>(bytes[2 * index] | bytes[2 * index + 1] << 8);
}

}  // namespace

std::string toText(std::span<const uint8_t> bytes) {
  std::string text(bytes.size() / 2, '\0');
  const auto [read, written] = simd::active().utf16ToText(bytes, utf8::bytesOf(text));
  text.resize(written);
  bytes = bytes.subspan(read);
  const std::size_t units = bytes.size() / 2;
  for (std::size_t i = 0; i < units; ++i) {
    const char16_t unit = unitAt(bytes, i);
    if (isLead(unit) && i + 1 < units && isTrail(unitAt(bytes, i + 1))) {
      utf8::append(text, characterOf(unit, unitAt(bytes, ++i)));
    } else {
      utf8::append(text, isLead(unit) || isTrail(unit) ? utf8::replacement : unit);
    }
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
