#include "nodelab/buffer/search.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>
#include <vector>

#include "nodelab/buffer/candidates.h"

namespace nodelab::detail {

namespace {

// A probe for the needle by three of its bytes, `key` the one that the place is of.
class NeedleProbe {
 public:
  NeedleProbe(Bytes needle, std::size_t key, std::size_t second) noexcept
      : needle_(needle), key_(key), probe_{needle[key], other(second), other(needle.size() / 2)} {}

  // A candidate was false, for it differs there: that byte takes part from now on, in place of the
  // one that has done so for longer.
  void learn(std::size_t difference) noexcept {
    probe_.third = std::exchange(probe_.second, other(difference));
  }
  const Probe& get() const noexcept { return probe_; }

 private:
  Probe::Other other(std::size_t index) const noexcept {
    return {needle_[index], static_cast<std::ptrdiff_t>(index) - static_cast<std::ptrdiff_t>(key_)};
  }

  Bytes needle_;
  std::size_t key_;
  Probe probe_;
};

bool equal(Bytes a, Bytes b) noexcept { return std::memcmp(a.data(), b.data(), b.size()) == 0; }

std::size_t findByte(Bytes haystack, uint8_t byte, std::size_t from) noexcept {
  const void* found = std::memchr(&haystack[from], byte, haystack.size() - from);
  if (!found) return nowhere;
  return static_cast<std::size_t>(static_cast<const uint8_t*>(found) - haystack.data());
}

// Where two rows of bytes of one length differ, which must be somewhere.
std::size_t firstDifference(Bytes a, Bytes b) noexcept {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
}

std::size_t lastDifference(Bytes a, Bytes b) noexcept {
  const auto behind = std::mismatch(a.rbegin(), a.rend(), b.rbegin()).first;
  return static_cast<std::size_t>(a.rend() - behind) - 1;
}

// What false candidates have cost.
class Waste {
 public:
  // One for which `compared` bytes were looked at singly.
  void add(std::size_t compared, Bytes needle) noexcept {
    bytes_ += 16 + needle.size() / 16 + compared;
  }
  // Whether that is too much for so many places passed.
  bool isTooMuch(std::size_t passed) const noexcept { return bytes_ > 4096 + 8 * passed; }

 private:
  std::size_t bytes_ = 0;
};

// For each beginning of the needle: how long the longest other beginning is that it ends with.
template <class Iterator>
std::vector<std::size_t> bordersOf(Iterator needle, std::size_t length) {
  std::vector<std::size_t> borders(length, 0);
  std::size_t border = 0;
  for (std::size_t i = 1; i < length; ++i) {
    while (border > 0 && needle[i] != needle[border]) border = borders[border - 1];
    if (needle[i] == needle[border]) ++border;
    borders[i] = border;
  }
  return borders;
}

// Knuth, Morris and Pratt. The iterators go in either direction. Returns how far from the start of
// the haystack the needle stands, counting only places that together with `phase` are multiples of
// `unit`.
template <class Iterator>
std::size_t findLinearly(Iterator haystack, std::size_t size, Iterator needle, std::size_t length,
                         std::size_t phase, std::size_t unit) {
  const std::vector<std::size_t> borders = bordersOf(needle, length);
  std::size_t matched = 0;
  for (std::size_t i = 0; i < size; ++i) {
    while (matched > 0 && (matched == length || haystack[i] != needle[matched])) {
      matched = borders[matched - 1];
    }
    if (haystack[i] == needle[matched]) ++matched;
    const std::size_t place = i + 1 - matched;
    if (matched == length && (place + phase) % unit == 0) return place;
  }
  return nowhere;
}

}  // namespace

std::size_t find(Bytes haystack, Bytes needle, std::size_t from, std::size_t unit) {
  const std::size_t length = needle.size();
  const std::size_t to = haystack.size() - length + 1;
  if (length == 1) return findByte(haystack, needle.front(), from);
  NeedleProbe probe(needle, 0, length - unit);
  Waste waste;
  for (std::size_t next = from; next < to;) {
    const std::size_t place = firstCandidate(haystack.data(), next, to, probe.get());
    if (place == to) break;
    next = place + 1;
    if (place % unit != 0) continue;
    const Bytes there = haystack.subspan(place, length);
    if (equal(there, needle)) return place;
    const std::size_t difference = lastDifference(there, needle);
    probe.learn(difference);
    waste.add(length - difference, needle);
    if (waste.isTooMuch(place - from)) {
      const Bytes rest = haystack.subspan(place);
      const std::size_t further =
          findLinearly(rest.begin(), rest.size(), needle.begin(), length, place, unit);
      return further == nowhere ? nowhere : place + further;
    }
  }
  return nowhere;
}

std::size_t findLast(Bytes haystack, Bytes needle, std::size_t from, std::size_t unit) {
  const std::size_t length = needle.size();
  const std::size_t key = length - unit;
  NeedleProbe probe(needle, key, 0);
  Waste waste;
  for (std::size_t to = from + key + 1; to > key;) {
    const std::size_t found = lastCandidate(haystack.data(), key, to, probe.get());
    if (found == to) break;
    to = found;
    const std::size_t place = found - key;
    if (place % unit != 0) continue;
    const Bytes there = haystack.subspan(place, length);
    if (equal(there, needle)) return place;
    const std::size_t difference = firstDifference(there, needle);
    probe.learn(difference);
    waste.add(difference, needle);
    if (waste.isTooMuch(from - place)) {
      const Bytes rest = haystack.first(place + length);
      const std::size_t further =
          findLinearly(rest.rbegin(), rest.size(), needle.rbegin(), length, place, unit);
      return further == nowhere ? nowhere : place - further;
    }
  }
  return nowhere;
}

int64_t search(Bytes haystack, Bytes needle, int64_t byteOffset, Direction direction,
               std::size_t unit) {
  const bool forward = direction == Direction::forward;
  const auto size = static_cast<int64_t>(haystack.size());
  const auto length = static_cast<int64_t>(needle.size());
  int64_t from = byteOffset < 0 ? byteOffset + size : std::min(byteOffset, size);
  if (from < 0) {
    if (!forward && length > 0) return -1;
    from = 0;
  }
  if (length == 0) return from;
  // By the full length, although the rest of a unit is ignored below.
  if (length > size || (forward && length > size - from)) return -1;
  haystack = haystack.first(haystack.size() / unit * unit);
  needle = needle.first(needle.size() / unit * unit);
  if (needle.empty()) return -1;
  const std::size_t start = static_cast<std::size_t>(from) / unit * unit;
  const std::size_t last = haystack.size() - needle.size();
  const std::size_t place = forward ? find(haystack, needle, start, unit)
                                    : findLast(haystack, needle, std::min(start, last), unit);
  return place == nowhere ? -1 : static_cast<int64_t>(place);
}

}  // namespace nodelab::detail
