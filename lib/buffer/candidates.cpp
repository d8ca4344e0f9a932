#include "nodelab/buffer/candidates.h"

#include <cstring>

#include "nodelab/buffer/simd/candidates.h"
#include "nodelab/buffer/simd/cpu.h"

namespace nodelab::detail {

std::size_t firstCandidatePortably(const uint8_t* bytes, std::size_t from, std::size_t to,
                                   Probe probe) noexcept {
  while (from < to) {
    const void* key = std::memchr(bytes + from, probe.key, to - from);
    if (!key) return to;
    const auto* at = static_cast<const uint8_t*>(key);
    from = static_cast<std::size_t>(at - bytes);
    if (at[probe.distance] == probe.other) return from;
    ++from;
  }
  return to;
}

std::size_t lastCandidatePortably(const uint8_t* bytes, std::size_t from, std::size_t to,
                                  Probe probe) noexcept {
  for (const uint8_t* at = bytes + to; at-- > bytes + from;) {
    if (*at == probe.key && at[probe.distance] == probe.other) {
      return static_cast<std::size_t>(at - bytes);
    }
  }
  return to;
}

std::size_t firstCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                           Probe probe) noexcept {
  return simd::hasAvx2() ? simd::firstCandidate(bytes, from, to, probe)
                         : firstCandidatePortably(bytes, from, to, probe);
}

std::size_t lastCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                          Probe probe) noexcept {
  return simd::hasAvx2() ? simd::lastCandidate(bytes, from, to, probe)
                         : lastCandidatePortably(bytes, from, to, probe);
}

}  // namespace nodelab::detail
