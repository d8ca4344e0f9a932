#include <gtest/gtest.h>

#include <string>

#include "buffer/coded.h"

namespace nodelab {
namespace {

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

}  // namespace
}  // namespace nodelab
