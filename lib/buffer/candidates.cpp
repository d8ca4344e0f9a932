#include "nodelab/buffer/candidates.h"

#include <cstring>

#include "nodelab/buffer/simd/kernels.h"

namespace nodelab::detail {

std::size_t firstCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                           const Probe& probe) noexcept {
  from = simd::active().skipToCandidate(bytes, from, to, probe);
  while (from < to) {
    const void* key = std::memchr(bytes + from, probe.key, to - from);
    if (!key) return to;
    const auto* at = static_cast<const uint8_t*>(key);
    from = static_cast<std::size_t>(at - bytes);
    if (probe.fits(at)) return from;
    ++from;
  }
  return to;
}

std::size_t lastCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                          const Probe& probe) noexcept {
  const std::size_t end = simd::active().skipBackToCandidate(bytes, from, to, probe);
  for (const uint8_t* at = bytes + end; at > bytes + from;) {
    --at;
    if (probe.fits(at)) return static_cast<std::size_t>(at - bytes);
  }
  return to;
}

}  // namespace nodelab::detail
