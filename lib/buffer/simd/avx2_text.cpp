// latin1 and utf16le from and to UTF-8 in AVX2.
#include "nodelab/buffer/simd/avx2.h"

#ifdef NODELAB_HAS_AVX2

#include <bit>

namespace nodelab::simd {

namespace detail {

namespace {

// For each set of 8 places the order (`_mm_shuffle_epi8`) that makes UTF-8 of pairs of bytes: a
// place in the set keeps both bytes of its pair, any other only the first.
struct Spread {
  alignas(16) uint8_t order[256][16];
};
constexpr Spread spread = [] {
  Spread all{};
  for (int set = 0; set < 256; ++set) {
    int at = 0;
    for (int place = 0; place < 8; ++place) {
      all.order[set][at++] = static_cast<uint8_t>(2 * place);
      if (set >> place & 1) all.order[set][at++] = static_cast<uint8_t>(2 * place + 1);
    }
    while (at < 16) all.order[set][at++] = 0x80;
  }
  return all;
}();

// For each set of 8 places the order that moves those to the front, eight at once.
struct Kept {
  alignas(8) uint8_t order[256][8];
};
constexpr Kept kept = [] {
  Kept all{};
  for (int set = 0; set < 256; ++set) {
    int at = 0;
    for (int place = 0; place < 8; ++place) {
      if (set >> place & 1) all.order[set][at++] = static_cast<uint8_t>(place);
    }
  }
  return all;
}();

[[gnu::target("avx2")]] inline Half loadQuarter(const uint8_t* bytes) {
  return _mm_loadl_epi64(reinterpret_cast<const Half*>(bytes));
}

// Stores those of the 8 bytes that are in the set, and up to 8 in all. Returns where the next go.
[[gnu::target("avx2,popcnt")]] inline uint8_t* storeKept(uint8_t* into, Half bytes, unsigned set) {
  _mm_storel_epi64(reinterpret_cast<Half*>(into),
                   _mm_shuffle_epi8(bytes, loadQuarter(kept.order[set])));
  return into + std::popcount(set);
}

}  // namespace

// 16 bytes a step. Each is made the two bytes that it has beyond U+007F, of which the second is
// then left out where it is ASCII.
[[gnu::target("avx2,popcnt")]] Progress latin1ToText(Bytes bytes, Room text) {
  Progress done;
  for (; bytes.size() - done.read >= 16 && text.size() - done.written >= 32; done.read += 16) {
    uint8_t* into = &text[done.written];
    const Half block = loadHalf(&bytes[done.read]);
    const unsigned high = highBits(block);
    if (high == 0) {
      storeHalf(into, block);
      done.written += 16;
      continue;
    }
    const Vector wide = _mm256_cvtepu8_epi16(block);
    const Vector lead = _mm256_srli_epi16(wide, 6);
    const Vector rest = _mm256_slli_epi16(_mm256_and_si256(wide, _mm256_set1_epi16(0x3F)), 8);
    const Vector two = _mm256_or_si256(_mm256_or_si256(lead, rest), _mm256_set1_epi16(-0x7F40));
    const Vector isHigh = _mm256_cmpgt_epi16(wide, _mm256_set1_epi16(0x7F));
    const Vector pairs = _mm256_blendv_epi8(wide, two, isHigh);
    const unsigned sets[] = {high & 0xFF, high >> 8};
    storeHalf(into,
              _mm_shuffle_epi8(_mm256_castsi256_si128(pairs), loadHalf(spread.order[sets[0]])));
    into += 8 + std::popcount(sets[0]);
    storeHalf(into, _mm_shuffle_epi8(_mm256_extracti128_si256(pairs, 1),
                                     loadHalf(spread.order[sets[1]])));
    done.written += 16 + static_cast<std::size_t>(std::popcount(high));
  }
  return done;
}

// 16 bytes a step. C2 and C3, with which all of U+0080 to U+00FF begin, are left out, and what
// follows C3 is 40 more. It stores up to 8 bytes too many, which are not to be seen behind the last
// one: 32 more bytes of text are at least 8 units.
[[gnu::target("avx2,popcnt")]] Progress latin1ToBytes(Bytes text, Room bytes) {
  Progress done;
  Half previous = _mm_setzero_si128();
  unsigned expected = 0;  // 1 where the previous block ended behind C2 or C3
  for (; text.size() - done.read >= 16 + 32 && bytes.size() - done.written >= 16; done.read += 16) {
    const Half block = loadHalf(&text[done.read]);
    const unsigned high = highBits(block);
    if ((high | expected) == 0) {
      storeHalf(&bytes[done.written], block);
      done.written += 16;
      previous = block;
      continue;
    }
    const unsigned leads = highBits(_mm_cmpeq_epi8(_mm_and_si128(block, _mm_set1_epi8(-2)),
                                                   _mm_set1_epi8(static_cast<char>(0xC2))));
    // All that is not ASCII is one of the two or stands behind one, and is a continuation byte
    // there.
    const unsigned continuations = highBits(_mm_cmpgt_epi8(_mm_set1_epi8(-64), block));
    if ((leads | continuations) != high || continuations != ((leads << 1 | expected) & 0xFFFF)) {
      break;
    }
    const Half before = _mm_alignr_epi8(block, previous, 15);
    const Half isBehindC3 = _mm_cmpeq_epi8(before, _mm_set1_epi8(static_cast<char>(0xC3)));
    const Half values = _mm_add_epi8(block, _mm_and_si128(isBehindC3, _mm_set1_epi8(0x40)));
    const unsigned keep = ~leads & 0xFFFF;
    uint8_t* into = &bytes[done.written];
    into = storeKept(into, values, keep & 0xFF);
    storeKept(into, _mm_srli_si128(values, 8), keep >> 8);
    done.written += static_cast<std::size_t>(std::popcount(keep));
    previous = block;
    expected = leads >> 15;
  }
  done.read -= expected;
  return done;
}

// 16 units a step, as long as all are ASCII.
[[gnu::target("avx2")]] Progress utf16ToText(Bytes bytes, Room text) {
  Progress done;
  for (; bytes.size() - done.read >= 32 && text.size() - done.written >= 16;
       done.read += 32, done.written += 16) {
    const Vector units = load(&bytes[done.read]);
    if (!_mm256_testz_si256(units, _mm256_set1_epi16(-0x80))) break;
    const Vector packed = _mm256_packus_epi16(units, units);  // 8 bytes twice in each half
    storeHalf(&text[done.written],
              _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0b1000)));
  }
  return done;
}

[[gnu::target("avx2")]] Progress utf16ToBytes(Bytes text, Room bytes) {
  Progress done;
  for (; text.size() - done.read >= 16 && bytes.size() - done.written >= 32;
       done.read += 16, done.written += 32) {
    const Half block = loadHalf(&text[done.read]);
    if (highBits(block) != 0) break;
    store(&bytes[done.written], _mm256_cvtepu8_epi16(block));
  }
  return done;
}

}  // namespace detail

constinit const Kernels avx2 = {
    .asciiLength = detail::asciiLength,
    .wellFormedLength = detail::wellFormedLength,
    .utf16Units = detail::utf16Units,
    .hexToText = detail::hexToText,
    .hexToBytes = detail::hexToBytes,
    .base64ToText = detail::base64ToText,
    .base64ToBytes = detail::base64ToBytes,
    .latin1ToText = detail::latin1ToText,
    .latin1ToBytes = detail::latin1ToBytes,
    .utf16ToText = detail::utf16ToText,
    .utf16ToBytes = detail::utf16ToBytes,
    .skipToCandidate = detail::skipToCandidate,
    .skipBackToCandidate = detail::skipBackToCandidate,
    .swapGroups = detail::swapGroups,
};

}  // namespace nodelab::simd

#endif
