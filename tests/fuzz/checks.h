// What must hold of the codecs for any bytes at all. Each check runs with all kernels that the
// machine has, and without, and throws where they differ. Inputs and rooms are allocations of their
// own that end with their last byte, so that AddressSanitizer sees a step beyond it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "nodelab/buffer/encoding.h"
#include "nodelab/buffer/simd/kernels.h"

namespace nodelab::fuzz {

inline void require(bool holds, const std::string& what) {
  if (!holds) throw std::logic_error(what);
}

// Bytes with nothing behind them, `shift` bytes behind the beginning of their allocation.
class Exactly {
 public:
  explicit Exactly(std::span<const uint8_t> bytes, std::size_t shift = 0)
      : memory_(new uint8_t[shift + bytes.size()]), bytes_(memory_.get() + shift, bytes.size()) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }
  explicit Exactly(std::size_t size, uint8_t value)
      : memory_(new uint8_t[size]), bytes_(memory_.get(), size) {
    std::fill(bytes_.begin(), bytes_.end(), value);
  }

  std::span<uint8_t> bytes() const { return bytes_; }
  std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::unique_ptr<uint8_t[]> memory_;
  std::span<uint8_t> bytes_;
};

// Calls `function` with each set of kernels. Returns what it returned, which must always be the
// same.
template <class Function>
auto withAllKernels(Function function) {
  const simd::Kernels& usual = simd::use(simd::none);
  const auto expected = function();
  bool same = true;
  for (const simd::Kernels* kernels : simd::available()) {
    simd::use(*kernels);
    same = same && function() == expected;
  }
  simd::use(usual);
  require(same, "kernels differ from the plain code");
  return expected;
}

inline std::string decodes(std::span<const uint8_t> bytes, Encoding encoding,
                           std::size_t shift = 0) {
  const Exactly input(bytes, shift);
  return withAllKernels([&] { return decode(input.bytes(), encoding); });
}

// The bytes that fit into `room`; those behind them must not be touched.
inline std::string encodes(std::span<const uint8_t> text, Encoding encoding, std::size_t room,
                           std::size_t shift = 0) {
  const Exactly input(text, shift);
  return withAllKernels([&] {
    const Exactly output(room, 0xA5);
    const std::size_t written = encode(input.text(), encoding, output.bytes());
    require(written <= room, "more bytes than there is room for");
    for (const uint8_t byte : output.bytes().subspan(written)) {
      require(byte == 0xA5, "bytes behind the last one were touched");
    }
    return std::string(output.text().substr(0, written));
  });
}

// All bytes of the text.
inline std::string encodes(std::span<const uint8_t> text, Encoding encoding) {
  const Exactly input(text);
  const std::size_t most = withAllKernels([&] { return encodedLength(input.text(), encoding); });
  const std::string bytes = encodes(text, encoding, most);
  require(encodes(text, encoding, most + 40) == bytes, "encodedLength is too small");
  return bytes;
}

}  // namespace nodelab::fuzz
