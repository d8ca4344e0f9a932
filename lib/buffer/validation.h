// Node's buffer.isUtf8 and buffer.isAscii: whether bytes are text at all. Both take a Buffer, too,
// and are true for no bytes.
#pragma once

#include <cstdint>
#include <span>

namespace nodelab::buffer {

// Whether the bytes are well-formed UTF-8, so that toString() loses nothing.
bool isUtf8(std::span<const uint8_t> bytes) noexcept;

// Whether all bytes are below 80.
bool isAscii(std::span<const uint8_t> bytes) noexcept;

}  // namespace nodelab::buffer
