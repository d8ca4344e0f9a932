// Candidates: the places in some bytes where a needle may stand, since three of its bytes stand
// there.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nodelab::detail {

// What to look for: `key` at a place, and two others at distances from there, which may be below 0
// or the same.
struct Probe {
  struct Other {
    uint8_t byte;
    std::ptrdiff_t distance;
  };

  bool fits(const uint8_t* at) const noexcept {
    return *at == key && at[second.distance] == second.byte && at[third.distance] == third.byte;
  }

  uint8_t key;
  Other second;
  Other third;
};

// The first candidate from place `from` on, or the last one, before place `to`; `to` where there is
// none. From each of these places on there must be bytes at the probe's distances.
std::size_t firstCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                           const Probe& probe) noexcept;
std::size_t lastCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                          const Probe& probe) noexcept;

}  // namespace nodelab::detail
