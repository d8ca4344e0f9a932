#include <gtest/gtest.h>

#include <string>

#include "buffer/coded.h"

namespace nodelab {
namespace {

TEST(BufferBase64, FillsUpTheLastGroup) {
  EXPECT_EQ(textOf("", Encoding::base64), "");
  EXPECT_EQ(textOf("61", Encoding::base64), "YQ==");
  EXPECT_EQ(textOf("6162", Encoding::base64), "YWI=");
  EXPECT_EQ(textOf("616263", Encoding::base64), "YWJj");
  EXPECT_EQ(textOf("fbefff", Encoding::base64), "++//");
}

TEST(BufferBase64Url, HasTwoOtherDigitsAndNoPadding) {
  EXPECT_EQ(textOf("61", Encoding::base64url), "YQ");
  EXPECT_EQ(textOf("6162", Encoding::base64url), "YWI");
  EXPECT_EQ(textOf("fbefff", Encoding::base64url), "--__");
}

TEST(BufferBase64, TakesBothAlphabetsUnderBothNames) {
  EXPECT_EQ(hexOf("+-/_", Encoding::base64), "fbefff");
  EXPECT_EQ(hexOf("+-/_", Encoding::base64url), "fbefff");
}

TEST(BufferBase64, KeepsEachWholeByte) {
  EXPECT_EQ(hexOf("YWJjZ", Encoding::base64), "616263");
  EXPECT_EQ(hexOf("YWJjZG", Encoding::base64), "61626364");
  EXPECT_EQ(hexOf("YWJjZGU", Encoding::base64), "6162636465");
  EXPECT_EQ(hexOf("YR", Encoding::base64), "61") << "spare bits are ignored";
  EXPECT_EQ(hexOf("Y", Encoding::base64), "");
}

TEST(BufferBase64, PassesOverWhatIsNoDigit) {
  EXPECT_EQ(hexOf("Y\r\nW J*j", Encoding::base64), "616263");
  EXPECT_EQ(hexOf("****", Encoding::base64), "");
}

TEST(BufferBase64, EndsAtTheFirstPaddingSign) {
  EXPECT_EQ(hexOf("YQ==YWJj", Encoding::base64), "61");
  EXPECT_EQ(hexOf("YWJj=YWJj", Encoding::base64), "616263");
  EXPECT_EQ(hexOf("=YWJj", Encoding::base64), "");
}

TEST(BufferBase64, LooksAtTheLowByteOfAUnit) {
  EXPECT_EQ(hexOf("YWJj\u0141\u0141", Encoding::base64), "61626300") << "U+0141 is the digit A";
  EXPECT_EQ(hexOf("YWJj\U0001F600YWJj", Encoding::base64), "616263") << "D83D is a padding sign";
}

TEST(BufferBase64, NeedsThreeQuartersOfTheUnits) {
  EXPECT_EQ(Buffer::byteLength("YQ==", Encoding::base64), 1u);
  EXPECT_EQ(Buffer::byteLength("YQ===", Encoding::base64), 2u) << "two signs are left out at most";
  EXPECT_EQ(Buffer::byteLength("****", Encoding::base64), 3u);
  EXPECT_EQ(Buffer::byteLength("a\u20ac\U0001F600", Encoding::base64url), 3u);
  EXPECT_EQ(Buffer::byteLength("==", Encoding::base64), 0u);
  EXPECT_EQ(Buffer::byteLength("", Encoding::base64), 0u);
}

TEST(BufferBase64, StopsWhenFull) {
  const Buffer buffer = Buffer::alloc(4);
  EXPECT_EQ(buffer.write("YWJjZGVm", 0, 2, Encoding::base64), 2u);
  EXPECT_EQ(buffer.toString(Encoding::hex), "61620000");
  EXPECT_EQ(buffer.write("YWJjZGVm", Encoding::base64), 4u);
  EXPECT_EQ(buffer.toString(), "abcd");
}

// Bytes that give all digits.
Buffer mixed(int64_t length) {
  const Buffer buffer = Buffer::alloc(length);
  for (std::size_t i = 0; i < buffer.length(); ++i) buffer[i] = static_cast<uint8_t>(i * 37 + 250);
  return buffer;
}

TEST(BufferBase64, NeedsNoPaddingAndTakesTooMuchOfIt) {
  for (int64_t length = 0; length <= 100; ++length) {
    const Buffer buffer = mixed(length);
    const std::string digits = buffer.toString(Encoding::base64url);
    for (const char* padding : {"", "=", "==", "=======", "==and so on"}) {
      for (const Encoding encoding : {Encoding::base64, Encoding::base64url}) {
        EXPECT_TRUE(Buffer::from(digits + padding, encoding).equals(buffer)) << digits << padding;
      }
    }
    const std::string padded = buffer.toString(Encoding::base64);
    EXPECT_EQ(padded.size() % 4, 0u);
    EXPECT_TRUE(Buffer::from(padded, Encoding::base64).equals(buffer)) << padded;
  }
}

TEST(BufferBase64, PassesOverWhatIsNoDigitWhereverItStands) {
  const Buffer buffer = mixed(150);
  const std::string digits = buffer.toString(Encoding::base64);
  const std::string garbage[] = {" ",    "\r\n", "\u0080", "\u00ff", std::string(1, '\0'),
                                 "\x03", "!\"#"};
  for (const std::string& piece : garbage) {
    for (std::size_t at = 0; at <= digits.size(); ++at) {
      std::string text = digits;
      text.insert(at, piece);
      ASSERT_TRUE(Buffer::from(text, Encoding::base64).equals(buffer)) << at << ' ' << piece;
    }
    const Buffer room = Buffer::alloc(200);
    EXPECT_EQ(room.write(piece + digits, Encoding::base64), 150u);
    EXPECT_TRUE(room.subarray(0, 150).equals(buffer));
  }
  EXPECT_EQ(hexOf("w0  ", Encoding::base64), "c3");
}

TEST(BufferBase64, IsNothingBehindAPaddingSign) {
  std::string text;
  for (int i = 0; i < 10000; ++i) text += "=bad";
  EXPECT_EQ(Buffer::from(text, Encoding::base64).length(), 0u);
}

TEST(BufferBase64, IsWrittenPieceByPiece) {
  const Buffer buffer = Buffer::alloc(64);
  int64_t at = 0;
  for (const char* piece : {"Tm9kZQ==", "IGlz", "IGEgcnVudGltZS4=", ""}) {
    at += static_cast<int64_t>(buffer.write(piece, at, Encoding::base64));
  }
  EXPECT_EQ(buffer.toString(Encoding::utf8, 0, at), "Node is a runtime.");
}

}  // namespace
}  // namespace nodelab
