// Searches in larger texts, whose answers are known from how the texts are made.
#include <gtest/gtest.h>

#include <bit>
#include <string>
#include <vector>

#include "nodelab/buffer/buffer.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab {
namespace {

const Buffer palindrome = Buffer::from("never odd or even, never even or odd");

// The expected places are what Node 20 returned.
TEST(BufferSearch, FindsFromEachEndOfASentence) {
  EXPECT_EQ(palindrome.indexOf("never"), 0);
  EXPECT_EQ(palindrome.lastIndexOf("never"), 19);
  EXPECT_EQ(palindrome.indexOf("odd", 32), 33);
  EXPECT_EQ(palindrome.lastIndexOf("odd", 32), 6);
  EXPECT_EQ(palindrome.lastIndexOf("odd", 33), 33);
  EXPECT_EQ(palindrome.lastIndexOf("odd", -4), 6);
  EXPECT_EQ(palindrome.lastIndexOf("even ", -36), -1);
  EXPECT_EQ(palindrome.lastIndexOf("r ", 8), 4);
  EXPECT_EQ(palindrome.lastIndexOf("r ", 3), -1);
  EXPECT_EQ(palindrome.lastIndexOf("never odd", 4), 0);
  EXPECT_EQ(palindrome.lastIndexOf("n", -36), 0);
  EXPECT_EQ(palindrome.lastIndexOf("n", -37), -1);
  EXPECT_EQ(palindrome.lastIndexOf(palindrome), 0);
  EXPECT_EQ(palindrome.lastIndexOf("even or odd!"), -1) << "its beginning is there, not its end";
}

TEST(BufferSearch, FindsNothingLongerThanTheBuffer) {
  const Buffer four = Buffer::from("aaaa");
  EXPECT_EQ(four.indexOf("aaaa"), 0);
  EXPECT_EQ(four.indexOf("aaaa", Encoding::utf16le), -1) << "eight bytes";
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16le, Encoding::latin1}) {
    for (const int64_t offset : {-5, 0, 2, 4, 99}) {
      EXPECT_EQ(four.indexOf("aaaaa", offset, encoding), -1);
      EXPECT_EQ(four.lastIndexOf("aaaaa", offset, encoding), -1);
    }
  }
  EXPECT_EQ(four.lastIndexOf(Buffer::alloc(1000, 'a')), -1);
}

TEST(BufferSearch, TellsEncodingsApart) {
  const Buffer latin1 = Buffer::from("\u00b5aaaa\u00b6bbbb", Encoding::latin1);
  EXPECT_EQ(latin1.indexOf("\u00b6", Encoding::latin1), 5);
  EXPECT_EQ(latin1.indexOf("\u00b6"), -1) << "in UTF-8 it is two bytes";
  EXPECT_EQ(latin1.lastIndexOf("\u00b5"), -1);
  EXPECT_EQ(Buffer::from("aaaa0").indexOf("30", Encoding::hex), 4);
  EXPECT_EQ(Buffer::from("aaa\u4f60").indexOf("\u4f60"), 3);
}

TEST(BufferSearch, CountsUtf16OffsetsInBytes) {
  const Buffer greek = Buffer::from("\u039a\u0391\u03a3\u03a3\u0395", Encoding::utf16le);
  EXPECT_EQ(greek.indexOf("\u03a3", Encoding::utf16le), 4);
  EXPECT_EQ(greek.indexOf("\u03a3", 6, Encoding::utf16le), 6);
  EXPECT_EQ(greek.indexOf("\u03a3", -4, Encoding::utf16le), 6);
  EXPECT_EQ(greek.indexOf("\u03a3", -6, Encoding::utf16le), 4);
  EXPECT_EQ(greek.indexOf("\u03a3", -2, Encoding::utf16le), -1);
  EXPECT_EQ(greek.indexOf("\u03a3\u0395", Encoding::utf16le), 6);
  EXPECT_EQ(greek.lastIndexOf("\u03a3", Encoding::utf16le), 6);
}

// A, ABA, ABACABA…: the letter before each 16th place is one that comes ever more seldom.
Buffer ruler() {
  std::string text = "A";
  for (char letter = 'B'; letter <= 'K'; ++letter) text += letter + text;
  return Buffer::from(text);
}

TEST(BufferSearch, FindsInATextThatRepeatsItself) {
  const Buffer text = ruler();
  const std::string fifteen = "ABACABADABACABA";
  for (int64_t from = 0; from < 2047 - 15; from += 7) {
    EXPECT_EQ(text.indexOf(fifteen, from), (from + 15) / 16 * 16);
    EXPECT_EQ(text.lastIndexOf(fifteen, from), from / 16 * 16);
  }
  EXPECT_EQ(text.indexOf("AJABACA"), 510);
  EXPECT_EQ(text.indexOf("AJABACA", 511), 1534);
  EXPECT_EQ(text.lastIndexOf("J" + fifteen), 1535);
  EXPECT_EQ(text.lastIndexOf("J" + fifteen, 1534), 511);
  EXPECT_EQ(text.lastIndexOf("K" + fifteen), 1023);
}

// The Thue-Morse sequence of two words: all looks alike, and no part comes three times in a row.
Buffer pingPong() {
  std::string text;
  for (unsigned i = 0; i < 1 << 15; ++i) {
    text += std::popcount(i) % 2 == 0 ? "ping " : "pong ";
  }
  text.pop_back();
  return Buffer::from(text);
}

// The expected places are what Node 20 returned.
TEST(BufferSearch, FindsALongNeedleInATextThatLooksAlike) {
  const Buffer text = pingPong();
  const Buffer needle = text.subarray(0, 3000);
  EXPECT_EQ(text.indexOf(needle, 1), 7680);
  EXPECT_EQ(text.lastIndexOf(needle), 153600);
  EXPECT_EQ(text.lastIndexOf(needle, 120000), 117760);
  EXPECT_EQ(text.lastIndexOf(needle, 60000), 51200);
  EXPECT_EQ(text.lastIndexOf(text.subarray(3000, 6000)), 156600);
  EXPECT_EQ(text.indexOf(text.subarray(0, 30000), 1), 61440);
  EXPECT_EQ(text.lastIndexOf(text.subarray(0, 30000)), 122880);
  EXPECT_EQ(text.lastIndexOf(text.subarray(0, 90000)), 0);
  EXPECT_EQ(text.indexOf(text.subarray(0, 90000), 1), -1);
}

// All characters up to U+FFFF, each once: a part of the text stands at its own place only.
TEST(BufferSearch, FindsEachPartOfAllCharacters) {
  std::string all;
  for (unsigned point = 0; point <= 0xFFFF; ++point) {
    const auto low = static_cast<uint8_t>(point), high = static_cast<uint8_t>(point >> 8);
    if (point >= 0xD800 && point <= 0xDFFF) continue;
    all += Buffer::from({low, high}).toString(Encoding::utf16le);
  }
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16le}) {
    const Buffer text = Buffer::from(all, encoding);
    const auto length = static_cast<int64_t>(text.length());
    EXPECT_EQ(text.indexOf("notfound", encoding), -1);
    for (int64_t place = 0x300; place < length - 64; place += 1998) {
      for (const int64_t size : {6, 12, 64}) {
        const Buffer part = text.subarray(place, place + size);
        EXPECT_EQ(text.indexOf(part, 0, encoding), place);
        EXPECT_EQ(text.lastIndexOf(part, Buffer::toEnd, encoding), place);
        const std::string needle = part.toString(encoding);
        if (needle.find("\uFFFD") == std::string::npos) {
          EXPECT_EQ(text.indexOf(needle, encoding), place);
        }
      }
    }
  }
}

}  // namespace
}  // namespace nodelab
