// What peers.cpp measures, a file for each library: the same work, done as one does it there.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "measure.h"

namespace peers {

using Body = std::function<void(benchmark::State&)>;

struct Size {
  const char* name;
  std::size_t bytes;
};
inline constexpr std::size_t KiB = 1024, MiB = 1024 * KiB;
inline constexpr Size sizes[] = {{"64 B", 64}, {"4 KiB", 4 * KiB}, {"1 MiB", MiB}};

// The compiler takes it as used, and as possibly changed.
template <class T>
void keep(const T& value) {
  benchmark::DoNotOptimize(value);
  benchmark::ClobberMemory();
}

// One operation an iteration.
template <class Operation>
void each(benchmark::State& state, Operation operation) {
  for (auto _ : state) operation();
}

// The reading of numbers goes through so many at a time, each of 4 bytes.
inline int64_t numbers() { return measure::sized(1000); }

// What a search goes through, again and again, and what it looks for, which stands at the end only.
struct Text {
  std::string_view hay;
  std::string_view needle;
};
// As texts are, and one in which much begins or ends like the needle.
inline constexpr Text prose{
    "The quick brown fox jumps over the lazy dog, while a dozen wizards mix quiet vials by the "
    "river. ",
    "the wizards "};
inline constexpr Text nearMisses{"she sells sea shells ", "sells shells"};

// What concat joins.
inline constexpr std::size_t parts = 4;

// The same by hand in C, with what its library has.
namespace c {
Body alloc(std::size_t size);
Body allocUnsafe(std::size_t size);
void readUInt32LE(benchmark::State& state);
void readUInt32BE(benchmark::State& state);
void index(benchmark::State& state);
Body indexOfByte(std::size_t size);
Body indexOfBytes(const Text& text, std::size_t size);
Body compare(std::size_t size);
Body fill(std::size_t size);
Body copy(std::size_t size);
Body concat(std::size_t size);
Body swap16(std::size_t size);
Body swap32(std::size_t size);
Body swap64(std::size_t size);
}  // namespace c

}  // namespace peers
