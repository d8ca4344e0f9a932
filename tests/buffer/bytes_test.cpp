#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

std::string outOfRangeText(const std::string& name, const std::string& range, int received) {
  return "RangeError [ERR_OUT_OF_RANGE]: The value of \"" + name +
         "\" is out of range. It must be " + range + ". Received " + std::to_string(received);
}

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

TEST(BufferConcat, ChecksTheLength) {
  const std::vector<Buffer> list{Buffer::from("ab")};
  EXPECT_EQ(errorOf([&] { Buffer::concat(list, -1); }),
            outOfRangeText("length", ">= 0 && <= 4294967296", -1));
}

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

TEST(BufferFill, SetsARange) {
  const Buffer buffer = Buffer::alloc(4);
  EXPECT_TRUE(buffer.fill('a').sharesStorageWith(buffer));
  EXPECT_EQ(buffer.fill('b', 1, 3).toString(), "abba");
  EXPECT_EQ(buffer.fill('c', 9).toString(), "abba") << "past the end is allowed";
  EXPECT_EQ(buffer.fill('c', 3, 1).toString(), "abba");
}

TEST(BufferFill, ChecksTheRange) {
  const Buffer buffer = Buffer::alloc(4);
  EXPECT_EQ(errorOf([&] { buffer.fill(1, -1); }),
            outOfRangeText("offset", ">= 0 && <= 4294967296", -1));
  EXPECT_EQ(errorOf([&] { buffer.fill(1, 0, 5); }), outOfRangeText("end", ">= 0 && <= 4", 5));
}

TEST(BufferFill, RepeatsATextAndCutsItOff) {
  EXPECT_EQ(Buffer::alloc(7, "abc").toString(), "abcabca");
  EXPECT_EQ(Buffer::alloc(3, "4142", Encoding::hex).toString(), "ABA");
  EXPECT_EQ(Buffer::alloc(4, "x").fill("yz", 1, 3).toString(), "xyzx");
  EXPECT_TRUE(Buffer::alloc(2, "x").fill("").equals(Buffer::alloc(2))) << "no text is zeroes";
}

TEST(BufferFill, RefusesATextWithoutBytesUnlessTheRangeIsEmpty) {
  const Buffer buffer = Buffer::alloc(4);
  EXPECT_EQ(errorOf([&] { buffer.fill("zz", 0, Buffer::toEnd, Encoding::hex); }),
            "TypeError [ERR_INVALID_ARG_VALUE]: The argument 'value' is invalid. Received 'zz'");
  EXPECT_TRUE(buffer.fill("zz", 4, Buffer::toEnd, Encoding::hex).equals(buffer));
}

TEST(BufferFill, RepeatsTheBytesOfAnotherBuffer) {
  EXPECT_EQ(Buffer::alloc(5, Buffer::from("ab")).toString(), "ababa");
  EXPECT_EQ(Buffer::alloc(4, "x").fill(Buffer::from("yz"), 1, 3).toString(), "xyzx");
  const Buffer self = Buffer::from("abcdef");
  EXPECT_EQ(self.fill(self.subarray(1, 4), 2).toString(), "abbcdb") << "it may overlap";
  EXPECT_EQ(errorOf([] { Buffer::alloc(2).fill(Buffer()); }),
            "TypeError [ERR_INVALID_ARG_VALUE]: The argument 'value' is invalid. "
            "Received <Buffer >");
  EXPECT_TRUE(Buffer::alloc(0, Buffer()).empty()) << "there is nothing to fill";
}

TEST(BufferFill, ShowsTheRefusedTextAsNodeDoes) {
  const auto refused = [](std::string_view text) {
    return errorOf([text] { Buffer::alloc(2, text, Encoding::hex); });
  };
  const std::string head =
      "TypeError [ERR_INVALID_ARG_VALUE]: The argument 'value' is invalid. Received ";
  EXPECT_EQ(refused("it's\n"), head + "\"it's\\n\"");
  EXPECT_EQ(refused(std::string(126, 'z')), head + "'" + std::string(126, 'z') + "'");
  EXPECT_EQ(refused(std::string(127, 'z')), head + "'" + std::string(127, 'z') + "...");
  std::string faces;
  for (int i = 0; i < 64; ++i) faces += "\U0001F600";
  EXPECT_EQ(refused("z" + faces), head + "'z" + faces.substr(0, std::size_t{63} * 4) + "...")
      << "128 UTF-16 units";
}

TEST(BufferFromStorageOf, IsAWindowOnTheWholeMemory) {
  const Buffer whole = Buffer::from("hello, world, this is longer than one small buffer");
  const Buffer part = whole.subarray(7, 12);
  const Buffer window = Buffer::fromStorageOf(part, static_cast<int64_t>(whole.byteOffset()), 5);
  EXPECT_EQ(window.toString(), "hello");
  EXPECT_EQ(Buffer::fromStorageOf(part).size(), part.storageSize());
  EXPECT_EQ(Buffer::fromStorageOf(Buffer()).size(), 0u);
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
