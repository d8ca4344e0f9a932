#include <gtest/gtest.h>

#include <string>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

constexpr Encoding encodings[] = {Encoding::utf8,     Encoding::utf16le, Encoding::latin1,
                                  Encoding::ascii,    Encoding::hex,     Encoding::base64,
                                  Encoding::base64url};

// 28 zero bytes, and from `offset` to before `end` those of `period` again and again.
Buffer repeated(const Buffer& period, int64_t offset, int64_t end) {
  const Buffer buffer = Buffer::alloc(28);
  for (int64_t i = offset; i < end; ++i) {
    buffer[static_cast<std::size_t>(i)] =
        period[static_cast<std::size_t>(i - offset) % period.length()];
  }
  return buffer;
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

TEST(BufferFill, RepeatsWhatFromMakesOfTheText) {
  for (const char* text :
       {"616263", "\u0222aa", "a\u0234b\u0235c\u0236", "yKJhYQ==", "\U0001F600"}) {
    for (const Encoding encoding : encodings) {
      const Buffer period = Buffer::from(text, encoding);
      if (period.empty()) continue;
      for (const int64_t offset : {0, 2, 5, 12, 27, 28}) {
        for (const int64_t end : {1, 13, 28}) {
          EXPECT_TRUE(Buffer::alloc(28)
                          .fill(text, offset, end, encoding)
                          .equals(repeated(period, offset, end)))
              << text << ' ' << static_cast<int>(encoding) << ' ' << offset << ' ' << end;
        }
      }
    }
  }
}

TEST(BufferFill, RepeatsAPeriodOfAnyLength) {
  for (int64_t length = 1; length <= 70; ++length) {
    const Buffer period = Buffer::alloc(length);
    for (uint8_t i = 0; i < length; ++i) period[i] = i;
    for (const int64_t size : {1, 63, 64, 65, 200, 1000}) {
      const Buffer filled = Buffer::alloc(size, period);
      for (std::size_t i = 0; i < filled.length(); ++i) {
        ASSERT_EQ(filled[i], i % period.length()) << length << " in " << size;
      }
    }
  }
}

TEST(BufferFill, CutsACharacterThatDoesNotFit) {
  EXPECT_EQ(Buffer::alloc(1).fill("\u0222").toString(Encoding::hex), "c8");
  EXPECT_EQ(Buffer::alloc(5, "ab", Encoding::utf16le).toString(Encoding::hex), "6100620061");
  EXPECT_EQ(Buffer::alloc(4, "\u0409", Encoding::latin1).toString(), "\t\t\t\t");
  EXPECT_EQ(Buffer::alloc(6, "\u0409").toString(), "\u0409\u0409\u0409");
}

TEST(BufferFill, ChecksTheRangeBeforeTheText) {
  const Buffer buffer = Buffer::alloc(4, 'x');
  EXPECT_EQ(errorOf([&] { buffer.fill("", -1); }),
            outOfRangeText("offset", ">= 0 && <= 4294967296", -1));
  EXPECT_EQ(errorOf([&] { buffer.fill("zz", 1, -1, Encoding::hex); }),
            outOfRangeText("end", ">= 0 && <= 4", -1));
  EXPECT_EQ(errorOf([&] { buffer.fill(Buffer(), 0, 5); }),
            outOfRangeText("end", ">= 0 && <= 4", 5));
  EXPECT_EQ(buffer.toString(), "xxxx");
}

TEST(BufferFill, TakesAnEncodingWithoutPositions) {
  EXPECT_EQ(Buffer::alloc(3).fill("4142", Encoding::hex).toString(), "ABA");
}

}  // namespace
}  // namespace nodelab
