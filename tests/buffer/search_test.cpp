#include "nodelab/buffer/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/buffer/candidates.h"
#include "nodelab/buffer/simd/kernels.h"

namespace nodelab {
namespace {

const Buffer text = Buffer::from("abcabc");

TEST(BufferIndexOf, FindsTheFirstFromAnOffset) {
  EXPECT_EQ(text.indexOf("bc"), 1);
  EXPECT_EQ(text.indexOf("bc", 1), 1);
  EXPECT_EQ(text.indexOf("bc", 2), 4);
  EXPECT_EQ(text.indexOf("bc", 5), -1);
  EXPECT_EQ(text.indexOf("x"), -1);
  EXPECT_EQ(text.indexOf("abcabca"), -1);
  EXPECT_EQ(text.indexOf(Buffer::from("ca")), 2);
  EXPECT_EQ(text.indexOf('c'), 2);
  EXPECT_EQ(text.indexOf('c', 3), 5);
  EXPECT_EQ(Buffer().indexOf('c'), -1);
}

TEST(BufferIndexOf, CountsNegativeOffsetsFromTheEnd) {
  EXPECT_EQ(text.indexOf('a', -3), 3);
  EXPECT_EQ(text.indexOf('a', -2), -1);
  EXPECT_EQ(text.indexOf('a', -99), 0) << "before the start is the start";
  EXPECT_EQ(text.lastIndexOf('a', -3), 3);
  EXPECT_EQ(text.lastIndexOf('a', -4), 0);
  EXPECT_EQ(text.lastIndexOf('a', -99), -1) << "there is nothing before the start";
}

TEST(BufferLastIndexOf, FindsTheLastUpToAnOffset) {
  EXPECT_EQ(text.lastIndexOf("bc"), 4);
  EXPECT_EQ(text.lastIndexOf("bc", 4), 4);
  EXPECT_EQ(text.lastIndexOf("bc", 3), 1);
  EXPECT_EQ(text.lastIndexOf("bc", 0), -1);
  EXPECT_EQ(text.lastIndexOf("bc", 99), 4) << "where it does not fit, all is searched";
  EXPECT_EQ(text.lastIndexOf(Buffer::from("ab")), 3);
  EXPECT_EQ(text.lastIndexOf('b'), 4);
}

TEST(BufferIndexOf, FindsNothingEverywhere) {
  EXPECT_EQ(text.indexOf(""), 0);
  EXPECT_EQ(text.indexOf("", 3), 3);
  EXPECT_EQ(text.indexOf("", 99), 6);
  EXPECT_EQ(text.lastIndexOf(""), 6);
  EXPECT_EQ(text.lastIndexOf("", -99), 0);
  EXPECT_EQ(Buffer().indexOf(""), 0);
  EXPECT_EQ(text.indexOf("zz", 2, Encoding::hex), 2) << "bad hex is nothing, too";
}

TEST(BufferIndexOf, DecodesTheText) {
  EXPECT_EQ(text.indexOf("6263", Encoding::hex), 1);
  EXPECT_EQ(text.indexOf("YmM=", 2, Encoding::base64), 4);
  EXPECT_EQ(text.indexOf("š", Encoding::latin1), 0) << "the low byte of U+0161 is 61";
  EXPECT_EQ(text.lastIndexOf("6263", Encoding::hex), 4);
}

TEST(BufferIndexOf, LooksForUtf16InWholeUnits) {
  const Buffer wide = Buffer::from("abab", Encoding::utf16le);
  EXPECT_EQ(wide.indexOf("b", Encoding::utf16le), 2);
  EXPECT_EQ(wide.indexOf("b", 3, Encoding::utf16le), 2) << "an odd offset is rounded down";
  EXPECT_EQ(wide.lastIndexOf("ab", Encoding::utf16le), 4);
  EXPECT_EQ(wide.indexOf(Buffer::from({0, 'b'}), 0, Encoding::utf16le), -1) << "at an odd place";
  EXPECT_EQ(wide.indexOf(Buffer::from({0, 'b'})), 1);
  EXPECT_EQ(wide.indexOf(Buffer::from({'b', 0, 9}), 0, Encoding::utf16le), 2) << "half is ignored";
  EXPECT_EQ(wide.indexOf(Buffer::from({'b'}), 0, Encoding::utf16le), -1);
  const Buffer odd = wide.subarray(0, 7);
  EXPECT_EQ(odd.lastIndexOf("", Encoding::utf16le), 6) << "half a unit is not there for a text";
  EXPECT_EQ(odd.indexOf("b", -1, Encoding::utf16le), -1);
  EXPECT_EQ(odd.indexOf(Buffer::from({'a', 0}), -3, Encoding::utf16le), 4);
  EXPECT_EQ(wide.subarray(1).indexOf(Buffer::from({0, 'b'}), 0, Encoding::utf16le), 0);
}

// Node returns 2 there (docs/deviations.md).
TEST(BufferIndexOf, FindsNothingInAnOddNumberOfBytes) {
  EXPECT_EQ(Buffer::of(1, 2, 3).indexOf(Buffer::of(9, 9), 0, Encoding::utf16le), -1);
}

// Node returns -2147483598 and -1 (docs/deviations.md).
TEST(BufferIndexOf, CountsBeyond2GiB) {
  Buffer large;
  try {
    large = Buffer::alloc((int64_t{1} << 31) + 100);
  } catch (const Error&) {
    GTEST_SKIP() << "not that much memory";
  }
  const int64_t place = (int64_t{1} << 31) + 50;
  large[static_cast<std::size_t>(place)] = 1;
  EXPECT_EQ(large.indexOf(1, place - 9), place);
  EXPECT_EQ(large.indexOf(1, place + 9), -1);
  EXPECT_EQ(large.lastIndexOf(1, place + 9), place);
}

TEST(BufferIncludes, SaysWhetherIndexOfFindsIt) {
  EXPECT_TRUE(text.includes("ca"));
  EXPECT_FALSE(text.includes("ca", 3));
  EXPECT_TRUE(text.includes('c', -1));
  EXPECT_TRUE(text.includes(Buffer::from("abc")));
  EXPECT_FALSE(text.includes("6262", Encoding::hex));
}

using Bytes = std::vector<uint8_t>;
using detail::nowhere;

std::size_t foundByHand(const Bytes& haystack, const Bytes& needle, std::size_t from,
                        std::size_t unit) {
  for (std::size_t at = from; at + needle.size() <= haystack.size(); ++at) {
    if (at % unit == 0 && std::equal(needle.begin(), needle.end(), &haystack[at])) return at;
  }
  return nowhere;
}

std::size_t lastFoundByHand(const Bytes& haystack, const Bytes& needle, std::size_t from,
                            std::size_t unit) {
  for (std::size_t at = from + 1; at-- > 0;) {
    if (at % unit == 0 && std::equal(needle.begin(), needle.end(), &haystack[at])) return at;
  }
  return nowhere;
}

void expectFound(const Bytes& haystack, const Bytes& needle, std::size_t from) {
  for (const std::size_t unit : {1, 2}) {
    if (needle.size() % unit != 0) continue;
    EXPECT_EQ(detail::find(haystack, needle, from, unit),
              foundByHand(haystack, needle, from, unit));
    EXPECT_EQ(detail::findLast(haystack, needle, from, unit),
              lastFoundByHand(haystack, needle, from, unit));
  }
}

// With the vector instructions of this machine, and without.
class BufferSearch : public testing::TestWithParam<const simd::Kernels*> {
 protected:
  void SetUp() override { chosen_ = &simd::use(*GetParam()); }
  void TearDown() override { simd::use(*chosen_); }

 private:
  const simd::Kernels* chosen_ = nullptr;
};
INSTANTIATE_TEST_SUITE_P(Kernels, BufferSearch,
                         testing::ValuesIn(simd::available().begin(), simd::available().end()));

// Few different bytes: many candidates, nearly all of them false.
TEST_P(BufferSearch, FindsWhatALoopFinds) {
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    Bytes haystack(1 + random() % (round % 10 == 0 ? 700 : 80));
    const unsigned different = 1 + random() % 4;
    for (uint8_t& byte : haystack) byte = static_cast<uint8_t>(random() % different);
    const std::size_t length = 1 + random() % std::min<std::size_t>(haystack.size(), 40);
    const auto at = static_cast<std::ptrdiff_t>(random() % (haystack.size() - length + 1));
    Bytes needle(haystack.begin() + at,
                 haystack.begin() + at + static_cast<std::ptrdiff_t>(length));
    if (random() % 2 == 0) needle[random() % length] ^= 1;
    expectFound(haystack, needle, random() % (haystack.size() - length + 1));
  }
}

// a, ab, aba, abaab…: each is full of beginnings of itself, which is the worst for a search.
Bytes fibonacciWord(std::size_t length) {
  Bytes before{'a'};
  Bytes word{'a', 'b'};
  while (word.size() < length) {
    Bytes next = word;
    next.insert(next.end(), before.begin(), before.end());
    before = std::exchange(word, std::move(next));
  }
  word.resize(length);
  return word;
}

TEST_P(BufferSearch, FindsInHostileBytes) {
  for (const std::size_t length : {17, 100, 987, 1000}) {
    Bytes haystack = fibonacciWord(20000);
    const Bytes word = fibonacciWord(length);
    for (const std::size_t changed : {std::size_t{0}, length / 2, length - 1}) {
      Bytes needle = word;
      needle[changed] ^= 3;
      expectFound(haystack, needle, 0);
      expectFound(haystack, needle, haystack.size() - length);
      std::copy(needle.begin(), needle.end(), haystack.begin() + 9001);
      expectFound(haystack, needle, 1);
      expectFound(haystack, needle, haystack.size() - length);
    }
  }
}

// The memory is cut to fit, so that a sanitizer sees a look too far.
TEST_P(BufferSearch, FindsTheCandidatesThatALoopFinds) {
  std::mt19937 random(2);
  for (int round = 0; round < 20000; ++round) {
    const std::size_t places = random() % 300;
    const auto distance = static_cast<std::ptrdiff_t>(random() % 40);
    const bool back = random() % 2 == 0;
    Bytes memory(places + static_cast<std::size_t>(distance));
    const unsigned different = 3 + random() % 10;
    for (uint8_t& byte : memory) byte = static_cast<uint8_t>(random() % different);
    const auto third = static_cast<std::ptrdiff_t>(random() % (distance + 1));
    const detail::Probe probe{0, {1, back ? -distance : distance}, {2, back ? -third : third}};
    const std::size_t first = back ? static_cast<std::size_t>(distance) : 0;
    const std::size_t from = first + (places ? random() % places : 0);
    const std::size_t to = first + places;
    std::vector<std::size_t> candidates;
    for (std::size_t place = from; place < to; ++place) {
      const uint8_t* at = &memory[place];
      const bool fits =
          at[0] == 0 && at[probe.second.distance] == 1 && at[probe.third.distance] == 2;
      if (fits) candidates.push_back(place);
    }
    EXPECT_EQ(detail::firstCandidate(memory.data(), from, to, probe),
              candidates.empty() ? to : candidates.front());
    EXPECT_EQ(detail::lastCandidate(memory.data(), from, to, probe),
              candidates.empty() ? to : candidates.back());
  }
}

}  // namespace
}  // namespace nodelab
