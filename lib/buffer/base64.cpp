#include "nodelab/buffer/base64.h"

#include <array>

#include "nodelab/buffer/latin1.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab::base64 {

namespace {

constexpr std::string_view standard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The value of each character as a digit; -1 for what is none.
constexpr std::array<int8_t, 256> values = [] {
  std::array<int8_t, 256> table{};
  table.fill(-1);
  for (const std::string_view digits : {standard, url}) {
    for (std::size_t i = 0; i < digits.size(); ++i) {
      table[static_cast<uint8_t>(digits[i])] = static_cast<int8_t>(i);
    }
  }
  return table;
}();

constexpr int value(char digit) { return values[static_cast<uint8_t>(digit)]; }

std::string digitsOf(std::span<const uint8_t> bytes, std::string_view digits) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  uint32_t bits = 0;
  int count = 0;  // of the bits that have no digit yet
  for (const uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += digits[bits >> (count - 6) & 63];
  }
  if (count > 0) text += digits[bits << (6 - count) & 63];
  return text;
}

std::size_t digitsToBytes(std::string_view text, std::span<uint8_t> into) {
  std::size_t written = 0;
  uint32_t bits = 0;
  int count = 0;  // of the bits that make no byte yet
  for (const char c : text) {
    if (c == '=') break;
    const int digit = value(c);
    if (digit < 0) continue;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    if (written == into.size()) break;
    count -= 8;
    into[written++] = static_cast<uint8_t>(bits >> count);
  }
  return written;
}

}  // namespace

std::string toText(std::span<const uint8_t> bytes) {
  std::string text = digitsOf(bytes, standard);
  text.resize((text.size() + 3) / 4 * 4, '=');
  return text;
}

std::string toUrlText(std::span<const uint8_t> bytes) { return digitsOf(bytes, url); }

std::size_t toBytes(std::string_view text, std::span<uint8_t> into) {
  return utf8::isAscii(text) ? digitsToBytes(text, into)
                             : digitsToBytes(latin1::lowBytes(text), into);
}

std::size_t encodedLength(std::string_view text) noexcept {
  std::size_t units = utf8::utf16Length(text);
  for (int i = 0; i < 2 && text.ends_with('='); ++i) {
    text.remove_suffix(1);
    --units;
  }
  return units * 3 / 4;
}

}  // namespace nodelab::base64
