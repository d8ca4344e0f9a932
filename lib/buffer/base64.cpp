#include "nodelab/buffer/base64.h"

#include <array>

#include "nodelab/buffer/latin1.h"
#include "nodelab/buffer/simd/kernels.h"
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

// Writes the digits to `text`, whose size they have or less.
void writeDigits(std::span<const uint8_t> bytes, std::string& text, simd::Digits alphabet) {
  const auto [read, written] = simd::active().base64ToText(bytes, utf8::bytesOf(text), alphabet);
  const std::string_view digits = alphabet == simd::Digits::url ? url : standard;
  char* out = text.data() + written;
  uint32_t bits = 0;
  int count = 0;  // of the bits that have no digit yet
  for (const uint8_t byte : bytes.subspan(read)) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) *out++ = digits[bits >> (count - 6) & 63];
  }
  if (count > 0) *out++ = digits[bits << (6 - count) & 63];
}

// Makes bytes of digits, with as many digits at once as the text allows.
class Reader {
 public:
  explicit Reader(std::span<uint8_t> into) : into_(into) {}

  // One character. Returns whether to go on: false at a `=`, and where the room is used up.
  bool take(char c) {
    if (c == '=') return false;
    const int digit = value(c);
    if (digit < 0) return true;
    bits_ = bits_ << 6 | static_cast<uint32_t>(digit);
    count_ += 6;
    if (count_ < 8) return true;
    if (written_ == into_.size()) return false;
    count_ -= 8;
    into_[written_++] = static_cast<uint8_t>(bits_ >> count_);
    return true;
  }

  // Four digits, where the text begins with so many and there is room for their three bytes.
  // Returns whether it did.
  bool takeGroup(std::string_view text) {
    if (text.size() < 4 || into_.size() - written_ < 3) return false;
    const int bits = value(text[0]) * (1 << 18) | value(text[1]) * (1 << 12) |
                     value(text[2]) * (1 << 6) | value(text[3]);
    if (bits < 0) return false;
    into_[written_++] = static_cast<uint8_t>(bits >> 16);
    into_[written_++] = static_cast<uint8_t>(bits >> 8);
    into_[written_++] = static_cast<uint8_t>(bits);
    return true;
  }

  // As many groups as a kernel can. Returns how many characters these were.
  std::size_t takeBlocks(std::string_view text) {
    const auto [read, written] =
        simd::active().base64ToBytes(utf8::bytesOf(text), into_.subspan(written_));
    written_ += written;
    return read;
  }

  // Whether a group of four digits is just complete, or none has begun.
  bool betweenGroups() const { return count_ == 0; }
  std::size_t written() const { return written_; }

 private:
  std::span<uint8_t> into_;
  std::size_t written_ = 0;
  uint32_t bits_ = 0;
  int count_ = 0;  // of the bits that make no byte yet
};

void readDigits(std::string_view text, Reader& reader) {
  while (!text.empty()) {
    if (reader.betweenGroups()) {
      while (reader.takeGroup(text)) text.remove_prefix(4);
      if (text.empty()) return;
    }
    const bool isDigit = value(text[0]) >= 0;
    if (!reader.take(text[0])) return;
    text.remove_prefix(1);
    // Behind what stopped the kernel, the end of a line say, it gets another try.
    if (!isDigit && reader.betweenGroups()) text.remove_prefix(reader.takeBlocks(text));
  }
}

}  // namespace

std::string toText(std::span<const uint8_t> bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  writeDigits(bytes, text, simd::Digits::standard);
  return text;
}

std::string toUrlText(std::span<const uint8_t> bytes) {
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  writeDigits(bytes, text, simd::Digits::url);
  return text;
}

std::size_t toBytes(std::string_view text, std::span<uint8_t> into) {
  Reader reader(into);
  text.remove_prefix(reader.takeBlocks(text));
  if (utf8::isAscii(text)) {
    readDigits(text, reader);
  } else {
    readDigits(latin1::lowBytes(text), reader);
  }
  return reader.written();
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
