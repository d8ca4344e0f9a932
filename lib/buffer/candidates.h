// Candidates: the places in some bytes where a needle may stand, since two of its bytes stand
// there.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nodelab::detail {

// What to look for: `key` at a place, and `other` at a distance from there, which may be below 0.
struct Probe {
  uint8_t key;
  uint8_t other;
  std::ptrdiff_t distance;
};

// The first candidate from place `from` on, or the last one, before place `to`; `to` where there is
// none. From each of these places on there must be a byte at the probe's distance.
std::size_t firstCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                           Probe probe) noexcept;
std::size_t lastCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                          Probe probe) noexcept;

}  // namespace nodelab::detail
