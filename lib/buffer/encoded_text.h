// EncodedText: the bytes of a text, as long as something is done with them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nodelab/buffer/encoding.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab::detail {

// UTF-8 is there already, and not copied: the text must live as long.
class EncodedText {
 public:
  EncodedText(std::string_view text, Encoding encoding) : bytes_(utf8::bytesOf(text)) {
    if (encoding == Encoding::utf8) return;
    block_.resize(encodedLength(text, encoding));
    bytes_ = std::span(block_).first(encode(text, encoding, block_));
  }
  EncodedText(const EncodedText&) = delete;
  EncodedText& operator=(const EncodedText&) = delete;

  std::span<const uint8_t> bytes() const noexcept { return bytes_; }

 private:
  std::vector<uint8_t> block_;
  std::span<const uint8_t> bytes_;
};

}  // namespace nodelab::detail
