#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

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

TEST(BufferToString, TakesTheFarthestPositions) {
  constexpr int64_t lowest = std::numeric_limits<int64_t>::min();
  const Buffer buffer = Buffer::from("abc");
  EXPECT_EQ(buffer.toString(Encoding::ascii, lowest, 3), "abc");
  EXPECT_EQ(buffer.toString(Encoding::ascii, 1, lowest), "");
  EXPECT_EQ(buffer.toString(Encoding::ascii, Buffer::toEnd, Buffer::toEnd), "");
  EXPECT_EQ(buffer.toString(Encoding::hex, 1, 10000), "6263");
}

TEST(BufferToString, GivesALongTextBack) {
  const std::string text(Buffer::poolSize() + 5, 'h');
  EXPECT_EQ(Buffer::from(text).toString(), text);
}

TEST(BufferWrite, WritesNoMoreThanLength) {
  const auto written = [](std::string_view text, int64_t offset, int64_t length,
                          Encoding encoding) {
    const Buffer buffer = Buffer::alloc(4, 0xFF);
    buffer.write(text, offset, length, encoding);
    return buffer.toString(Encoding::hex);
  };
  EXPECT_EQ(written("abcd", 1, 2, Encoding::utf8), "ff6162ff");
  EXPECT_EQ(written("abcd", 1, 4, Encoding::utf8), "ff616263");
  EXPECT_EQ(written("abcd", 1, 0, Encoding::utf8), "ffffffff");
  EXPECT_EQ(written("abcdef", 1, 2, Encoding::hex), "ffabcdff");
  EXPECT_EQ(written("abcd", 0, 3, Encoding::utf16le), "6100ffff");
  for (const Encoding encoding : {Encoding::utf8, Encoding::latin1, Encoding::ascii, Encoding::hex,
                                  Encoding::base64, Encoding::base64url}) {
    EXPECT_EQ(Buffer::alloc(1).write("aaaaaa", 0, 1, encoding), 1u);
    EXPECT_EQ(Buffer::alloc(9).write("aaaaaa", 3, 2, encoding), 2u);
  }
}

TEST(BufferWrite, StaysInsideOfASubarray) {
  const Buffer buffer = Buffer::alloc(6);
  const Buffer part = buffer.subarray(1, 5);
  for (const Encoding encoding : {Encoding::utf8, Encoding::latin1, Encoding::ascii}) {
    EXPECT_EQ(part.write("123456789", encoding), 4u);
    EXPECT_EQ(buffer.toString(Encoding::hex), "003132333400");
  }
}

TEST(BufferWrite, TakesAnOffsetAtTheEnd) {
  EXPECT_EQ(Buffer::alloc(1).write("", 1, 0), 0u);
  EXPECT_EQ(Buffer().write("abc"), 0u);
  EXPECT_EQ(Buffer::alloc(4).write("abc", 4, 4), 0u);
}

}  // namespace
}  // namespace nodelab
