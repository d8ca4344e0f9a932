#include "nodelab/buffer/simd/candidates.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>
#endif

namespace nodelab::simd {

#if defined(__x86_64__)
namespace {

#define NODELAB_AVX2 __attribute__((target("avx2")))

// A probe for 32 places: what it looks for, 32 times each.
struct WideProbe {
  __m256i key;
  __m256i other;
  std::ptrdiff_t distance;
};

NODELAB_AVX2 inline WideProbe widen(detail::Probe probe) noexcept {
  return {_mm256_set1_epi8(static_cast<char>(probe.key)),
          _mm256_set1_epi8(static_cast<char>(probe.other)), probe.distance};
}

// All ones for each byte from `at` on that is the one looked for.
NODELAB_AVX2 inline __m256i equal(const uint8_t* at, __m256i wanted) noexcept {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  return _mm256_cmpeq_epi8(bytes, wanted);
}

// Whether the key is among 128 bytes. Where it is rare, that is all there is to do.
NODELAB_AVX2 inline bool hasKey(const uint8_t* at, const WideProbe& probe) noexcept {
  const __m256i one = _mm256_or_si256(equal(at, probe.key), equal(at + 32, probe.key));
  const __m256i two = _mm256_or_si256(equal(at + 64, probe.key), equal(at + 96, probe.key));
  return _mm256_movemask_epi8(_mm256_or_si256(one, two)) != 0;
}

// A bit for each of 32 places, the lowest for the first one: whether it is a candidate.
NODELAB_AVX2 inline uint32_t candidates(const uint8_t* at, const WideProbe& probe) noexcept {
  const __m256i both =
      _mm256_and_si256(equal(at, probe.key), equal(at + probe.distance, probe.other));
  return static_cast<uint32_t>(_mm256_movemask_epi8(both));
}

}  // namespace

NODELAB_AVX2 std::size_t firstCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                                        detail::Probe probe) noexcept {
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
  return detail::firstCandidatePortably(bytes, from, to, probe);
}

NODELAB_AVX2 std::size_t lastCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                                       detail::Probe probe) noexcept {
  const WideProbe wide = widen(probe);
  std::size_t end = to;
  while (from + 32 <= end) {
    std::size_t stop = end - 32;
    if (from + 128 <= end) {
      stop = end - 128;
      if (!hasKey(bytes + stop, wide)) end = stop;
    }
    for (; end > stop; end -= 32) {
      if (const uint32_t found = candidates(bytes + end - 32, wide)) {
        return end - 1 - static_cast<std::size_t>(std::countl_zero(found));
      }
    }
  }
  const std::size_t found = detail::lastCandidatePortably(bytes, from, end, probe);
  return found == end ? to : found;
}

#undef NODELAB_AVX2
#else
std::size_t firstCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                           detail::Probe probe) noexcept {
  return detail::firstCandidatePortably(bytes, from, to, probe);
}

std::size_t lastCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                          detail::Probe probe) noexcept {
  return detail::lastCandidatePortably(bytes, from, to, probe);
}
#endif

}  // namespace nodelab::simd
