// Searching bytes for bytes: what indexOf, lastIndexOf and includes are made of.
//
// A needle is found by three of its bytes: where these stand at the right distances is a candidate,
// and only candidates are compared; each false one tells which byte to look at in its place. A
// kernel (simd/kernels.h) looks at 32 places at a time. That is fast on real bytes, but slow where
// nearly all places are candidates (a needle `aaaab` in a row of `a`). So the work for candidates
// has a limit; beyond it the search goes on by Knuth, Morris and Pratt's way, which never looks at
// a byte of the haystack twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace nodelab::detail {

using Bytes = std::span<const uint8_t>;

enum class Direction { forward, backward };

// What Node's indexOf (forward) and lastIndexOf (backward) return: the place, or -1. Places are
// multiples of `unit`, which is 2 for UTF-16 and else 1; the offset follows buffer facts 28,
// 29, 32.
int64_t search(Bytes haystack, Bytes needle, int64_t byteOffset, Direction direction,
               std::size_t unit = 1);

// Not found.
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// The first place from `from` on, or the last one up to `from`, that is a multiple of `unit` and
// where `needle` stands, which must not be empty and must fit into the haystack.
std::size_t find(Bytes haystack, Bytes needle, std::size_t from, std::size_t unit);
std::size_t findLast(Bytes haystack, Bytes needle, std::size_t from, std::size_t unit);

}  // namespace nodelab::detail
