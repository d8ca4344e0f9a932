#include "nodelab/buffer/hex.h"

#include <algorithm>
#include <array>

#include "nodelab/buffer/latin1.h"
#include "nodelab/buffer/simd/kernels.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab::hex {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

// The value of each character as a digit; -1 for what is none.
constexpr std::array<int8_t, 256> values = [] {
  std::array<int8_t, 256> table{};
  table.fill(-1);
  for (int i = 0; i < 10; ++i) table['0' + i] = static_cast<int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    table['a' + i] = table['A' + i] = static_cast<int8_t>(10 + i);
  }
  return table;
}();

constexpr int value(char digit) { return values[static_cast<uint8_t>(digit)]; }

std::size_t pairsToBytes(std::string_view text, std::span<uint8_t> into) {
  const std::size_t count = std::min(text.size() / 2, into.size());
  for (std::size_t i = 0; i < count; ++i) {
    const int byte = value(text[2 * i]) * 16 | value(text[2 * i + 1]);
    if (byte < 0) return i;
    into[i] = static_cast<uint8_t>(byte);
  }
  return count;
}

}  // namespace

std::string toText(std::span<const uint8_t> bytes) {
  std::string text(bytes.size() * 2, '\0');
  const auto [read, written] = simd::active().hexToText(bytes, utf8::bytesOf(text));
  char* out = text.data() + written;
  for (const uint8_t byte : bytes.subspan(read)) {
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 15];
  }
  return text;
}

std::size_t toBytes(std::string_view text, std::span<uint8_t> into) {
  const auto [read, written] = simd::active().hexToBytes(utf8::bytesOf(text), into);
  text.remove_prefix(read);
  into = into.subspan(written);
  return written + (utf8::isAscii(text) ? pairsToBytes(text, into)
                                        : pairsToBytes(latin1::lowBytes(text), into));
}

}  // namespace nodelab::hex
