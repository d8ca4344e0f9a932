#include "nodelab/buffer/validation.h"

#include <gtest/gtest.h>

#include "buffer/coded.h"

namespace nodelab {
namespace {

TEST(BufferIsUtf8, IsTrueForWellFormedBytes) {
  EXPECT_TRUE(buffer::isUtf8(Buffer()));
  EXPECT_TRUE(buffer::isUtf8(Buffer::from("h\u00e9llo \u20ac \U0001F600 \U0010FFFF")));
  EXPECT_TRUE(buffer::isUtf8(bytes("00efbfbdefbfbf")))
      << "U+0000, U+FFFD and U+FFFF are characters";
}

TEST(BufferIsUtf8, IsFalseForWhatToStringWouldReplace) {
  for (const char* digits : {"80", "c3", "c080", "c1bf", "e28261", "e08080", "eda080", "f0808080",
                             "f4908080", "f5808080", "ff", "61e282"}) {
    EXPECT_FALSE(buffer::isUtf8(bytes(digits))) << digits;
  }
}

TEST(BufferIsUtf8, KnowsEachLongerFormThanNeeded) {
  for (const char* digits :
       {"c080",   "e08080",   "f0808080", "f880808080", "fc8080808080",  // U+0000
        "c1bf",   "e081bf",   "f08081bf",                                // U+007F
        "e09fbf", "f0809fbf", "f08fbfbf", "f8848fbfbf", "eda080edb080", "fe8080808080",
        "c000",   "c0c0",     "e000",     "e0c0",       "e08000",       "e080c0"}) {
    EXPECT_FALSE(buffer::isUtf8(bytes(digits))) << digits;
    EXPECT_NE(bytes(digits).toString().find("\uFFFD"), std::string::npos) << digits;
  }
  EXPECT_TRUE(buffer::isUtf8(bytes("c280dfbfe0a080ed9fbfee8080f0908080f48fbfbf"))) << "the ends";
}

TEST(BufferIsAscii, IsTrueBelow80) {
  EXPECT_TRUE(buffer::isAscii(Buffer()));
  EXPECT_TRUE(buffer::isAscii(bytes("00417f")));
  EXPECT_FALSE(buffer::isAscii(bytes("80")));
  EXPECT_FALSE(buffer::isAscii(Buffer::from("h\u00e9llo")));
}

TEST(BufferIsAscii, LooksAtEachByte) {
  for (std::size_t length = 1; length < 100; ++length) {
    for (std::size_t i = 0; i < length; ++i) {
      const Buffer text = Buffer::alloc(static_cast<int64_t>(length), uint8_t{'a'});
      text[i] = 0xC3;
      EXPECT_FALSE(buffer::isAscii(text)) << i << " of " << length;
      EXPECT_FALSE(buffer::isUtf8(text)) << i << " of " << length;
    }
  }
}

}  // namespace
}  // namespace nodelab
