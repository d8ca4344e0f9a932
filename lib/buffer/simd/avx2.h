// Kernels of AVX2, which nearly all x86-64 processors since 2013 have. Each function is compiled
// for AVX2 by an attribute of its own: with an option for the whole file, the inline functions of
// the standard library in it would be, too, and the linker may choose those for all of the program.
#pragma once

#if defined(__x86_64__)
#define NODELAB_HAS_AVX2 1

#include <immintrin.h>

#include "nodelab/buffer/simd/kernels.h"

namespace nodelab::simd {

extern const Kernels avx2;

namespace detail {

using Vector = __m256i;  // of 32 bytes
using Half = __m128i;

[[gnu::target("avx2")]] inline Vector load(const uint8_t* bytes) {
  return _mm256_loadu_si256(reinterpret_cast<const Vector*>(bytes));
}
[[gnu::target("avx2")]] inline Half loadHalf(const uint8_t* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const Half*>(bytes));
}
[[gnu::target("avx2")]] inline void store(uint8_t* bytes, Vector vector) {
  _mm256_storeu_si256(reinterpret_cast<Vector*>(bytes), vector);
}
[[gnu::target("avx2")]] inline void storeHalf(uint8_t* bytes, Half half) {
  _mm_storeu_si128(reinterpret_cast<Half*>(bytes), half);
}
// Bit i: the highest bit of byte i.
[[gnu::target("avx2")]] inline uint32_t highBits(Vector vector) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(vector));
}
[[gnu::target("avx2")]] inline uint32_t highBits(Half half) {
  return static_cast<uint32_t>(_mm_movemask_epi8(half));
}
[[gnu::target("avx2")]] inline Vector allBytes(int byte) {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

[[gnu::target("avx2")]] inline Vector twice(Half half) { return _mm256_broadcastsi128_si256(half); }

// 16 bytes to look up by the low four bits of a byte (`_mm256_shuffle_epi8`).
struct alignas(16) Table {
  uint8_t entries[16];
};
[[gnu::target("avx2")]] inline Vector inBothHalves(const Table& table) {
  return twice(loadHalf(table.entries));
}
// The upper four bits of each byte as a number.
[[gnu::target("avx2")]] inline Vector highNibbles(Vector vector) {
  return _mm256_and_si256(_mm256_srli_epi16(vector, 4), allBytes(0x0F));
}

std::size_t asciiLength(Bytes bytes);
std::size_t wellFormedLength(Bytes bytes);
Progress utf16Units(Bytes bytes);
Progress hexToText(Bytes bytes, Room text);
Progress hexToBytes(Bytes text, Room bytes);
Progress base64ToText(Bytes bytes, Room text, Digits digits);
Progress base64ToBytes(Bytes text, Room bytes);
Progress latin1ToText(Bytes bytes, Room text);
Progress latin1ToBytes(Bytes text, Room bytes);
Progress utf16ToText(Bytes bytes, Room text);
Progress utf16ToBytes(Bytes text, Room bytes);
std::size_t skipToCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                            const nodelab::detail::Probe& probe);
std::size_t skipBackToCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                                const nodelab::detail::Probe& probe);
std::size_t swapGroups(Room bytes, std::size_t width);

}  // namespace detail
}  // namespace nodelab::simd

#endif
