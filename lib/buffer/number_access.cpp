#include "nodelab/buffer/number_access.h"

namespace nodelab {

namespace {

// Where the i-th byte from the low end stands in a number of `width` bytes.
std::size_t placeOf(std::size_t i, std::size_t width, std::endian order) {
  return order == std::endian::little ? i : width - 1 - i;
}

}  // namespace

uint64_t NumberAccess::readUInt(int64_t offset, int64_t byteLength, std::endian order) const {
  detail::checkByteLength(byteLength);
  const auto width = static_cast<std::size_t>(byteLength);
  detail::checkAccess(offset, size_, width);
  uint64_t number = 0;
  for (std::size_t i = 0; i < width; ++i) {
    number |= uint64_t{data_[static_cast<std::size_t>(offset) + placeOf(i, width, order)]} << 8 * i;
  }
  return number;
}

int64_t NumberAccess::readInt(int64_t offset, int64_t byteLength, std::endian order) const {
  const uint64_t number = readUInt(offset, byteLength, order);
  const int64_t unused = 64 - 8 * byteLength;
  return static_cast<int64_t>(number << unused) >> unused;
}

std::size_t NumberAccess::writeUInt(int64_t value, int64_t offset, int64_t byteLength,
                                    std::endian order) const {
  detail::checkByteLength(byteLength);
  if (value >> 8 * byteLength != 0) detail::throwBadUInt(value, byteLength);
  return writeLowBytes(value, offset, byteLength, order);
}

std::size_t NumberAccess::writeInt(int64_t value, int64_t offset, int64_t byteLength,
                                   std::endian order) const {
  detail::checkByteLength(byteLength);
  const int64_t aboveSign = value >> (8 * byteLength - 1);
  if (aboveSign != 0 && aboveSign != -1) detail::throwBadInt(value, byteLength);
  return writeLowBytes(value, offset, byteLength, order);
}

std::size_t NumberAccess::writeLowBytes(int64_t value, int64_t offset, int64_t byteLength,
                                        std::endian order) const {
  const auto width = static_cast<std::size_t>(byteLength);
  detail::checkAccess(offset, size_, width);
  for (std::size_t i = 0; i < width; ++i) {
    data_[static_cast<std::size_t>(offset) + placeOf(i, width, order)] =
        static_cast<uint8_t>(value >> 8 * i);
  }
  return static_cast<std::size_t>(offset) + width;
}

}  // namespace nodelab
