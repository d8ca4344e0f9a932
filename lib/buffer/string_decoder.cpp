#include "nodelab/buffer/string_decoder.h"

#include <algorithm>
#include <bit>

#include "nodelab/buffer/utf16.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab {

namespace {

using Bytes = std::span<const uint8_t>;

// The character that some bytes break off: how many bytes of it are there, and how many are not.
struct Tail {
  uint8_t length = 0;
  uint8_t missing = 0;
};

// As Node does, this believes the first byte: C0 or E0 80 wait, though nothing can make them whole.
Tail utf8Tail(Bytes bytes) {
  const auto most = static_cast<uint8_t>(std::min<std::size_t>(bytes.size(), 3));
  for (uint8_t length = 1; length <= most; ++length) {
    const uint8_t byte = bytes[bytes.size() - length];
    if (utf8::isContinuation(byte)) continue;
    const int promised = std::countl_one(byte);
    if (promised > 4 || promised <= length) return {};
    return {length, static_cast<uint8_t>(promised - length)};
  }
  return {};
}

Tail utf16Tail(Bytes bytes) {
  const uint8_t odd = bytes.size() % 2;
  const std::size_t whole = bytes.size() - odd;
  const bool half =
      whole > 0 && utf16::isLead(static_cast<char16_t>(bytes[whole - 1] << 8 | bytes[whole - 2]));
  if (half) return {static_cast<uint8_t>(2 + odd), static_cast<uint8_t>(2 - odd)};
  return {odd, odd};
}

Tail base64Tail(Bytes bytes) {
  const uint8_t length = bytes.size() % 3;
  return {length, static_cast<uint8_t>(length > 0 ? 3 - length : 0)};
}

Tail tailOf(Bytes bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return utf8Tail(bytes);
    case Encoding::utf16le:
      return utf16Tail(bytes);
    case Encoding::base64:
    case Encoding::base64url:
      return base64Tail(bytes);
    default:
      return {};
  }
}

}  // namespace

std::string StringDecoder::write(Bytes chunk) {
  std::string text;
  while (kept_ > 0 && !chunk.empty()) chunk = complete(chunk, text);
  if (chunk.empty()) return text;
  const Bytes whole = withoutTail(chunk);
  if (text.empty()) return decode(whole, encoding_);
  return text += decode(whole, encoding_);
}

// Takes from the chunk what is missing of the character kept, and puts that at the end of the text
// once nothing is. Returns the rest of the chunk.
Bytes StringDecoder::complete(Bytes chunk, std::string& text) {
  const std::size_t most = std::min<std::size_t>(missing_, chunk.size());
  std::size_t taken = 0;
  while (taken < most && (encoding_ != Encoding::utf8 || utf8::isContinuation(chunk[taken]))) {
    bytes_[kept_++] = chunk[taken++];
  }
  missing_ -= static_cast<uint8_t>(taken);
  if (taken < most) {
    text += end();  // another character begins before this one is whole
  } else if (missing_ == 0) {
    const auto bytes = bytes_;
    text += decode(withoutTail({bytes.data(), kept_}), encoding_);
  }
  return chunk.subspan(taken);
}

// Keeps the character that the bytes break off. Returns the bytes before it.
Bytes StringDecoder::withoutTail(Bytes bytes) {
  const Tail tail = tailOf(bytes, encoding_);
  std::copy(bytes.end() - tail.length, bytes.end(), bytes_.begin());
  kept_ = tail.length;
  missing_ = tail.missing;
  return bytes.first(bytes.size() - tail.length);
}

std::string StringDecoder::end() {
  const Bytes kept(bytes_.data(), kept_);
  kept_ = missing_ = 0;
  return decode(kept, encoding_);
}

}  // namespace nodelab
