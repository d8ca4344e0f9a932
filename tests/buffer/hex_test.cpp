#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "buffer/coded.h"

namespace nodelab {
namespace {

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

TEST(BufferHex, GivesEachByteAndTakesItBack) {
  const Buffer all = Buffer::alloc(256);
  std::string digits;
  for (std::size_t i = 0; i < 256; ++i) {
    all[i] = static_cast<uint8_t>(i);
    digits += fmt::format("{:02x}", i);
  }
  EXPECT_EQ(all.toString(Encoding::hex), digits);
  EXPECT_TRUE(Buffer::from(digits, Encoding::hex).equals(all));
  digits.insert(256, "xx");
  EXPECT_TRUE(Buffer::from(digits, Encoding::hex).equals(all.subarray(0, 128)));
}

TEST(BufferHex, IsWrittenUpToThePairThatIsNone) {
  const Buffer buffer = Buffer::alloc(5);
  EXPECT_EQ(buffer.write("abcdxx", 1, Encoding::hex), 2u);
  EXPECT_EQ(buffer.write("xxabcd", Encoding::hex), 0u);
  EXPECT_EQ(buffer.write("ef0", 4, Encoding::hex), 1u);
  EXPECT_EQ(buffer.write("A", 3, Encoding::hex), 0u);
  EXPECT_EQ(buffer.toString(Encoding::hex), "00abcd00ef");
}

}  // namespace
}  // namespace nodelab
