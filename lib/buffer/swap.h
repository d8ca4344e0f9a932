// Turning the bytes of each number around, from one byte order to the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace nodelab::detail {

// In place, for groups of `width` bytes: 2, 4 or 8. The length must be a multiple of that.
void swapGroups(std::span<uint8_t> bytes, std::size_t width) noexcept;

}  // namespace nodelab::detail
