// Runs a fuzz target over random inputs of many kinds, the same ones each time, so that it stays
// true where nobody fuzzes.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size);

namespace {

using Random = std::mt19937;

std::string anyBytes(Random& random) { return std::string(1, static_cast<char>(random())); }

std::string oneOf(Random& random, std::initializer_list<std::string_view> pieces) {
  return std::string(pieces.begin()[random() % pieces.size()]);
}

// One piece of an input of the given kind.
std::string piece(Random& random, unsigned kind) {
  using namespace std::string_view_literals;
  switch (kind) {
    case 0:
      return anyBytes(random);
    case 1:
      return std::string(1, static_cast<char>('a' + random() % 26));
    case 2:
      return oneOf(random, {"a", "\u00e9", "\u07FF", "\u0800", "\u20ac", "\uFFFF", "\U0001F600"});
    case 3:
      return oneOf(random, {"\x80"sv, "\xBF"sv, "\xC1"sv, "\xC2"sv, "\xE0"sv, "\x9F"sv, "\xED"sv,
                            "\xA0"sv, "\xF0"sv, "\x8F"sv, "\xF4"sv, "\x90"sv, "\xF5"sv, "a"sv});
    case 4:
      return oneOf(random, {"\x3D\xD8"sv, "\x00\xDE"sv, "a\0"sv, "\xAC\x20"sv, "\xFF\xDF"sv});
    case 5:
      return oneOf(random, {"\u00e9", "\u00ff", "\u0080", "z"});
    default:
      return oneOf(random, {"YWJj", "+/8=", "-_0", "\r\n", "f", "9", "G", "\u0141"});
  }
}

std::string input(Random& random, std::size_t size) {
  const unsigned kind = random() % 7;
  // Now and then something of another kind in between.
  const bool spoilt = random() % 2 == 0;
  std::string bytes;
  while (bytes.size() < size) {
    bytes += piece(random, spoilt && random() % 50 == 0 ? random() % 7 : kind);
  }
  bytes.resize(size);
  return bytes;
}

void run(const std::string& bytes) {
  try {
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  } catch (const std::exception& error) {
    std::string digits;
    for (const unsigned char byte : bytes) {
      digits += "0123456789abcdef"[byte >> 4];
      digits += "0123456789abcdef"[byte & 15];
    }
    ADD_FAILURE() << error.what() << ": " << digits;
  }
}

TEST(Fuzz, HoldsForInputsOfEachLength) {
  Random random(1);
  for (std::size_t size = 0; size <= 200; ++size) {
    for (int round = 0; round < 8; ++round) run(input(random, size));
  }
}

TEST(Fuzz, HoldsForLongInputs) {
  Random random(2);
  for (const std::size_t block : {512u, 1024u, 2048u, 4096u, 8192u}) {
    for (std::size_t size = block - 2; size <= block + 2; ++size) {
      for (int round = 0; round < 4; ++round) run(input(random, size));
    }
  }
}

}  // namespace
