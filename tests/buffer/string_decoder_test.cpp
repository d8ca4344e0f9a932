#include "nodelab/buffer/string_decoder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "buffer/coded.h"

namespace nodelab {
namespace {

using Texts = std::vector<std::string>;

// What `write` returns for each chunk, and at last what `end` does.
Texts decoded(Encoding encoding, const std::vector<std::string>& chunks) {
  StringDecoder decoder(encoding);
  Texts texts;
  for (const std::string& chunk : chunks) texts.push_back(decoder.write(bytes(chunk)));
  texts.push_back(decoder.end());
  return texts;
}

// The expected texts are what Node 20 returned.
TEST(StringDecoder, KeepsACharacterUntilItIsWhole) {
  EXPECT_EQ(decoded(Encoding::utf8, {"e2", "82", "ac"}), (Texts{"", "", "\u20ac", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"e2", "", "82ac"}), (Texts{"", "", "\u20ac", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"f09f", "9880"}), (Texts{"", "\U0001F600", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"61e282", "ac62"}), (Texts{"a", "\u20acb", ""}));
}

TEST(StringDecoder, ReplacesACharacterThatIsBrokenOff) {
  EXPECT_EQ(decoded(Encoding::utf8, {"e282"}), (Texts{"", "\uFFFD"}));
  EXPECT_EQ(decoded(Encoding::utf8, {"e282", "41"}), (Texts{"", "\uFFFDA", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"e2", "e282ac"}), (Texts{"", "\uFFFD\u20ac", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"f09f98", "f09f9880"}), (Texts{"", "\uFFFD\U0001F600", ""}));
}

TEST(StringDecoder, BelievesTheFirstByteOfACharacter) {
  EXPECT_EQ(decoded(Encoding::utf8, {"c0", "80"}), (Texts{"", "\uFFFD\uFFFD", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"eda0", "80"}), (Texts{"", "\uFFFD\uFFFD\uFFFD", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"f0", "8080", "80"}),
            (Texts{"", "", "\uFFFD\uFFFD\uFFFD\uFFFD", ""}));
  EXPECT_EQ(decoded(Encoding::utf8, {"f5", "8080"}), (Texts{"", "", "\uFFFD\uFFFD\uFFFD"}));
  EXPECT_EQ(decoded(Encoding::utf8, {"ff", "80"}), (Texts{"\uFFFD", "\uFFFD", ""}));
}

TEST(StringDecoder, KeepsAnOddByteAndHalfAPairOfUtf16) {
  EXPECT_EQ(decoded(Encoding::utf16le, {"61", "00"}), (Texts{"", "a", ""}));
  EXPECT_EQ(decoded(Encoding::utf16le, {"3dd8", "00de"}), (Texts{"", "\U0001F600", ""}));
  EXPECT_EQ(decoded(Encoding::utf16le, {"3dd8", "6100"}), (Texts{"", "\uFFFDa", ""}));
  EXPECT_EQ(decoded(Encoding::utf16le, {"3dd8"}), (Texts{"", "\uFFFD"}));
  EXPECT_EQ(decoded(Encoding::utf16le, {"6100b1"}), (Texts{"a", ""}));
}

// Here Node hands out the halves, one by one.
TEST(StringDecoder, KeepsHalfAPairHoweverItIsCut) {
  EXPECT_EQ(decoded(Encoding::utf16le, {"3d", "d8", "00", "de"}),
            (Texts{"", "", "", "\U0001F600", ""}));
  EXPECT_EQ(decoded(Encoding::utf16le, {"3dd800", "de"}), (Texts{"", "\U0001F600", ""}));
  EXPECT_EQ(decoded(Encoding::utf16le, {"3dd8", "3dd8", "00de"}),
            (Texts{"", "\uFFFD", "\U0001F600", ""}));
}

TEST(StringDecoder, KeepsAGroupOfBase64) {
  EXPECT_EQ(decoded(Encoding::base64, {"61", "6263"}), (Texts{"", "YWJj", ""}));
  EXPECT_EQ(decoded(Encoding::base64, {"61626364", "65"}), (Texts{"YWJj", "", "ZGU="}));
  EXPECT_EQ(decoded(Encoding::base64url, {"fb"}), (Texts{"", "-w"}));
}

TEST(StringDecoder, KeepsNothingOfOtherEncodings) {
  EXPECT_EQ(decoded(Encoding::latin1, {"e9", "ff"}), (Texts{"\u00e9", "\u00ff", ""}));
  EXPECT_EQ(decoded(Encoding::ascii, {"e9"}), (Texts{"i", ""}));
  EXPECT_EQ(decoded(Encoding::hex, {"0a", "ff"}), (Texts{"0a", "ff", ""}));
}

TEST(StringDecoder, TellsWhatItKeeps) {
  StringDecoder decoder;
  EXPECT_EQ(decoder.encoding(), Encoding::utf8);
  EXPECT_EQ(decoder.lastTotal(), 0);
  decoder.write(bytes("61f09f"));
  EXPECT_EQ(decoder.lastTotal(), 4);
  EXPECT_EQ(decoder.lastNeed(), 2);
  EXPECT_EQ(decoder.end(bytes("98")), "\uFFFD");
  EXPECT_EQ(decoder.lastTotal(), 0);
  EXPECT_EQ(decoder.lastNeed(), 0);
}

TEST(StringDecoder, CanBeUsedAgainAfterItsEnd) {
  StringDecoder decoder(Encoding::base64);
  EXPECT_EQ(decoder.end(bytes("61626364")), "YWJjZA==");
  EXPECT_EQ(decoder.write(bytes("616263")), "YWJj");
}

TEST(StringDecoder, GivesTheTextOfAllChunksTogether) {
  std::mt19937 random(1);
  const std::string pieces[] = {"a", "\u00e9", "\u20ac", "\U0001F600", "\x80", "\xE2\x82", "\xD8"};
  for (int round = 0; round < 300; ++round) {
    std::string all;
    while (all.size() < 20) all += pieces[random() % 7];
    const Buffer whole = Buffer::from(all);
    const auto length = static_cast<int64_t>(whole.length());
    for (const Encoding encoding : {Encoding::utf8, Encoding::utf16le, Encoding::base64}) {
      StringDecoder decoder(encoding);
      std::string text;
      for (int64_t from = 0, to; from < length; from = to) {
        to = from + static_cast<int64_t>(random() % 5);
        text += decoder.write(whole.subarray(from, to));
      }
      text += decoder.end();
      EXPECT_EQ(text, whole.toString(encoding)) << whole.toString(Encoding::hex);
    }
  }
}

}  // namespace
}  // namespace nodelab
