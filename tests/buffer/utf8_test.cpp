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

TEST(BufferUtf8, HasZeroesAsAnyCharacter) {
  using namespace std::string_literals;
  EXPECT_EQ(hexOf("a\0b\0"s, Encoding::utf8), "61006200");
  EXPECT_EQ(textOf("00610000"), "\0a\0\0"s);
}

TEST(BufferUtf8, WritesTheCharactersThatFit) {
  using namespace std::string_literals;
  const auto written = [](std::string_view text, int64_t size) {
    return Buffer::alloc(size).write(text);
  };
  EXPECT_EQ(written("", 2), 0u);
  EXPECT_EQ(written("\0"s, 2), 1u);
  EXPECT_EQ(written("\u6f22", 2), 0u);
  EXPECT_EQ(written("\0\u6f22"s, 2), 1u);
  EXPECT_EQ(written("\u6f22\u5b57\u304b\0"s, 10), 10u);
  EXPECT_EQ(written("\u6f22\u5b57\u304b\u00e9", 10), 9u);
  EXPECT_EQ(written("\U0001D11E\U0001D11E\U0001D11E", 10), 8u);
}

// From the front and from the back, so that a character is cut in each way.
TEST(BufferUtf8, ReplacesACharacterThatASubarrayCuts) {
  const Buffer buffer = Buffer::from("\u20ac\U0001F600");
  const std::string one = "\uFFFD";
  EXPECT_EQ(buffer.subarray(1).toString(), one + one + "\U0001F600");
  EXPECT_EQ(buffer.subarray(2).toString(), one + "\U0001F600");
  EXPECT_EQ(buffer.subarray(4).toString(), one + one + one);
  for (int64_t end = 4; end < 7; ++end) {
    EXPECT_EQ(buffer.subarray(0, end).toString(), "\u20ac" + one) << end;
  }
}

}  // namespace
}  // namespace nodelab
