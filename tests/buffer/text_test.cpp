#include <gtest/gtest.h>

#include <string>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

std::string hexOf(std::string_view text, Encoding encoding) {
  return Buffer::from(text, encoding).toString(Encoding::hex);
}

std::string textOf(std::string_view digits) {
  return Buffer::from(digits, Encoding::hex).toString();
}

TEST(BufferUtf8, RoundTrips) {
  const std::string text = "h\u00e9llo \u20ac \U0001F600";
  EXPECT_EQ(Buffer::from(text).length(), 15u);
  EXPECT_EQ(Buffer::from(text).toString(), text);
  EXPECT_EQ(hexOf("h\u00e9", Encoding::utf8), "68c3a9");
}

TEST(BufferUtf8, ReplacesEachMaximalSubpartOfWhatIsIllFormed) {
  EXPECT_EQ(textOf("61e28262"), "a\uFFFDb") << "a character broken off is one";
  EXPECT_EQ(textOf("e282"), "\uFFFD");
  EXPECT_EQ(textOf("f09f9841"), "\uFFFDA");
  EXPECT_EQ(textOf("c080"), "\uFFFD\uFFFD") << "a longer form than needed";
  EXPECT_EQ(textOf("eda080"), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
  EXPECT_EQ(textOf("f0808080"), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(textOf("f4908080"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "beyond U+10FFFF";
  EXPECT_EQ(textOf("80"), "\uFFFD");
  EXPECT_EQ(textOf("ff"), "\uFFFD");
  EXPECT_EQ(textOf("f48fbfbf"), "\U0010FFFF");
}

TEST(BufferUtf8, FindsWhatIsIllFormedBehindLongAscii) {
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string ascii(before, 'a');
    const Buffer buffer = Buffer::concat({Buffer::from(ascii), Buffer::from({0xFF, 'b'})});
    EXPECT_EQ(buffer.toString(), ascii + "\uFFFDb");
  }
}

TEST(BufferUtf8, KeepsAByteOrderMark) { EXPECT_EQ(textOf("efbbbf61"), "\uFEFFa"); }

TEST(BufferAscii, DropsTheHighestBitOnlyOnTheWayToText) {
  EXPECT_EQ(Buffer::from({0x68, 0xE9, 0xFF}).toString(Encoding::ascii), "hi\x7F");
  EXPECT_EQ(hexOf("h\u00e9\u20ac", Encoding::ascii), "68e9ac") << "as latin1 does";
  EXPECT_EQ(Buffer::byteLength("h\u00e9", Encoding::ascii), 2u);
  EXPECT_EQ(parseEncoding("ASCII"), Encoding::ascii);
}

TEST(BufferHex, GivesLowerCaseDigits) {
  EXPECT_EQ(Buffer::from({0x00, 0x0F, 0xAB, 0xFF}).toString(Encoding::hex), "000fabff");
  EXPECT_EQ(hexOf("ABcd09", Encoding::hex), "abcd09");
}

TEST(BufferHex, EndsBeforeTheFirstPairThatIsNone) {
  EXPECT_EQ(hexOf("6162zz63", Encoding::hex), "6162");
  EXPECT_EQ(hexOf("616", Encoding::hex), "61");
  EXPECT_EQ(hexOf("6g62", Encoding::hex), "");
  EXPECT_EQ(hexOf("g6", Encoding::hex), "");
}

TEST(BufferHex, LooksAtTheLowByteOfAUnit) {
  EXPECT_EQ(hexOf("\u01411", Encoding::hex), "a1");
  EXPECT_EQ(hexOf("61\u20ac1", Encoding::hex), "61");
}

TEST(BufferHex, NeedsHalfTheUnits) {
  EXPECT_EQ(Buffer::byteLength("zzz", Encoding::hex), 1u);
  EXPECT_EQ(Buffer::byteLength("\U0001F600", Encoding::hex), 1u);
}

TEST(BufferLatin1, IsAByteACharacter) {
  EXPECT_EQ(Buffer::from({0x61, 0xE9, 0xFF}).toString(Encoding::latin1), "a\u00e9\u00ff");
  EXPECT_EQ(hexOf("a\u00e9\u00ff", Encoding::latin1), "61e9ff");
  EXPECT_EQ(hexOf("\u20ac", Encoding::latin1), "ac");
  EXPECT_EQ(hexOf("\U0001F600", Encoding::latin1), "3d00");
  EXPECT_EQ(Buffer::byteLength("\u20ac\U0001F600", Encoding::latin1), 3u);
}

TEST(BufferEncoding, IsKnownInAnyCase) {
  EXPECT_EQ(parseEncoding("utf8"), Encoding::utf8);
  EXPECT_EQ(parseEncoding("UTF-8"), Encoding::utf8);
  EXPECT_EQ(parseEncoding("Latin1"), Encoding::latin1);
  EXPECT_EQ(parseEncoding("binary"), Encoding::latin1);
  EXPECT_EQ(parseEncoding("HEX"), Encoding::hex);
  EXPECT_FALSE(Buffer::isEncoding(""));
  EXPECT_FALSE(Buffer::isEncoding(" utf8"));
  EXPECT_EQ(errorOf([] { parseEncoding("Base65"); }),
            "TypeError [ERR_UNKNOWN_ENCODING]: Unknown encoding: Base65");
}

TEST(BufferToString, CutsTheRangeAndNeverThrows) {
  const Buffer buffer = Buffer::from("abcdef");
  EXPECT_EQ(buffer.toString(Encoding::utf8, 2), "cdef");
  EXPECT_EQ(buffer.toString(Encoding::utf8, 2, 4), "cd");
  EXPECT_EQ(buffer.toString(Encoding::utf8, -3, 2), "ab") << "negative is 0, not from the end";
  EXPECT_EQ(buffer.toString(Encoding::utf8, 0, -1), "");
  EXPECT_EQ(buffer.toString(Encoding::utf8, 4, 2), "");
  EXPECT_EQ(buffer.toString(Encoding::utf8, 6), "");
  EXPECT_EQ(buffer.toString(Encoding::utf8, 99), "");
  EXPECT_EQ(buffer.toString(Encoding::utf8, 4, 99), "ef");
}

TEST(BufferWrite, ReturnsTheBytesWritten) {
  const Buffer buffer = Buffer::alloc(8);
  EXPECT_EQ(buffer.write("abc"), 3u);
  EXPECT_EQ(buffer.write("de", 3), 2u);
  EXPECT_EQ(buffer.write("66677a", 5, Encoding::hex), 3u);
  EXPECT_EQ(buffer.toString(), "abcdefgz");
  EXPECT_EQ(buffer.write("XYZ", 0, 2), 2u);
  EXPECT_EQ(buffer.write("long", 6), 2u);
  EXPECT_EQ(buffer.write("x", 8), 0u);
  EXPECT_EQ(buffer.toString(), "XYcdeflo");
}

TEST(BufferWrite, NeverWritesPartOfACharacter) {
  const Buffer buffer = Buffer::alloc(5);
  EXPECT_EQ(buffer.write("ab\u20ac"), 5u);
  EXPECT_EQ(buffer.fill(0).write("abc\u20ac"), 3u);
  EXPECT_EQ(buffer.fill(0).write("ab\U0001F600"), 2u);
  EXPECT_EQ(buffer.toString(Encoding::hex), "6162000000");
  EXPECT_EQ(buffer.write("\u20ac", 0, 2), 0u);
}

TEST(BufferWrite, ChecksOffsetThenLength) {
  const Buffer buffer = Buffer::alloc(4);
  const std::string range = " is out of range. It must be >= 0 && <= 4. Received ";
  const std::string prefix = "RangeError [ERR_OUT_OF_RANGE]: The value of ";
  EXPECT_EQ(errorOf([&] { buffer.write("x", 5); }), prefix + "\"offset\"" + range + "5");
  EXPECT_EQ(errorOf([&] { buffer.write("x", -1, 9); }), prefix + "\"offset\"" + range + "-1");
  EXPECT_EQ(errorOf([&] { buffer.write("x", 0, 5); }), prefix + "\"length\"" + range + "5");
  EXPECT_EQ(buffer.write("xyz", 2, 4), 2u) << "length is checked against the whole, then cut";
}

TEST(BufferInspect, ShowsFiftyBytes) {
  EXPECT_EQ(Buffer::from("hi").inspect(), "<Buffer 68 69>");
  EXPECT_EQ(Buffer().inspect(), "<Buffer >");
  std::string fifty = "<Buffer";
  for (int i = 0; i < 50; ++i) fifty += " 00";
  EXPECT_EQ(Buffer::alloc(50).inspect(), fifty + ">");
  EXPECT_EQ(Buffer::alloc(51).inspect(), fifty + " ... 1 more byte>");
  EXPECT_EQ(Buffer::alloc(52).inspect(), fifty + " ... 2 more bytes>");
}

}  // namespace
}  // namespace nodelab
