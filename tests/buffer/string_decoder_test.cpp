#include "nodelab/buffer/string_decoder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
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

TEST(StringDecoder, TellsHowMuchIsMissing) {
  const auto missing = [](Encoding encoding, const char* digits) {
    StringDecoder decoder(encoding);
    decoder.write(bytes(digits));
    return std::pair(decoder.lastNeed(), decoder.lastTotal());
  };
  EXPECT_EQ(missing(Encoding::utf8, "e1"), std::pair(2, 3));
  EXPECT_EQ(missing(Encoding::utf8, "61ff"), std::pair(0, 0));
  EXPECT_EQ(missing(Encoding::utf16le, "610061"), std::pair(1, 2));
  EXPECT_EQ(missing(Encoding::utf16le, "61003dd8"), std::pair(2, 4)) << "the second half of a pair";
  EXPECT_EQ(missing(Encoding::base64, "61626364"), std::pair(2, 3));
  EXPECT_EQ(missing(Encoding::base64url, "6162"), std::pair(1, 3));
  EXPECT_EQ(missing(Encoding::hex, "61"), std::pair(0, 0));
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

// Calls `use` with each way to cut the bytes into chunks: one bit of `cuts` for each place.
template <class Use>
void forEachCut(const Buffer& whole, Use use) {
  const auto length = static_cast<int64_t>(whole.length());
  for (uint32_t cuts = 0; cuts < 1u << (length - 1); ++cuts) {
    std::vector<Buffer> chunks;
    int64_t from = 0;
    for (int64_t to = 1; to <= length; ++to) {
      if (to < length && (cuts >> (to - 1) & 1) == 0) continue;
      chunks.push_back(whole.subarray(from, to));
      from = to;
    }
    use(chunks);
  }
}

TEST(StringDecoder, GivesTheSameTextHoweverTheBytesAreCut) {
  const char* const inputs[] = {"24",
                                "c3a9",
                                "e282ac",
                                "f0a4ada2",
                                "c9b5a941",
                                "e241",
                                "ccccb8",
                                "f0b841",
                                "f1ccb8",
                                "f0fb00",
                                "cce2b8b8",
                                "e2b8ccb8",
                                "e2fbcc01",
                                "ccb8cdb9",
                                "fffe80",
                                "f8888080",
                                "eda0b5edb08d",
                                "c3a9e282acf09f9880",
                                "f09f98f09f9880"};
  for (const char* digits : inputs) {
    const Buffer whole = bytes(digits);
    for (const Encoding encoding :
         {Encoding::utf8, Encoding::utf16le, Encoding::latin1, Encoding::ascii, Encoding::hex,
          Encoding::base64, Encoding::base64url}) {
      const std::string expected = whole.toString(encoding);
      forEachCut(whole, [&](const std::vector<Buffer>& chunks) {
        StringDecoder decoder(encoding);
        std::string text;
        for (const Buffer& chunk : chunks) text += decoder.write(chunk);
        EXPECT_EQ(text + decoder.end(), expected) << digits << " in " << chunks.size();
      });
    }
  }
}

TEST(StringDecoder, BeginsAnewBehindAnEnd) {
  const auto around = [](Encoding encoding, const char* first, const char* second) {
    StringDecoder decoder(encoding);
    const std::string text = decoder.end(bytes(first));
    return text + decoder.end(bytes(second));
  };
  EXPECT_EQ(around(Encoding::utf8, "e2", "61"), "\uFFFDa");
  EXPECT_EQ(around(Encoding::utf8, "e282", "ac"), "\uFFFD\uFFFD");
  EXPECT_EQ(around(Encoding::utf8, "e282", "e2"), "\uFFFD\uFFFD");
  EXPECT_EQ(around(Encoding::utf16le, "3d", "6100"), "a");
  EXPECT_EQ(around(Encoding::utf16le, "3d", "d84ddc"), "\u4dd8");
  EXPECT_EQ(around(Encoding::utf16le, "3dd84d", "dc"), "\uFFFD");
  EXPECT_EQ(around(Encoding::base64, "6161", "61"), "YWE=YQ==");
  EXPECT_EQ(around(Encoding::base64url, "fb", "fb"), "-w-w");
}

TEST(StringDecoder, ReplacesEachBrokenPartOnce) {
  EXPECT_EQ(decoded(Encoding::utf8, {"f69b", "d1"}), (Texts{"", "\uFFFD\uFFFD", "\uFFFD"}));
  EXPECT_EQ(decoded(Encoding::utf8, {"f4", "bde5"}), (Texts{"", "\uFFFD\uFFFD", "\uFFFD"}));
  EXPECT_EQ(decoded(Encoding::utf8, {"f1", "41f2"}), (Texts{"", "\uFFFDA", "\uFFFD"}));
  EXPECT_EQ(decoded(Encoding::utf8, {"efbfbde2"}), (Texts{"\uFFFD", "\uFFFD"}));
}

TEST(StringDecoder, ReadsUtf16AtAnyAlignment) {
  StringDecoder decoder(Encoding::utf16le);
  EXPECT_EQ(decoder.write(Buffer::alloc(1)), "");
  EXPECT_EQ(decoder.write(Buffer::alloc(20)), std::string(10, '\0'));
  EXPECT_EQ(decoder.write(Buffer::alloc(48)), std::string(24, '\0'));
  EXPECT_EQ(decoder.end(), "");
}

}  // namespace
}  // namespace nodelab
