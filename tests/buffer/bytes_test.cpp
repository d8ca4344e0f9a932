#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <vector>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

TEST(BufferHandle, CopiesLookAtTheSameBytes) {
  const Buffer buffer = Buffer::from("abc");
  Buffer same = buffer;
  same[0] = 'X';
  EXPECT_EQ(buffer.toString(), "Xbc");
  const Buffer moved = std::move(same);
  EXPECT_TRUE(moved.sharesStorageWith(buffer));
}

TEST(BufferHandle, MovingLeavesAnEmptyOne) {
  Buffer buffer = Buffer::from("abc");
  const Buffer moved = std::move(buffer);
  EXPECT_EQ(moved.toString(), "abc");
  buffer = Buffer::from("d");
  EXPECT_EQ(buffer.toString(), "d");
}

TEST(BufferHandle, IsARangeOfBytes) {
  const Buffer buffer = Buffer::from({1, 2, 3});
  int sum = 0;
  for (const uint8_t byte : buffer) sum += byte;
  EXPECT_EQ(sum, 6);
  const std::span<const uint8_t> bytes = buffer;
  EXPECT_EQ(bytes.size(), 3u);
  EXPECT_EQ(buffer.stringView(), "\x01\x02\x03");
}

static_assert(std::ranges::contiguous_range<Buffer> && std::ranges::sized_range<Buffer>);

TEST(BufferHandle, GoesThroughAlgorithms) {
  const Buffer buffer = Buffer::from({3, 1, 2});
  std::ranges::sort(buffer);
  EXPECT_EQ(std::vector(buffer.begin(), buffer.end()), (std::vector<uint8_t>{1, 2, 3}));
  std::ranges::reverse(buffer);
  EXPECT_TRUE(buffer.equals(Buffer::from({3, 2, 1})));
}

TEST(BufferFrom, CopiesBytes) {
  std::vector<uint8_t> bytes{1, 2, 3};
  const Buffer fromBytes = Buffer::from(bytes);
  bytes[0] = 9;
  const Buffer copied = Buffer::from(fromBytes);
  fromBytes[1] = 9;
  EXPECT_EQ(fromBytes.toString(Encoding::hex), "010903");
  EXPECT_EQ(copied.toString(Encoding::hex), "010203");
}

TEST(BufferCopyBytesFrom, CopiesTheMemoryUnderNumbers) {
  const std::vector<uint16_t> numbers{0x1111, 0x2222, 0x3333};
  EXPECT_EQ(Buffer::copyBytesFrom(numbers).toString(Encoding::hex), "111122223333");
  EXPECT_EQ(Buffer::copyBytesFrom(numbers, 1).toString(Encoding::hex), "22223333");
  EXPECT_EQ(Buffer::copyBytesFrom(numbers, 1, 1).toString(Encoding::hex), "2222");
  EXPECT_EQ(Buffer::copyBytesFrom(numbers, 2, 9).toString(Encoding::hex), "3333");
  EXPECT_EQ(Buffer::copyBytesFrom(Buffer::from("abc"), 1).toString(), "bc");
}

TEST(BufferCopyBytesFrom, ChecksOffsetThenLengthWhereThereIsSomethingToCopy) {
  const Buffer source = Buffer::from("abc");
  const std::string range = ">= 0 && <= 9007199254740991";
  EXPECT_EQ(errorOf([&] { Buffer::copyBytesFrom(source, -1, -1); }),
            outOfRangeText("offset", range, -1));
  EXPECT_EQ(errorOf([&] { Buffer::copyBytesFrom(source, 2, -1); }),
            outOfRangeText("length", range, -1));
  EXPECT_TRUE(Buffer::copyBytesFrom(source, 3, -1).empty());
  EXPECT_TRUE(Buffer::copyBytesFrom(Buffer(), -1, -1).empty());
}

TEST(BufferConcat, CopiesAllCutsAndPads) {
  const Buffer ab = Buffer::from("ab");
  const Buffer cd = Buffer::from("cd");
  const std::vector<Buffer> list{ab, Buffer(), cd};
  EXPECT_EQ(Buffer::concat(list).toString(), "abcd");
  EXPECT_EQ(Buffer::concat(list, 3).toString(), "abc");
  EXPECT_EQ(Buffer::concat(list, 1).toString(), "a");
  EXPECT_EQ(Buffer::concat(list, 6).toString(Encoding::hex), "616263640000");
  EXPECT_EQ(Buffer::concat({}, 6).length(), 0u);
  const Buffer one = Buffer::concat({ab});
  one[0] = 'X';
  EXPECT_EQ(ab.toString(), "ab");
}

TEST(BufferConcat, PadsWithZeroesInAPoolThatWasUsed) {
  for (int i = 0; i < 50; ++i) Buffer::allocUnsafe(1000).fill(0xFF);
  for (int i = 0; i < 50; ++i) {
    const Buffer padded = Buffer::concat(std::vector{Buffer::from("ab")}, 700);
    EXPECT_TRUE(padded.subarray(2).equals(Buffer::alloc(698)));
  }
  EXPECT_TRUE(Buffer::concat(std::vector{Buffer()}, 4096).equals(Buffer::alloc(4096)));
  EXPECT_TRUE(Buffer::concat(std::vector{Buffer::from("ab")}, 0).empty());
}

TEST(BufferConcat, ChecksTheLength) {
  const std::vector<Buffer> list{Buffer::from("ab")};
  EXPECT_EQ(errorOf([&] { Buffer::concat(list, -1); }),
            outOfRangeText("length", ">= 0 && <= 4294967296", -1));
}

TEST(BufferAt, CountsNegativesFromTheEndAndHasNothingOutside) {
  const Buffer buffer = Buffer::from("abc");
  EXPECT_EQ(buffer.at(0), 'a');
  EXPECT_EQ(buffer.at(-1), 'c');
  EXPECT_EQ(buffer.at(-3), 'a');
  EXPECT_EQ(buffer.at(3), std::nullopt);
  EXPECT_EQ(buffer.at(-4), std::nullopt);
  EXPECT_EQ(buffer.at(std::numeric_limits<int64_t>::min()), std::nullopt);
  EXPECT_EQ(Buffer().at(0), std::nullopt);
}

TEST(BufferToJSON, ListsTheBytes) {
  EXPECT_EQ(Buffer::from({0, 7, 255}).toJSON(), R"({"type":"Buffer","data":[0,7,255]})");
  EXPECT_EQ(Buffer().toJSON(), R"({"type":"Buffer","data":[]})");
}

TEST(BufferCompare, OrdersBytesAsUnsigned) {
  EXPECT_EQ(Buffer::from({1, 2}).compare(Buffer::from({1, 3})), -1);
  EXPECT_EQ(Buffer::from({0x80}).compare(Buffer::from({0x7F})), 1);
  EXPECT_EQ(Buffer::from("ab").compare(Buffer::from("abc")), -1) << "a prefix comes first";
  EXPECT_EQ(Buffer::compare(Buffer::from("ab"), Buffer::alloc(0)), 1);
  EXPECT_EQ(Buffer().compare(Buffer::alloc(0)), 0);
  EXPECT_TRUE(Buffer::from("ab").equals(Buffer::from("ab")));
  EXPECT_FALSE(Buffer::from("ab").equals(Buffer::from("abc")));
}

TEST(BufferCompare, TakesRanges) {
  const Buffer source = Buffer::from("xabc");
  const Buffer target = Buffer::from("abcy");
  EXPECT_EQ(source.compare(target, 0, 3, 1), 0);
  EXPECT_EQ(source.compare(target, 3, 3, 4), 0) << "both ranges are empty";
  EXPECT_EQ(source.compare(target, 0, 4, 4), -1);
  EXPECT_EQ(source.compare(target, 9), 1);
}

TEST(BufferCompare, IsThatOfTheTwoSubarrays) {
  const Buffer source = Buffer::from({1, 2, 3, 4, 5, 6, 7, 8, 9, 0});
  const Buffer target = Buffer::from({5, 6, 7, 8, 9, 0, 1, 2, 3, 4});
  for (int64_t i = 0; i < 10'000; ++i) {
    const int64_t at[] = {i % 10, i / 10 % 10, i / 100 % 10, i / 1000 % 10};
    EXPECT_EQ(source.compare(target, at[0], at[1], at[2], at[3]),
              Buffer::compare(source.subarray(at[2], at[3]), target.subarray(at[0], at[1])))
        << i;
  }
}

TEST(BufferCompare, ChecksRanges) {
  const Buffer buffer = Buffer::alloc(4);
  EXPECT_EQ(errorOf([&] { buffer.compare(buffer, -1); }),
            outOfRangeText("targetStart", ">= 0 && <= 4294967296", -1));
  EXPECT_EQ(errorOf([&] { buffer.compare(buffer, 0, 5); }),
            outOfRangeText("targetEnd", ">= 0 && <= 4", 5));
  EXPECT_EQ(errorOf([&] { buffer.compare(buffer, 0, 4, -1); }),
            outOfRangeText("sourceStart", ">= 0 && <= 4294967296", -1));
  EXPECT_EQ(errorOf([&] { buffer.compare(buffer, 0, 4, 0, 5); }),
            outOfRangeText("sourceEnd", ">= 0 && <= 4", 5));
}

TEST(BufferCopy, CopiesWhatThereIsRoomFor) {
  const Buffer source = Buffer::from("abcdef");
  const Buffer target = Buffer::alloc(4, '.');
  EXPECT_EQ(source.copy(target), 4u);
  EXPECT_EQ(target.toString(), "abcd");
  EXPECT_EQ(source.copy(target, 2, 4), 2u);
  EXPECT_EQ(target.toString(), "abef");
  EXPECT_EQ(source.copy(target, 0, 1, 2), 1u);
  EXPECT_EQ(source.copy(target, 4), 0u);
  EXPECT_EQ(source.copy(target, 0, 3, 3), 0u);
  EXPECT_EQ(source.copy(target, 0, 6), 0u);
  EXPECT_EQ(source.copy(target, 3, 5, 99), 1u);
  EXPECT_EQ(target.toString(), "bbef");
}

TEST(BufferCopy, OfNothingIsNeverAnError) {
  const Buffer source = Buffer::alloc(1024);
  EXPECT_EQ(source.copy(Buffer()), 0u);
  EXPECT_EQ(source.copy(Buffer(), 1, 1, 1), 0u);
  EXPECT_EQ(source.copy(Buffer::alloc(1), 99, 1), 0u);
  EXPECT_EQ(source.copy(Buffer::alloc(1), 0, 1024, 2048), 0u);
  EXPECT_EQ(source.copy(source, 0, 100, 10), 0u);
  EXPECT_EQ(Buffer().copy(source), 0u);
}

TEST(BufferCopy, MovesWithinOneBuffer) {
  const Buffer buffer = Buffer::from("abcdef");
  EXPECT_EQ(buffer.copy(buffer, 2, 0, 4), 4u);
  EXPECT_EQ(buffer.toString(), "ababcd");
}

TEST(BufferCopy, ChecksPositions) {
  const Buffer buffer = Buffer::alloc(4);
  EXPECT_EQ(errorOf([&] { buffer.copy(buffer, -1, -1); }),
            outOfRangeText("targetStart", ">= 0", -1));
  EXPECT_EQ(errorOf([&] { buffer.copy(buffer, 0, 5); }),
            outOfRangeText("sourceStart", ">= 0 && <= 4", 5));
  EXPECT_EQ(errorOf([&] { buffer.copy(buffer, 0, 0, -1); }),
            outOfRangeText("sourceEnd", ">= 0", -1));
}

}  // namespace
}  // namespace nodelab
