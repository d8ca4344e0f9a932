// Looking at UTF-8 in AVX2. How ill-formed bytes are found follows John Keiser's and Daniel
// Lemire's "Validating UTF-8 In Less Than One Instruction Per Byte" (2020).
#include "nodelab/buffer/simd/avx2.h"

#ifdef NODELAB_HAS_AVX2

namespace nodelab::simd::detail {

namespace {

constexpr bool isContinuation(int byte) { return (byte & 0xC0) == 0x80; }

// What can be wrong with two neighbours, a bit each. All can be told from the four halves of the
// two bytes but the lower half of the second, so three lookups whose results are and-ed find them.
constexpr uint8_t mistakes(int first, int second) {
  int bits = 0;
  if (first >= 0xC0 && !isContinuation(second)) bits |= 1 << 0;          // broken off
  if (first < 0x80 && isContinuation(second)) bits |= 1 << 1;            // continues nothing
  if (first == 0xE0 && second >= 0x80 && second < 0xA0) bits |= 1 << 2;  // longer than needed
  if (first >= 0xF4 && second >= 0x90 && second < 0xC0) bits |= 1 << 3;  // beyond U+10FFFF
  if (first == 0xED && second >= 0xA0 && second < 0xC0) bits |= 1 << 4;  // a surrogate
  if ((first | 1) == 0xC1 && isContinuation(second)) bits |= 1 << 5;     // longer than needed
  // Longer than needed (F0), or beyond U+10FFFF (F5 and above).
  const bool f0orF5 = first == 0xF0 || first >= 0xF5;
  if (f0orF5 && second >= 0x80 && second < 0x90) bits |= 1 << 6;
  // No mistake where the second is the third or fourth byte of a character.
  if (isContinuation(first) && isContinuation(second)) bits |= 1 << 7;
  return static_cast<uint8_t>(bits);
}

struct Tables {
  Table firstHigh{}, firstLow{}, secondHigh{};
};
constexpr Tables tables = [] {
  Tables all;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; second += 16) {
      const uint8_t bits = mistakes(first, second);
      all.firstHigh.entries[first >> 4] |= bits;
      all.firstLow.entries[first & 15] |= bits;
      all.secondHigh.entries[second >> 4] |= bits;
    }
  }
  return all;
}();

// The bytes that stand `count` places before those of `bytes`.
template <int count>
[[gnu::target("avx2")]] inline Vector before(Vector bytes, Vector previous) {
  const Vector middle = _mm256_permute2x128_si256(previous, bytes, 0x21);
  return _mm256_alignr_epi8(bytes, middle, 16 - count);
}

// Not 0 where a byte of `bytes` does not go with those before it.
[[gnu::target("avx2")]] inline Vector mistakesIn(Vector bytes, Vector previous) {
  const Vector first = before<1>(bytes, previous);
  const Vector found = _mm256_and_si256(
      _mm256_and_si256(_mm256_shuffle_epi8(inBothHalves(tables.firstHigh), highNibbles(first)),
                       _mm256_shuffle_epi8(inBothHalves(tables.firstLow),
                                           _mm256_and_si256(first, allBytes(0x0F)))),
      _mm256_shuffle_epi8(inBothHalves(tables.secondHigh), highNibbles(bytes)));
  // The highest bit where a third or fourth byte must stand: two behind E0 and above, three behind
  // F0 and above. There, and only there, two continuation bytes are to be found.
  const Vector third = _mm256_subs_epu8(before<2>(bytes, previous), allBytes(0xE0 - 0x80));
  const Vector fourth = _mm256_subs_epu8(before<3>(bytes, previous), allBytes(0xF0 - 0x80));
  const Vector mustContinue = _mm256_and_si256(_mm256_or_si256(third, fourth), allBytes(0x80));
  return _mm256_xor_si256(found, mustContinue);
}

// `length` without a last character that has not all its bytes; what is before it is well formed.
std::size_t wholeCharacters(Bytes bytes, std::size_t length) {
  for (std::size_t back = 1; back <= 3 && back <= length; ++back) {
    const uint8_t byte = bytes[length - back];
    if (byte < 0x80) break;
    if (isContinuation(byte)) continue;
    const std::size_t promised = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return promised > back ? length - back : length;
  }
  return length;
}

}  // namespace

[[gnu::target("avx2")]] std::size_t asciiLength(Bytes bytes) {
  std::size_t length = 0;
  for (; bytes.size() - length >= 128; length += 128) {
    const uint8_t* block = &bytes[length];
    const Vector any = _mm256_or_si256(_mm256_or_si256(load(block), load(block + 32)),
                                       _mm256_or_si256(load(block + 64), load(block + 96)));
    if (highBits(any) != 0) break;
  }
  while (bytes.size() - length >= 32 && highBits(load(&bytes[length])) == 0) length += 32;
  return length;
}

[[gnu::target("avx2")]] std::size_t wellFormedLength(Bytes bytes) {
  Vector previous = _mm256_setzero_si256();
  std::size_t length = 0;
  for (; bytes.size() - length >= 64; length += 64) {
    const Vector first = load(&bytes[length]);
    const Vector second = load(&bytes[length + 32]);
    if (highBits(_mm256_or_si256(first, second)) == 0) {
      if (wholeCharacters(bytes, length) != length) break;
    } else {
      const Vector found = _mm256_or_si256(mistakesIn(first, previous), mistakesIn(second, first));
      if (!_mm256_testz_si256(found, found)) break;
    }
    previous = second;
  }
  return wholeCharacters(bytes, length);
}

[[gnu::target("avx2")]] Progress utf16Units(Bytes bytes) {
  const Vector zero = _mm256_setzero_si256();
  Vector sums = zero;
  Progress done;
  while (bytes.size() - done.read >= 32) {
    // Counters of one byte each, which hold 127 times two.
    Vector counts = zero;
    for (int i = 0; i < 127 && bytes.size() - done.read >= 32; ++i, done.read += 32) {
      const Vector block = load(&bytes[done.read]);
      // As signed numbers, continuation bytes are the lowest: -128 to -65. A match is -1.
      const Vector begins = _mm256_cmpgt_epi8(block, allBytes(-65));
      const Vector ofFour = _mm256_cmpeq_epi8(_mm256_max_epu8(block, allBytes(0xF0)), block);
      counts = _mm256_sub_epi8(counts, _mm256_add_epi8(begins, ofFour));
    }
    sums = _mm256_add_epi64(sums, _mm256_sad_epu8(counts, zero));
  }
  alignas(32) uint64_t parts[4];
  _mm256_store_si256(reinterpret_cast<Vector*>(parts), sums);
  done.written = parts[0] + parts[1] + parts[2] + parts[3];
  return done;
}

}  // namespace nodelab::simd::detail

#endif
