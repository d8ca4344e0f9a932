#include <gtest/gtest.h>

#include <string>

#include "buffer/coded.h"

namespace nodelab {
namespace {

TEST(BufferUtf16, IsTwoBytesAUnitTheLowerFirst) {
  EXPECT_EQ(hexOf("a\u20ac", Encoding::utf16le), "6100ac20");
  EXPECT_EQ(hexOf("\U0001F600", Encoding::utf16le), "3dd800de");
  EXPECT_EQ(textOf("6100ac203dd800de", Encoding::utf16le), "a\u20ac\U0001F600");
  EXPECT_EQ(Buffer::byteLength("a\u20ac\U0001F600", Encoding::utf16le), 8u);
}

TEST(BufferUtf16, ReachesTheEndsOfEachLength) {
  const std::string text = "\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFF\U00010000\U0010FFFF";
  EXPECT_EQ(hexOf(text, Encoding::utf16le), "7f008000ff070008ffd700e0ffff00d800dcffdbffdf");
  EXPECT_EQ(Buffer::from(text, Encoding::utf16le).toString(Encoding::utf16le), text);
}

TEST(BufferUtf16, ReplacesHalfAPair) {
  EXPECT_EQ(textOf("3dd8", Encoding::utf16le), "\uFFFD");
  EXPECT_EQ(textOf("00de", Encoding::utf16le), "\uFFFD");
  EXPECT_EQ(textOf("00de3dd8", Encoding::utf16le), "\uFFFD\uFFFD") << "the wrong way around";
  EXPECT_EQ(textOf("3dd83dd800de", Encoding::utf16le), "\uFFFD\U0001F600");
  EXPECT_EQ(textOf("3dd86100", Encoding::utf16le), "\uFFFDa");
}

TEST(BufferUtf16, LeavesOutAnOddLastByte) {
  EXPECT_EQ(textOf("610062", Encoding::utf16le), "a");
  EXPECT_EQ(textOf("61", Encoding::utf16le), "");
  EXPECT_EQ(textOf("3dd800", Encoding::utf16le), "\uFFFD");
}

TEST(BufferUtf16, KeepsAByteOrderMark) {
  EXPECT_EQ(textOf("fffe6100", Encoding::utf16le), "\uFEFFa");
}

TEST(BufferUtf16, IsReadAtAnyAlignment) {
  EXPECT_EQ(bytes("ff6100ac20").subarray(1).toString(Encoding::utf16le), "a\u20ac");
}

TEST(BufferUtf16, WritesWholeUnitsAsTheyFit) {
  const Buffer buffer = Buffer::alloc(5);
  EXPECT_EQ(buffer.write("abc", Encoding::utf16le), 4u);
  EXPECT_EQ(buffer.fill(0).write("a\U0001F600", Encoding::utf16le), 4u);
  EXPECT_EQ(buffer.toString(Encoding::hex), "61003dd800") << "half of a pair";
}

TEST(BufferUtf16, ReplacesWhatIsIllFormedInTheText) {
  EXPECT_EQ(hexOf("a\xFF\x80z", Encoding::utf16le), "6100fdfffdff7a00");
}

TEST(BufferUtf16, IsWrittenAtAnOddOffset) {
  const std::string text = "\u3042\u3044\u3046\u3048\u304a";
  const Buffer buffer = Buffer::alloc(12);
  EXPECT_EQ(buffer.write(text, 1, Encoding::utf16le), 10u);
  EXPECT_EQ(buffer.toString(Encoding::utf16le, 1), text);
  EXPECT_EQ(buffer[0], 0);
  EXPECT_EQ(buffer[11], 0);
}

// Node wrote beyond the end here once (CVE-2018-12115), into the next Buffer of the pool.
TEST(BufferUtf16, IsNotWrittenWhereHalfAUnitFits) {
  const std::string text(600, 'x');
  for (int i = 0; i < 4; ++i) {
    const Buffer before = Buffer::allocUnsafe(8).fill(0);
    const Buffer behind = Buffer::allocUnsafe(8).fill(1);
    EXPECT_EQ(before.write(text, 7, Encoding::utf16le), 0u);
    EXPECT_EQ(before.write("a", 0, 1, Encoding::utf16le), 0u);
    EXPECT_TRUE(before.equals(Buffer::alloc(8)));
    EXPECT_TRUE(behind.equals(Buffer::alloc(8, 1)));
  }
}

}  // namespace
}  // namespace nodelab
