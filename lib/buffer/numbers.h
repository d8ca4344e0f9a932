// Numbers as bytes: a load and a store for each type and byte order. The readers and writers of
// NumberAccess are these behind a check of the offset.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace nodelab::detail {

template <std::size_t width>
using UnsignedOf = std::conditional_t<
    width == 1, uint8_t,
    std::conditional_t<width == 2, uint16_t, std::conditional_t<width == 4, uint32_t, uint64_t>>>;

constexpr uint8_t reverseBytes(uint8_t value) { return value; }
constexpr uint16_t reverseBytes(uint16_t value) { return __builtin_bswap16(value); }
constexpr uint32_t reverseBytes(uint32_t value) { return __builtin_bswap32(value); }
constexpr uint64_t reverseBytes(uint64_t value) { return __builtin_bswap64(value); }

// At any alignment.
template <class T, std::endian order>
T load(const uint8_t* from) noexcept {
  UnsignedOf<sizeof(T)> bits;
  std::memcpy(&bits, from, sizeof(T));
  if constexpr (order != std::endian::native) bits = reverseBytes(bits);
  return std::bit_cast<T>(bits);
}

template <class T, std::endian order>
void store(T value, uint8_t* to) noexcept {
  if constexpr (std::is_floating_point_v<T>) {
    // JavaScript has one NaN: 7FC00000, or 7FF8000000000000 (buffer fact 38).
    if (value != value) value = std::numeric_limits<T>::quiet_NaN();
  }
  auto bits = std::bit_cast<UnsignedOf<sizeof(T)>>(value);
  if constexpr (order != std::endian::native) bits = reverseBytes(bits);
  std::memcpy(to, &bits, sizeof(T));
}

}  // namespace nodelab::detail
