#include <gtest/gtest.h>

#include <random>
#include <string>

#include "fuzz/checks.h"
#include "nodelab/buffer/utf8.h"

// The fuzz targets (tests/fuzz) compare kernels and plain code on random input. Here are the cases
// that chance may miss: each alignment, each place within a block, each room.
namespace nodelab {
namespace {

constexpr Encoding encodings[] = {Encoding::utf8,     Encoding::utf16le, Encoding::latin1,
                                  Encoding::ascii,    Encoding::hex,     Encoding::base64,
                                  Encoding::base64url};

std::span<const uint8_t> bytesOf(const std::string& text) {
  return utf8::bytesOf(std::string_view(text));
}

std::string repeated(std::string_view piece, std::size_t size) {
  std::string text;
  while (text.size() < size) text += piece;
  text.resize(size);
  return text;
}

TEST(SimdKernels, BeginWithThePlainCode) {
  EXPECT_EQ(simd::available().front(), &simd::none);
  EXPECT_EQ(&simd::active(), simd::available().back());
}

TEST(SimdKernels, ReadAtAnyAlignment) {
  const std::string text = repeated("Zm9vYmFy\u00e9\u20ac", 200);
  for (std::size_t shift = 0; shift < 64; ++shift) {
    for (const Encoding encoding : encodings) {
      EXPECT_NO_THROW(fuzz::decodes(bytesOf(text), encoding, shift));
      EXPECT_NO_THROW(fuzz::encodes(bytesOf(text), encoding, 400, shift));
    }
  }
}

TEST(SimdKernels, StopAtTheEndOfTheRoom) {
  for (const std::string_view piece : {"0123456789abcdef", "a\u00e9\u00ff", "\u20ac"}) {
    const std::string text = repeated(piece, 198);
    for (std::size_t room = 0; room < 200; ++room) {
      for (const Encoding encoding : encodings) {
        EXPECT_NO_THROW(fuzz::encodes(bytesOf(text), encoding, room)) << room;
      }
    }
  }
}

// A third of all bytes at each place of a block that would be fine without it.
TEST(SimdKernels, FindAByteThatDoesNotFitWhereverItIs) {
  const std::string_view pieces[] = {"AF09af", "ab+/", "\u00e9", "\u20ac", "\U0001F600"};
  for (int place = 0; place < 70; ++place) {
    for (int byte = place % 3; byte < 256; byte += 3) {
      std::string text = repeated(pieces[(place + byte) % 5], 132);
      text[static_cast<std::size_t>(place)] = static_cast<char>(byte);
      for (const Encoding encoding : {Encoding::hex, Encoding::base64, Encoding::latin1}) {
        EXPECT_NO_THROW(fuzz::encodes(bytesOf(text), encoding, 140)) << place << ' ' << byte;
      }
      EXPECT_NO_THROW(fuzz::decodes(bytesOf(text), Encoding::utf8)) << place << ' ' << byte;
    }
  }
}

// Each pair of bytes, around the end of a block of 32 and one of 64.
TEST(SimdKernels, JudgeEachPairOfBytesAsThePlainCodeDoes) {
  for (const std::size_t place : {31u, 63u}) {
    std::string text(128, 'a');
    for (int first = 0x7F; first < 256; ++first) {
      for (int second = 0x7F; second < 256; ++second) {
        text[place] = static_cast<char>(first);
        text[place + 1] = static_cast<char>(second);
        for (const char* behind : {"aa", "\x80\x61", "\xBF\x80"}) {
          text[place + 2] = behind[0];
          text[place + 3] = behind[1];
          EXPECT_NO_THROW(fuzz::decodes(bytesOf(text), Encoding::utf8))
              << place << ' ' << first << ' ' << second;
        }
      }
    }
  }
}

}  // namespace
}  // namespace nodelab
