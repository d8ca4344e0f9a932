#include "nodelab/buffer/atob.h"

#include <gtest/gtest.h>

#include <string>

#include "buffer/error_of.h"
#include "nodelab/buffer/buffer.h"

namespace nodelab {
namespace {

const std::string invalid = "InvalidCharacterError: Invalid character";
const std::string incomplete =
    "InvalidCharacterError: The string to be decoded is not correctly encoded.";

std::string errorOfAtob(std::string_view text) {
  return errorOf([&] { buffer::atob(text); });
}

TEST(Atob, GivesACharacterAByte) {
  EXPECT_EQ(buffer::atob("YWJj"), "abc");
  EXPECT_EQ(buffer::atob("/+8="), "\u00ff\u00ef");
  EXPECT_EQ(buffer::atob(""), "");
}

TEST(Atob, NeedsNoPadding) {
  EXPECT_EQ(buffer::atob("YQ=="), "a");
  EXPECT_EQ(buffer::atob("YQ"), "a");
  EXPECT_EQ(buffer::atob("YWI"), "ab");
  EXPECT_EQ(buffer::atob("YR"), "a") << "spare bits are ignored";
}

TEST(Atob, PassesOverWhiteSpace) {
  EXPECT_EQ(buffer::atob(" Y\tQ\n=\f=\r"), "a");
  EXPECT_EQ(buffer::atob(" "), "");
  EXPECT_EQ(errorOfAtob("YQ\v"), invalid) << "which a vertical tab is not";
}

TEST(Atob, RefusesWhatIsNoDigit) {
  for (const char* text : {"YWJ$", "Y-_Q", "\u0141Q", "Y\u00a0Q=", "YQ==YQ==", "=YQ="}) {
    EXPECT_EQ(errorOfAtob(text), invalid) << text;
  }
}

TEST(Atob, RefusesAWrongNumberOfPaddingSigns) {
  for (const char* text : {"=", "==", "YQ=", "YQ===", "YWI==", "YWJj=", "YWJj==", "Y==="}) {
    EXPECT_EQ(errorOfAtob(text), invalid) << text;
  }
}

TEST(Atob, RefusesASingleDigitThatRemains) {
  for (const char* text : {"Y", "Y=", "Y==", "YWJjZ"}) {
    EXPECT_EQ(errorOfAtob(text), incomplete) << text;
  }
}

TEST(Btoa, TakesACharacterForAByte) {
  EXPECT_EQ(buffer::btoa(""), "");
  EXPECT_EQ(buffer::btoa("abc"), "YWJj");
  EXPECT_EQ(buffer::btoa("\u00ff"), "/w==");
}

TEST(Btoa, RefusesACharacterThatIsNoByte) {
  EXPECT_EQ(errorOf([] { buffer::btoa("\u0100"); }), invalid);
  EXPECT_EQ(errorOf([] { buffer::btoa("a\U0001F600"); }), invalid);
}

TEST(Atob, CountsDigitsWithoutTheWhiteSpace) {
  for (const char* text :
       {"a", "a\n\n\n", "\ra\r\r", "  a ", "a\f\f\f", "\ta\r \n\f", "undefined"}) {
    EXPECT_EQ(errorOfAtob(text), incomplete) << text;
  }
  EXPECT_EQ(buffer::atob("  Y\fW\tJ\njZ A=\r= "), "abcd");
  EXPECT_EQ(buffer::atob("null"), "\u009e\u00e9e");
  EXPECT_EQ(buffer::atob("Infinity"), "\"w\u00e2\u009e+r");
}

TEST(Atob, TakesBackWhatBtoaGives) {
  std::string binary;
  for (int byte = 0; byte < 256; ++byte) {
    const auto value = static_cast<uint8_t>(byte);
    binary += Buffer::from({value}).toString(Encoding::latin1);
    EXPECT_EQ(buffer::atob(buffer::btoa(binary)), binary) << byte;
  }
}

}  // namespace
}  // namespace nodelab
