// Kernels: the inner loops of codecs and searches in the vector instructions of the machine, chosen
// once at start.
//
// The plain code beside this folder is whole without them. A kernel is a head start: it deals
// with as many whole blocks as it can from the beginning of its input, and says how far it came;
// the plain code does the rest. It stops before a block that has anything unusual (what is no
// digit, what is ill-formed), at the end of the room, or of the input, and never touches a byte
// beyond either. So `none`, whose kernels do nothing, is correct everywhere; it is all that other
// processors than x86-64 have.
//
//   std::size_t done = simd::active().hexToText(bytes, text.data());   // 0, 16, 32, … bytes
//   for (const uint8_t byte : bytes.subspan(done)) { … }
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "nodelab/buffer/candidates.h"

namespace nodelab::simd {

using Bytes = std::span<const uint8_t>;
using Room = std::span<uint8_t>;

// How many bytes a kernel has read, and how many it has written.
struct Progress {
  std::size_t read = 0;
  std::size_t written = 0;
};

enum class Digits : uint8_t { standard, url };

struct Kernels {
  // ---- Looking: how many bytes at the beginning ------------------------------------------------

  // … are ASCII.
  std::size_t (*asciiLength)(Bytes bytes);
  // … are whole well-formed characters of UTF-8.
  std::size_t (*wellFormedLength)(Bytes bytes);

  // The UTF-16 units that begin in the bytes, which are well-formed; `read` says in how many of
  // them (it may end within a character), `written` how many units there are.
  Progress (*utf16Units)(Bytes bytes);

  // ---- Turning one into the other --------------------------------------------------------------

  Progress (*hexToText)(Bytes bytes, Room text);
  Progress (*hexToBytes)(Bytes text, Room bytes);
  // Whole groups: three bytes are four digits. Digits of both alphabets are read.
  Progress (*base64ToText)(Bytes bytes, Room text, Digits digits);
  Progress (*base64ToBytes)(Bytes text, Room bytes);
  // Any bytes to UTF-8; and text as far as it has no character beyond U+00FF.
  Progress (*latin1ToText)(Bytes bytes, Room text);
  Progress (*latin1ToBytes)(Bytes text, Room bytes);
  // As far as the characters are ASCII.
  Progress (*utf16ToText)(Bytes bytes, Room text);
  Progress (*utf16ToBytes)(Bytes text, Room bytes);

  // ---- Searching and swapping ------------------------------------------------------------------

  // Between `from` and `to` (candidates.h), how far there is no candidate: from the first place up,
  // or from the last one down.
  std::size_t (*skipToCandidate)(const uint8_t* bytes, std::size_t from, std::size_t to,
                                 const nodelab::detail::Probe& probe);
  std::size_t (*skipBackToCandidate)(const uint8_t* bytes, std::size_t from, std::size_t to,
                                     const nodelab::detail::Probe& probe);

  // Turns the bytes of each 2, 4 or 8 around, in place. Returns how many bytes that were.
  std::size_t (*swapGroups)(Room bytes, std::size_t width);
};

// Kernels that do nothing.
extern const Kernels none;

namespace detail {
extern const Kernels* active;
}

// What this machine has: avx2, or none.
inline const Kernels& active() noexcept { return *detail::active; }

// All that were built and run here, `none` first: for tests, which compare them.
std::span<const Kernels* const> available() noexcept;

// Makes active() these, in the whole process; for tests and benchmarks. Returns the former ones.
const Kernels& use(const Kernels& kernels) noexcept;

}  // namespace nodelab::simd
