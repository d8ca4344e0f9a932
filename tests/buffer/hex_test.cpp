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

}  // namespace
}  // namespace nodelab
