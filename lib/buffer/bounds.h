// The checks of Buffer's methods that take offsets, lengths and sizes, and what they throw. Each is
// a comparison in place and a call out of line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nodelab::detail {

// ERR_OUT_OF_RANGE `… It must be >= LOW && <= HIGH. Received VALUE`, Node's wording for sizes and
// ranges.
[[noreturn]] void throwNotWithin(std::string_view name, int64_t value, int64_t low, int64_t high);
// ERR_OUT_OF_RANGE `… It must be >= 0. Received VALUE`.
[[noreturn]] void throwNegative(std::string_view name, int64_t value);
// For `width` bytes at `offset` in a buffer of `length`: ERR_BUFFER_OUT_OF_BOUNDS where no offset
// would do, else ERR_OUT_OF_RANGE `… >= 0 and <= LENGTH - WIDTH …`.
[[noreturn]] void throwBadOffset(int64_t offset, std::size_t length, std::size_t width);
// ERR_OUT_OF_RANGE `The value of "value" … >= LOW and <= HIGH …`, for the number writers.
[[noreturn]] void throwBadValue(int64_t value, int64_t low, int64_t high);
// The same for integers of `byteLength` bytes; for more than 4 the bounds are powers of 2 (buffer
// fact 36).
[[noreturn]] void throwBadUInt(int64_t value, int64_t byteLength);
[[noreturn]] void throwBadInt(int64_t value, int64_t byteLength);
// ERR_OUT_OF_RANGE `The value of "byteLength" … >= 1 and <= 6 …`.
[[noreturn]] void throwBadByteLength(int64_t byteLength);

// ERR_BUFFER_OUT_OF_BOUNDS: `"NAME" is outside of buffer bounds`.
[[noreturn]] void throwOutOfBounds(std::string_view name);
// ERR_INVALID_BUFFER_SIZE: `Buffer size must be a multiple of BITS-bits`.
[[noreturn]] void throwNotMultipleOf(std::size_t bits);
// ERR_INVALID_ARG_VALUE for what has no bytes to fill with, as util.inspect shows it.
[[noreturn]] void throwNoBytes(std::string_view inspected);

inline void checkWithin(std::string_view name, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high) [[unlikely]] {
    throwNotWithin(name, value, low, high);
  }
}

inline void checkNotNegative(std::string_view name, int64_t value) {
  if (value < 0) [[unlikely]] {
    throwNegative(name, value);
  }
}

inline void checkByteLength(int64_t byteLength) {
  if (byteLength < 1 || byteLength > 6) [[unlikely]] {
    throwBadByteLength(byteLength);
  }
}

inline void checkAccess(int64_t offset, std::size_t length, std::size_t width) {
  if (length < width || static_cast<uint64_t>(offset) > length - width) [[unlikely]] {
    throwBadOffset(offset, length, width);
  }
}

}  // namespace nodelab::detail
