#include "nodelab/buffer/swap.h"

#include <cstring>

#include "nodelab/buffer/numbers.h"
#include "nodelab/buffer/simd/kernels.h"

namespace nodelab::detail {

namespace {

template <class Group>
void swapAll(std::span<uint8_t> bytes) noexcept {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(Group)) {
    Group group;
    std::memcpy(&group, &bytes[at], sizeof(Group));
    group = reverseBytes(group);
    std::memcpy(&bytes[at], &group, sizeof(Group));
  }
}

}  // namespace

void swapGroups(std::span<uint8_t> bytes, std::size_t width) noexcept {
  const auto rest = bytes.subspan(simd::active().swapGroups(bytes, width));
  if (width == 2) swapAll<uint16_t>(rest);
  if (width == 4) swapAll<uint32_t>(rest);
  if (width == 8) swapAll<uint64_t>(rest);
}

}  // namespace nodelab::detail
