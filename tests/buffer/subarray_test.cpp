#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

TEST(BufferSubarray, SharesMemory) {
  const Buffer whole = Buffer::from("abcdef");
  const Buffer part = whole.subarray(1, 3);
  part[0] = 'X';
  whole[2] = 'Y';
  EXPECT_EQ(whole.toString(), "aXYdef");
  EXPECT_EQ(part.toString(), "XY");
  EXPECT_TRUE(part.sharesStorageWith(whole));
  EXPECT_EQ(part.byteOffset(), whole.byteOffset() + 1);
}

TEST(BufferSubarray, CountsNegativesFromTheEndAndCuts) {
  const Buffer buffer = Buffer::from("abcdef");
  EXPECT_EQ(buffer.subarray(-2).toString(), "ef");
  EXPECT_EQ(buffer.subarray(-4, -2).toString(), "cd");
  EXPECT_EQ(buffer.subarray(-99, 99).toString(), "abcdef");
  EXPECT_EQ(buffer.subarray(4, 2).length(), 0u);
  EXPECT_EQ(buffer.subarray(99).length(), 0u);
  EXPECT_EQ(buffer.subarray().toString(), "abcdef");
  EXPECT_EQ(buffer.slice(1, -1).toString(), "bcde");
  EXPECT_EQ(Buffer().subarray(1, 2).length(), 0u);
  constexpr int64_t lowest = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(buffer.subarray(lowest, Buffer::toEnd).toString(), "abcdef");
}

TEST(BufferSubarray, CutsAtEachPosition) {
  const std::string digits = "0123456789";
  const Buffer buffer = Buffer::from(digits);
  const auto place = [](int64_t at) {
    return static_cast<std::size_t>(std::clamp<int64_t>(at < 0 ? at + 10 : at, 0, 10));
  };
  for (int64_t start = -12; start <= 12; ++start) {
    for (int64_t end = -12; end <= 12; ++end) {
      const std::size_t from = place(start);
      const std::size_t length = std::max(place(end), from) - from;
      EXPECT_EQ(buffer.subarray(start, end).toString(), digits.substr(from, length));
    }
  }
}

TEST(BufferSubarray, OfASubarrayCountsFromThatOne) {
  const Buffer whole = Buffer::from("01234567");
  const Buffer part = whole.subarray(4, 8).subarray(2, 99);
  EXPECT_EQ(part.toString(), "67");
  EXPECT_EQ(part.byteOffset(), whole.byteOffset() + 6);
  part.swap16();
  EXPECT_EQ(whole.toString(), "01234576") << "changed in place, and nothing around it";
}

TEST(BufferSubarray, KeepsItsPlaceWhenEmpty) {
  const Buffer buffer = Buffer::alloc(2);
  EXPECT_EQ(buffer.subarray(2).byteOffset(), 2u);
  EXPECT_TRUE(buffer.subarray(2).sharesStorageWith(buffer));
}

TEST(BufferSubarray, OutlivesTheWhole) {
  Buffer part;
  {
    const Buffer whole = Buffer::alloc(100, 7);
    part = whole.subarray(50, 52);
  }
  EXPECT_EQ(part.toString(Encoding::hex), "0707");
  EXPECT_EQ(part.storageSize(), 100u);
}

TEST(BufferFromStorageOf, IsAWindowOnTheWholeMemory) {
  const Buffer whole = Buffer::from("hello, world, this is longer than one small buffer");
  const Buffer part = whole.subarray(7, 12);
  const Buffer window = Buffer::fromStorageOf(part, static_cast<int64_t>(whole.byteOffset()), 5);
  EXPECT_EQ(window.toString(), "hello");
  EXPECT_EQ(Buffer::fromStorageOf(part).size(), part.storageSize());
  EXPECT_EQ(Buffer::fromStorageOf(Buffer()).size(), 0u);
}

TEST(BufferFromStorageOf, SharesTheMemory) {
  const Buffer numbers = Buffer::alloc(16);
  const Buffer window = Buffer::fromStorageOf(numbers);
  window.writeUInt32BE(0xB47, 4);
  numbers.writeDoubleLE(3.1415, 8);
  EXPECT_EQ(numbers.readUInt32BE(4), 0xB47u);
  EXPECT_EQ(window.readDoubleLE(8), 3.1415);
  EXPECT_TRUE(Buffer::fromStorageOf(numbers, 16).empty());
}

TEST(BufferFromStorageOf, RefusesWhatIsOutside) {
  const Buffer buffer = Buffer::alloc(10);
  EXPECT_EQ(errorOf([&] { Buffer::fromStorageOf(buffer, -1); }),
            "RangeError [ERR_BUFFER_OUT_OF_BOUNDS]: \"offset\" is outside of buffer bounds");
  EXPECT_EQ(errorOf([&] { Buffer::fromStorageOf(buffer, 11); }),
            "RangeError [ERR_BUFFER_OUT_OF_BOUNDS]: \"offset\" is outside of buffer bounds");
  EXPECT_EQ(errorOf([&] { Buffer::fromStorageOf(buffer, 5, 6); }),
            "RangeError [ERR_BUFFER_OUT_OF_BOUNDS]: \"length\" is outside of buffer bounds");
}

}  // namespace
}  // namespace nodelab
