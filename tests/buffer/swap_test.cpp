#include "nodelab/buffer/swap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/buffer/simd/kernels.h"

namespace nodelab {
namespace {

TEST(BufferSwap, TurnsTheBytesOfEachGroupAround) {
  const Buffer buffer = Buffer::from({1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_TRUE(buffer.swap16().equals(Buffer::from({2, 1, 4, 3, 6, 5, 8, 7})));
  EXPECT_TRUE(buffer.swap16().swap32().equals(Buffer::from({4, 3, 2, 1, 8, 7, 6, 5})));
  EXPECT_TRUE(buffer.swap32().swap64().equals(Buffer::from({8, 7, 6, 5, 4, 3, 2, 1})));
  EXPECT_TRUE(Buffer().swap64().empty());
}

TEST(BufferSwap, RefusesALengthThatIsNoMultiple) {
  const std::string head =
      "RangeError [ERR_INVALID_BUFFER_SIZE]: Buffer size must be a multiple of ";
  EXPECT_EQ(errorOf([] { Buffer::alloc(3).swap16(); }), head + "16-bits");
  EXPECT_EQ(errorOf([] { Buffer::alloc(6).swap32(); }), head + "32-bits");
  EXPECT_EQ(errorOf([] { Buffer::alloc(12).swap64(); }), head + "64-bits");
}

using Bytes = std::vector<uint8_t>;

Bytes swappedByHand(Bytes bytes, std::size_t width) {
  for (auto group = bytes.begin(); group != bytes.end(); group += static_cast<int>(width)) {
    std::reverse(group, group + static_cast<int>(width));
  }
  return bytes;
}

// The memory is cut to fit, so that a sanitizer sees a step too far.
TEST(BufferSwap, IsTheSameWithVectorsAndWithout) {
  const simd::Kernels& chosen = simd::active();
  for (const simd::Kernels* kernels : simd::available()) {
    simd::use(*kernels);
    for (const std::size_t width : {2, 4, 8}) {
      for (std::size_t length = 0; length <= 208; length += width) {
        for (std::size_t offset = 0; offset < 9; ++offset) {
          Bytes memory(offset + length);
          std::iota(memory.begin(), memory.end(), uint8_t{1});
          const std::span bytes = std::span(memory).subspan(offset);
          const Bytes expected = swappedByHand(Bytes(bytes.begin(), bytes.end()), width);
          detail::swapGroups(bytes, width);
          EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), expected.begin())) << length;
        }
      }
    }
  }
  simd::use(chosen);
}

}  // namespace
}  // namespace nodelab
