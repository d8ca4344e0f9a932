// Turning the bytes of each group around, 32 bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace nodelab::simd {

// Turns the groups of `width` bytes (2, 4 or 8) around from the beginning on, as far as whole steps
// go. Returns how many bytes that were; 0 where the processor has no AVX2.
std::size_t swapGroups(std::span<uint8_t> bytes, std::size_t width) noexcept;

}  // namespace nodelab::simd
