#include <gtest/gtest.h>

#include <string>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

TEST(BufferEncoding, IsKnownInAnyCase) {
  EXPECT_EQ(parseEncoding("utf8"), Encoding::utf8);
  EXPECT_EQ(parseEncoding("UTF-8"), Encoding::utf8);
  EXPECT_EQ(parseEncoding("Latin1"), Encoding::latin1);
  EXPECT_EQ(parseEncoding("binary"), Encoding::latin1);
  EXPECT_EQ(parseEncoding("ASCII"), Encoding::ascii);
  EXPECT_EQ(parseEncoding("HEX"), Encoding::hex);
  for (const char* name : {"utf16le", "UTF-16LE", "ucs2", "UCS-2"}) {
    EXPECT_EQ(parseEncoding(name), Encoding::utf16le) << name;
  }
  EXPECT_EQ(parseEncoding("Base64"), Encoding::base64);
  EXPECT_EQ(parseEncoding("base64URL"), Encoding::base64url);
  EXPECT_FALSE(Buffer::isEncoding(""));
  EXPECT_FALSE(Buffer::isEncoding(" utf8"));
  EXPECT_EQ(errorOf([] { parseEncoding("Base65"); }),
            "TypeError [ERR_UNKNOWN_ENCODING]: Unknown encoding: Base65");
}

TEST(BufferEncoding, TrimsNothing) {
  for (const char* name : {"utf-16", "utf16", "us-ascii", "iso-8859-1", "buffer", "utf8 "}) {
    EXPECT_FALSE(Buffer::isEncoding(name)) << name;
  }
}

}  // namespace
}  // namespace nodelab
