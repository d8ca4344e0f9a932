#include "nodelab/buffer/simd/swap.h"

#include "nodelab/buffer/simd/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace nodelab::simd {

#if defined(__x86_64__)
namespace {

// For each byte of 16 the place that it comes from. Places within a group of 2^k bytes are turned
// around by flipping the lowest k bits.
__attribute__((target("avx2"))) __m256i placesFor(std::size_t width) noexcept {
  const __m128i inOrder = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m128i flip = _mm_set1_epi8(static_cast<char>(width - 1));
  return _mm256_broadcastsi128_si256(_mm_xor_si128(inOrder, flip));
}

__attribute__((target("avx2"))) std::size_t swapWithAvx2(std::span<uint8_t> bytes,
                                                         std::size_t width) noexcept {
  const __m256i places = placesFor(width);
  std::size_t done = 0;
  for (; done + 32 <= bytes.size(); done += 32) {
    auto* at = reinterpret_cast<__m256i*>(bytes.data() + done);
    _mm256_storeu_si256(at, _mm256_shuffle_epi8(_mm256_loadu_si256(at), places));
  }
  return done;
}

}  // namespace

std::size_t swapGroups(std::span<uint8_t> bytes, std::size_t width) noexcept {
  return hasAvx2() ? swapWithAvx2(bytes, width) : 0;
}
#else
std::size_t swapGroups(std::span<uint8_t>, std::size_t) noexcept { return 0; }
#endif

}  // namespace nodelab::simd
