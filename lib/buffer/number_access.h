// NumberAccess: the part of a Buffer that reads and writes numbers.
//
//   std::size_t next = packet.writeUInt16BE(1);    // 00 01, next is 2
//   packet.writeUInt32BE(7, next);                 // 00 00 00 07
//   packet.readUInt16BE();                         // 1
//
// The name says sign, width in bits and byte order: LE has the lowest byte first, BE the highest.
// An offset is in bytes and need not be a multiple of anything.
//
// All throw ERR_BUFFER_OUT_OF_BOUNDS where the Buffer is shorter than the number, and
// ERR_OUT_OF_RANGE where the offset is not in 0…length - width.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "nodelab/buffer/bounds.h"
#include "nodelab/buffer/numbers.h"

namespace nodelab {

class NumberAccess {
 public:
  uint8_t readUInt8(int64_t offset = 0) const { return readNumber<uint8_t, LE>(offset); }
  int8_t readInt8(int64_t offset = 0) const { return readNumber<int8_t, LE>(offset); }
  uint16_t readUInt16LE(int64_t offset = 0) const { return readNumber<uint16_t, LE>(offset); }
  uint16_t readUInt16BE(int64_t offset = 0) const { return readNumber<uint16_t, BE>(offset); }
  int16_t readInt16LE(int64_t offset = 0) const { return readNumber<int16_t, LE>(offset); }
  int16_t readInt16BE(int64_t offset = 0) const { return readNumber<int16_t, BE>(offset); }
  uint32_t readUInt32LE(int64_t offset = 0) const { return readNumber<uint32_t, LE>(offset); }
  uint32_t readUInt32BE(int64_t offset = 0) const { return readNumber<uint32_t, BE>(offset); }
  int32_t readInt32LE(int64_t offset = 0) const { return readNumber<int32_t, LE>(offset); }
  int32_t readInt32BE(int64_t offset = 0) const { return readNumber<int32_t, BE>(offset); }
  uint64_t readBigUInt64LE(int64_t offset = 0) const { return readNumber<uint64_t, LE>(offset); }
  uint64_t readBigUInt64BE(int64_t offset = 0) const { return readNumber<uint64_t, BE>(offset); }
  int64_t readBigInt64LE(int64_t offset = 0) const { return readNumber<int64_t, LE>(offset); }
  int64_t readBigInt64BE(int64_t offset = 0) const { return readNumber<int64_t, BE>(offset); }
  float readFloatLE(int64_t offset = 0) const { return readNumber<float, LE>(offset); }
  float readFloatBE(int64_t offset = 0) const { return readNumber<float, BE>(offset); }
  double readDoubleLE(int64_t offset = 0) const { return readNumber<double, LE>(offset); }
  double readDoubleBE(int64_t offset = 0) const { return readNumber<double, BE>(offset); }
  // Of 1 to 6 bytes, which are 8 to 48 bits. Throw ERR_OUT_OF_RANGE for another byteLength, which
  // is looked at first.
  uint64_t readUIntLE(int64_t offset, int64_t byteLength) const {
    return readUInt(offset, byteLength, LE);
  }
  uint64_t readUIntBE(int64_t offset, int64_t byteLength) const {
    return readUInt(offset, byteLength, BE);
  }
  int64_t readIntLE(int64_t offset, int64_t byteLength) const {
    return readInt(offset, byteLength, LE);
  }
  int64_t readIntBE(int64_t offset, int64_t byteLength) const {
    return readInt(offset, byteLength, BE);
  }

  // Writers return the offset behind what they wrote. Those of integers, but for BigInt, throw
  // ERR_OUT_OF_RANGE for a value that does not fit; the value is looked at before the offset.
  std::size_t writeUInt8(int64_t value, int64_t offset = 0) const {
    return writeInteger<uint8_t, LE>(value, offset);
  }
  std::size_t writeInt8(int64_t value, int64_t offset = 0) const {
    return writeInteger<int8_t, LE>(value, offset);
  }
  std::size_t writeUInt16LE(int64_t value, int64_t offset = 0) const {
    return writeInteger<uint16_t, LE>(value, offset);
  }
  std::size_t writeUInt16BE(int64_t value, int64_t offset = 0) const {
    return writeInteger<uint16_t, BE>(value, offset);
  }
  std::size_t writeInt16LE(int64_t value, int64_t offset = 0) const {
    return writeInteger<int16_t, LE>(value, offset);
  }
  std::size_t writeInt16BE(int64_t value, int64_t offset = 0) const {
    return writeInteger<int16_t, BE>(value, offset);
  }
  std::size_t writeUInt32LE(int64_t value, int64_t offset = 0) const {
    return writeInteger<uint32_t, LE>(value, offset);
  }
  std::size_t writeUInt32BE(int64_t value, int64_t offset = 0) const {
    return writeInteger<uint32_t, BE>(value, offset);
  }
  std::size_t writeInt32LE(int64_t value, int64_t offset = 0) const {
    return writeInteger<int32_t, LE>(value, offset);
  }
  std::size_t writeInt32BE(int64_t value, int64_t offset = 0) const {
    return writeInteger<int32_t, BE>(value, offset);
  }
  std::size_t writeBigUInt64LE(uint64_t value, int64_t offset = 0) const {
    return writeNumber<uint64_t, LE>(value, offset);
  }
  std::size_t writeBigUInt64BE(uint64_t value, int64_t offset = 0) const {
    return writeNumber<uint64_t, BE>(value, offset);
  }
  std::size_t writeBigInt64LE(int64_t value, int64_t offset = 0) const {
    return writeNumber<int64_t, LE>(value, offset);
  }
  std::size_t writeBigInt64BE(int64_t value, int64_t offset = 0) const {
    return writeNumber<int64_t, BE>(value, offset);
  }
  std::size_t writeFloatLE(double value, int64_t offset = 0) const {
    return writeNumber<float, LE>(static_cast<float>(value), offset);
  }
  std::size_t writeFloatBE(double value, int64_t offset = 0) const {
    return writeNumber<float, BE>(static_cast<float>(value), offset);
  }
  std::size_t writeDoubleLE(double value, int64_t offset = 0) const {
    return writeNumber<double, LE>(value, offset);
  }
  std::size_t writeDoubleBE(double value, int64_t offset = 0) const {
    return writeNumber<double, BE>(value, offset);
  }
  // As readUIntLE: the byteLength is looked at first.
  std::size_t writeUIntLE(int64_t value, int64_t offset, int64_t byteLength) const {
    return writeUInt(value, offset, byteLength, LE);
  }
  std::size_t writeUIntBE(int64_t value, int64_t offset, int64_t byteLength) const {
    return writeUInt(value, offset, byteLength, BE);
  }
  std::size_t writeIntLE(int64_t value, int64_t offset, int64_t byteLength) const {
    return writeInt(value, offset, byteLength, LE);
  }
  std::size_t writeIntBE(int64_t value, int64_t offset, int64_t byteLength) const {
    return writeInt(value, offset, byteLength, BE);
  }

 protected:
  NumberAccess() noexcept = default;
  NumberAccess(uint8_t* data, std::size_t size) noexcept : data_(data), size_(size) {}
  NumberAccess(const NumberAccess&) noexcept = default;
  ~NumberAccess() = default;

  uint8_t* data_ = nullptr;
  std::size_t size_ = 0;

 private:
  static constexpr std::endian LE = std::endian::little;
  static constexpr std::endian BE = std::endian::big;

  template <class T, std::endian order>
  T readNumber(int64_t offset) const {
    detail::checkAccess(offset, size_, sizeof(T));
    return detail::load<T, order>(data_ + offset);
  }
  template <class T, std::endian order>
  std::size_t writeNumber(T value, int64_t offset) const {
    detail::checkAccess(offset, size_, sizeof(T));
    detail::store<T, order>(value, data_ + offset);
    return static_cast<std::size_t>(offset) + sizeof(T);
  }
  template <class T, std::endian order>
  std::size_t writeInteger(int64_t value, int64_t offset) const {
    if (!std::in_range<T>(value)) [[unlikely]] {
      detail::throwBadValue(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    }
    return writeNumber<T, order>(static_cast<T>(value), offset);
  }

  uint64_t readUInt(int64_t offset, int64_t byteLength, std::endian order) const;
  int64_t readInt(int64_t offset, int64_t byteLength, std::endian order) const;
  std::size_t writeUInt(int64_t value, int64_t offset, int64_t byteLength, std::endian order) const;
  std::size_t writeInt(int64_t value, int64_t offset, int64_t byteLength, std::endian order) const;
  std::size_t writeLowBytes(int64_t value, int64_t offset, int64_t byteLength,
                            std::endian order) const;
};

}  // namespace nodelab
