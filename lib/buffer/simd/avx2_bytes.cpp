// Searching and swapping in AVX2.
#include "nodelab/buffer/simd/avx2.h"

#ifdef NODELAB_HAS_AVX2

#include <bit>

namespace nodelab::simd::detail {

namespace {

using nodelab::detail::Probe;

// A probe for 32 places: what it looks for, 32 times each.
struct WideProbe {
  struct Other {
    Vector byte;
    std::ptrdiff_t distance;
  };
  Vector key;
  Other second;
  Other third;
};

[[gnu::target("avx2")]] inline WideProbe widen(const Probe& probe) {
  return {allBytes(probe.key),
          {allBytes(probe.second.byte), probe.second.distance},
          {allBytes(probe.third.byte), probe.third.distance}};
}

[[gnu::target("avx2")]] inline Vector equal(const uint8_t* bytes, Vector wanted) {
  return _mm256_cmpeq_epi8(load(bytes), wanted);
}

// Whether the key is among 128 bytes. Where it is rare, that is all there is to do.
[[gnu::target("avx2")]] inline bool hasKey(const uint8_t* bytes, const WideProbe& probe) {
  const Vector one = _mm256_or_si256(equal(bytes, probe.key), equal(bytes + 32, probe.key));
  const Vector two = _mm256_or_si256(equal(bytes + 64, probe.key), equal(bytes + 96, probe.key));
  return highBits(_mm256_or_si256(one, two)) != 0;
}

// Bit i: whether place i of 32 is a candidate.
[[gnu::target("avx2")]] inline uint32_t candidates(const uint8_t* bytes, const WideProbe& probe) {
  const Vector two = _mm256_and_si256(equal(bytes, probe.key),
                                      equal(bytes + probe.second.distance, probe.second.byte));
  if (highBits(two) == 0) return 0;
  return highBits(_mm256_and_si256(two, equal(bytes + probe.third.distance, probe.third.byte)));
}

}  // namespace

[[gnu::target("avx2")]] std::size_t skipToCandidate(const uint8_t* bytes, std::size_t from,
                                                    std::size_t to, const Probe& probe) {
  const WideProbe wide = widen(probe);
  while (from + 32 <= to) {
    std::size_t stop = from + 32;
    if (from + 128 <= to) {
      stop = from + 128;
      if (!hasKey(bytes + from, wide)) from = stop;
    }
    for (; from < stop; from += 32) {
      if (const uint32_t found = candidates(bytes + from, wide)) {
        return from + static_cast<std::size_t>(std::countr_zero(found));
      }
    }
  }
  return from;
}

[[gnu::target("avx2")]] std::size_t skipBackToCandidate(const uint8_t* bytes, std::size_t from,
                                                        std::size_t to, const Probe& probe) {
  const WideProbe wide = widen(probe);
  while (from + 32 <= to) {
    std::size_t stop = to - 32;
    if (from + 128 <= to) {
      stop = to - 128;
      if (!hasKey(bytes + stop, wide)) to = stop;
    }
    for (; to > stop; to -= 32) {
      if (const uint32_t found = candidates(bytes + to - 32, wide)) {
        return to - static_cast<std::size_t>(std::countl_zero(found));
      }
    }
  }
  return to;
}

[[gnu::target("avx2")]] std::size_t swapGroups(Room bytes, std::size_t width) {
  // For each byte the place that it comes from. Places within a group of 2^k bytes are turned
  // around by flipping their lowest k bits.
  static constexpr Table inOrder{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
  const Vector places =
      _mm256_xor_si256(inBothHalves(inOrder), allBytes(static_cast<int>(width - 1)));
  std::size_t done = 0;
  for (; done + 32 <= bytes.size(); done += 32) {
    uint8_t* at = bytes.data() + done;
    store(at, _mm256_shuffle_epi8(load(at), places));
  }
  return done;
}

}  // namespace nodelab::simd::detail

#endif
