#include "nodelab/buffer/validation.h"

#include "nodelab/buffer/utf8.h"

namespace nodelab::buffer {

bool isUtf8(std::span<const uint8_t> bytes) noexcept {
  return utf8::wellFormedLength(bytes) == bytes.size();
}

bool isAscii(std::span<const uint8_t> bytes) noexcept {
  return utf8::asciiLength(bytes) == bytes.size();
}

}  // namespace nodelab::buffer
