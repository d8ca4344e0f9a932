// The candidates of candidates.h, looked for at 32 places at a time. Only where hasAvx2().
#pragma once

#include <cstddef>
#include <cstdint>

#include "nodelab/buffer/candidates.h"

namespace nodelab::simd {

std::size_t firstCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                           detail::Probe probe) noexcept;
std::size_t lastCandidate(const uint8_t* bytes, std::size_t from, std::size_t to,
                          detail::Probe probe) noexcept;

}  // namespace nodelab::simd
