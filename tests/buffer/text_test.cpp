#include <gtest/gtest.h>

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

}  // namespace
}  // namespace nodelab
