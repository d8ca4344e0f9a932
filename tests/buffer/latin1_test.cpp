#include <gtest/gtest.h>

#include <string>

#include "buffer/coded.h"

namespace nodelab {
namespace {

TEST(BufferLatin1, IsAByteACharacter) {
  EXPECT_EQ(Buffer::from({0x61, 0xE9, 0xFF}).toString(Encoding::latin1), "a\u00e9\u00ff");
  EXPECT_EQ(hexOf("a\u00e9\u00ff", Encoding::latin1), "61e9ff");
  EXPECT_EQ(hexOf("\u20ac", Encoding::latin1), "ac");
  EXPECT_EQ(hexOf("\U0001F600", Encoding::latin1), "3d00");
  EXPECT_EQ(Buffer::byteLength("\u20ac\U0001F600", Encoding::latin1), 3u);
}

TEST(BufferAscii, DropsTheHighestBitOnlyOnTheWayToText) {
  EXPECT_EQ(Buffer::from({0x68, 0xE9, 0xFF}).toString(Encoding::ascii), "hi\x7F");
  EXPECT_EQ(hexOf("h\u00e9\u20ac", Encoding::ascii), "68e9ac") << "as latin1 does";
  EXPECT_EQ(Buffer::byteLength("h\u00e9", Encoding::ascii), 2u);
}

TEST(BufferLatin1, WritesOneByteForOneUnit) {
  const Buffer buffer = bytes("deadbeef");
  EXPECT_EQ(buffer.write("\uffff", Encoding::latin1), 1u);
  EXPECT_EQ(buffer.write("\uaaee", 2, Encoding::latin1), 1u);
  EXPECT_EQ(buffer.toString(Encoding::hex), "ffadeeef");
}

TEST(BufferAscii, MasksAnyPartOfAText) {
  const std::string text = "C\u2019est, na\u00efvement, l\u2019\u00e9t\u00e9 \u20ac \U0001F600.";
  const Buffer buffer = Buffer::from(text);
  std::string masked;
  for (const char byte : text) masked += static_cast<char>(byte & 0x7F);
  for (std::size_t i = 0; i <= text.size(); ++i) {
    EXPECT_EQ(buffer.toString(Encoding::ascii, static_cast<int64_t>(i)), masked.substr(i));
    EXPECT_EQ(buffer.subarray(static_cast<int64_t>(i)).toString(Encoding::ascii), masked.substr(i));
  }
}

}  // namespace
}  // namespace nodelab
