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

TEST(BufferEncoding, IsNotKnownByOtherNames) {
  for (const char* name : {"utf9", "utf-7", "Unicode", "1", "22", "NaN", "latin-1", "base64-url"}) {
    EXPECT_FALSE(Buffer::isEncoding(name)) << name;
    EXPECT_EQ(errorOf([name] { parseEncoding(name); }),
              std::string("TypeError [ERR_UNKNOWN_ENCODING]: Unknown encoding: ") + name);
  }
}

// As Node counts them.
TEST(BufferByteLength, CountsWhatEachEncodingNeeds) {
  struct Lengths {
    const char* text;
    std::size_t utf8, utf16, latin1, hex, base64;
  };
  for (const auto& [text, utf8, utf16, latin1, hex, base64] :
       {Lengths{"", 0, 0, 0, 0, 0}, Lengths{"Gr\u00fc\u00dfe", 7, 10, 5, 2, 3},
        Lengths{"\u03ba\u03cc\u03c3\u03bc\u03bf\u03c2", 12, 12, 6, 3, 4},
        Lengths{"\u6f22\u5b57\u304b\u306a", 12, 8, 4, 2, 3},
        Lengths{"\U0001D11E\U0001F3BC", 8, 8, 4, 2, 3},
        Lengths{"a\U0001D11E\u00e9\u6f22", 10, 10, 5, 2, 3}}) {
    EXPECT_EQ(Buffer::byteLength(text), utf8) << text;
    EXPECT_EQ(Buffer::byteLength(text, Encoding::utf16le), utf16) << text;
    EXPECT_EQ(Buffer::byteLength(text, Encoding::latin1), latin1) << text;
    EXPECT_EQ(Buffer::byteLength(text, Encoding::ascii), latin1) << text;
    EXPECT_EQ(Buffer::byteLength(text, Encoding::hex), hex) << text;
    EXPECT_EQ(Buffer::byteLength(text, Encoding::base64), base64) << text;
    EXPECT_EQ(Buffer::byteLength(text, Encoding::base64url), base64) << text;
  }
}

TEST(BufferEncoding, GivesTheTextBack) {
  const struct {
    Encoding encoding;
    const char* text;
  } pairs[] = {{Encoding::utf8, "f\u20ac\U0001F600"},
               {Encoding::utf16le, "f\u20ac\U0001F600"},
               {Encoding::latin1, "f\u00ff\u0080"},
               {Encoding::ascii, "foo~"},
               {Encoding::hex, "666f6f"},
               {Encoding::base64, "Zm9v"},
               {Encoding::base64url, "Zm9vMQ"}};
  for (const auto& [encoding, text] : pairs) {
    EXPECT_EQ(Buffer::from(text, encoding).toString(encoding), text);
  }
}

}  // namespace
}  // namespace nodelab
