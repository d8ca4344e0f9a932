// Bytes as digits: how the tests of encodings write down what is no text.
#pragma once

#include <string>
#include <string_view>

#include "nodelab/buffer/buffer.h"

namespace nodelab {

inline Buffer bytes(std::string_view digits) { return Buffer::from(digits, Encoding::hex); }

// The bytes that a text turns into.
inline std::string hexOf(std::string_view text, Encoding encoding) {
  return Buffer::from(text, encoding).toString(Encoding::hex);
}

// The text that bytes turn into.
inline std::string textOf(std::string_view digits, Encoding encoding = Encoding::utf8) {
  return bytes(digits).toString(encoding);
}

}  // namespace nodelab
