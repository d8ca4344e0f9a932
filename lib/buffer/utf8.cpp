#include "nodelab/buffer/utf8.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "nodelab/buffer/simd/kernels.h"

namespace nodelab::utf8 {

namespace {

using Bytes = std::span<const uint8_t>;

// What the first byte of a character promises: its length, and the range of the second byte, which
// excludes longer forms than needed, surrogates, and what lies beyond U+10FFFF.
struct Lead {
  uint8_t length;
  uint8_t low;
  uint8_t high;
};

constexpr Lead leadOf(int byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// Two units for a character of four bytes, one for any other.
std::size_t unitsOfWellFormed(Bytes bytes) {
  auto [read, units] = simd::active().utf16Units(bytes);
  for (const uint8_t byte : bytes.subspan(read)) {
    units += !isContinuation(byte);
    units += byte >= 0xF0;
  }
  return units;
}

constexpr std::array<Lead, 256> leads = [] {
  std::array<Lead, 256> table{};
  for (int byte = 0; byte < 256; ++byte) table[byte] = leadOf(byte);
  return table;
}();

// Where the ASCII from `start` on ends; eight bytes at a time.
std::size_t skipAscii(Bytes bytes, std::size_t start) {
  std::size_t end = start;
  for (; bytes.size() - end >= 8; end += 8) {
    uint64_t word;
    std::memcpy(&word, &bytes[end], 8);
    if (word & 0x8080808080808080) break;
  }
  while (end < bytes.size() && bytes[end] < 0x80) ++end;
  return end;
}

// Puts some bytes at the end of the text, part by part. Where one part is ill-formed the next often
// is, too: so these are 32 bytes, or a little more. Returns how many there were.
std::size_t mend(Bytes bytes, std::string& text) {
  constexpr std::size_t most = 32;
  uint8_t parts[3 * (most + 3)];  // U+FFFD takes three bytes
  uint8_t* end = parts;
  std::size_t length = 0;
  while (length < bytes.size() && length < most) {
    const Bytes rest = bytes.subspan(length);
    const Part part = firstPart(rest);
    if (part.wellFormed) {
      end = std::copy_n(rest.begin(), part.length, end);
    } else {
      end += write(replacement, end);
    }
    length += part.length;
  }
  text += textOf({parts, end});
  return length;
}

}  // namespace

std::size_t asciiLength(Bytes bytes) noexcept {
  return skipAscii(bytes, simd::active().asciiLength(bytes));
}

Part firstPart(Bytes bytes) noexcept {
  const auto [length, low, high] = leads[bytes[0]];
  if (length <= 1) return {1, length == 1};
  if (bytes.size() < 2 || bytes[1] < low || bytes[1] > high) return {1, false};
  uint8_t present = 2;
  while (present < length && present < bytes.size() && isContinuation(bytes[present])) ++present;
  return {present, present == length};
}

std::size_t wellFormedLength(Bytes bytes) noexcept {
  std::size_t length = simd::active().wellFormedLength(bytes);
  while (true) {
    length = skipAscii(bytes, length);
    if (length == bytes.size()) return length;
    const Part part = firstPart(bytes.subspan(length));
    if (!part.wellFormed) return length;
    length += part.length;
  }
}

std::string toText(Bytes bytes) {
  std::size_t length = wellFormedLength(bytes);
  std::string text(textOf(bytes.first(length)));
  while (length < bytes.size()) {
    length += mend(bytes.subspan(length), text);
    const Bytes rest = bytes.subspan(length);
    const std::size_t more = wellFormedLength(rest);
    text += textOf(rest.first(more));
    length += more;
  }
  return text;
}

std::size_t toBytes(std::string_view text, std::span<uint8_t> into) noexcept {
  std::size_t length = text.size();
  if (length > into.size()) {
    length = into.size();
    // The byte behind the cut must begin a character; a character continues for three bytes.
    for (int i = 0; i < 3 && length > 0 && isContinuation(text[length]); ++i) --length;
  }
  if (length > 0) std::memcpy(into.data(), text.data(), length);
  return length;
}

std::size_t utf16Length(std::string_view text) noexcept {
  std::size_t units = asciiLength(bytesOf(text));
  Bytes rest = bytesOf(text).subspan(units);
  while (true) {
    const std::size_t length = wellFormedLength(rest);
    units += unitsOfWellFormed(rest.first(length));
    rest = rest.subspan(length);
    if (rest.empty()) return units;
    units += 1;
    rest = rest.subspan(firstPart(rest).length);
  }
}

char32_t firstCharacter(Bytes bytes) noexcept {
  const uint8_t length = leads[bytes[0]].length;
  if (length == 1) return bytes[0];
  char32_t character = bytes[0] & (0x7F >> length);
  for (uint8_t i = 1; i < length; ++i) character = character << 6 | (bytes[i] & 0x3F);
  return character;
}

bool isAscii(std::string_view text) noexcept { return asciiLength(bytesOf(text)) == text.size(); }

}  // namespace nodelab::utf8
