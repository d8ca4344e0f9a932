#include "nodelab/buffer/simd/kernels.h"

#include <utility>
#include <vector>

#include "nodelab/buffer/simd/avx2.h"

namespace nodelab::simd {

namespace {

std::size_t looksAtNothing(Bytes) { return 0; }
Progress countsNothing(Bytes) { return {}; }
Progress turnsNothing(Bytes, Room) { return {}; }
Progress encodesNothing(Bytes, Room, Digits) { return {}; }
std::size_t staysAtTheBeginning(const uint8_t*, std::size_t from, std::size_t,
                                const nodelab::detail::Probe&) {
  return from;
}
std::size_t staysAtTheEnd(const uint8_t*, std::size_t, std::size_t to,
                          const nodelab::detail::Probe&) {
  return to;
}
std::size_t swapsNothing(Room, std::size_t) { return 0; }

std::vector<const Kernels*> find() {
  std::vector<const Kernels*> found{&none};
#ifdef NODELAB_HAS_AVX2
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) found.push_back(&avx2);
#endif
  return found;
}

}  // namespace

constinit const Kernels none = {
    .asciiLength = looksAtNothing,
    .wellFormedLength = looksAtNothing,
    .utf16Units = countsNothing,
    .hexToText = turnsNothing,
    .hexToBytes = turnsNothing,
    .base64ToText = encodesNothing,
    .base64ToBytes = turnsNothing,
    .latin1ToText = turnsNothing,
    .latin1ToBytes = turnsNothing,
    .utf16ToText = turnsNothing,
    .utf16ToBytes = turnsNothing,
    .skipToCandidate = staysAtTheBeginning,
    .skipBackToCandidate = staysAtTheEnd,
    .swapGroups = swapsNothing,
};

// Until the choice below is made, other static initialisers that turn text into bytes use `none`.
constinit const Kernels* detail::active = &none;

std::span<const Kernels* const> available() noexcept {
  static const std::vector<const Kernels*> kernels = find();
  return kernels;
}

const Kernels& use(const Kernels& kernels) noexcept {
  return *std::exchange(detail::active, &kernels);
}

namespace {

[[maybe_unused]] const Kernels& before = use(*available().back());

}  // namespace

}  // namespace nodelab::simd
