// The C library beside nodelab's Buffer.
#include <cstdlib>
#include <cstring>
#include <memory>

#include "buffer/peers.h"

namespace peers::c {
namespace {

struct Free {
  void operator()(uint8_t* block) const { std::free(block); }
};
using Block = std::unique_ptr<uint8_t[], Free>;

// On a cache line of its own. Two blocks that malloc made one behind the other are 16 bytes more
// than their size apart, and for some sizes memcpy is many times slower then (see the card).
Block block(std::size_t size, uint8_t value) {
  Block made(static_cast<uint8_t*>(std::aligned_alloc(64, (size + 63) / 64 * 64)));
  std::memset(made.get(), value, size);
  return made;
}

Block haystack(const Text& text, std::size_t size) {
  Block made = block(size, 0);
  for (std::size_t i = 0; i < size; ++i) {
    made[i] = static_cast<uint8_t>(text.hay[i % text.hay.size()]);
  }
  std::memcpy(made.get() + size - text.needle.size(), text.needle.data(), text.needle.size());
  return made;
}

template <class Read>
void readNumbers(benchmark::State& state, Read read) {
  const auto count = static_cast<std::size_t>(numbers());
  const Block bytes = block(4 * count, 1);
  while (state.KeepRunningBatch(numbers())) {
    uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += read(bytes.get(), 4 * count, i);
    keep(sum);
  }
}

// With the check that it is inside, as Node's has.
uint32_t readChecked(const uint8_t* bytes, std::size_t size, std::size_t offset) {
  if (offset > size - 4) std::abort();
  uint32_t number;
  std::memcpy(&number, bytes + offset, sizeof number);
  return number;
}

template <class T, class Swap>
Body swapEach(std::size_t size, Swap swap) {
  return [size, swap](benchmark::State& state) {
    const Block bytes = block(size, 1);
    each(state, [&] {
      for (std::size_t at = 0; at < size; at += sizeof(T)) {
        T value;
        std::memcpy(&value, &bytes[at], sizeof value);
        value = swap(value);
        std::memcpy(&bytes[at], &value, sizeof value);
      }
      keep(bytes.get());
    });
  };
}

}  // namespace

Body alloc(std::size_t size) {
  return [size](benchmark::State& state) {
    each(state, [&] {
      void* const made = std::calloc(1, size);
      keep(made);
      std::free(made);
    });
  };
}

Body allocUnsafe(std::size_t size) {
  return [size](benchmark::State& state) {
    each(state, [&] {
      void* const made = std::malloc(size);
      keep(made);
      std::free(made);
    });
  };
}

void readUInt32LE(benchmark::State& state) {
  readNumbers(state, [](const uint8_t* bytes, std::size_t size, std::size_t i) {
    return readChecked(bytes, size, 4 * i);
  });
}

void readUInt32BE(benchmark::State& state) {
  readNumbers(state, [](const uint8_t* bytes, std::size_t size, std::size_t i) {
    return __builtin_bswap32(readChecked(bytes, size, 4 * i));
  });
}

void index(benchmark::State& state) {
  readNumbers(state, [](const uint8_t* bytes, std::size_t, std::size_t i) { return bytes[i]; });
}

Body indexOfByte(std::size_t size) {
  return [size](benchmark::State& state) {
    const Block bytes = haystack(prose, size);
    each(state, [&] { keep(std::memchr(bytes.get(), '#', size)); });
  };
}

Body indexOfBytes(const Text& text, std::size_t size) {
  return [text, size](benchmark::State& state) {
    const Block bytes = haystack(text, size);
    each(state, [&] { keep(memmem(bytes.get(), size, text.needle.data(), text.needle.size())); });
  };
}

Body compare(std::size_t size) {
  return [size](benchmark::State& state) {
    const Block a = block(size, 1), b = block(size, 1);
    each(state, [&] { keep(std::memcmp(a.get(), b.get(), size)); });
  };
}

Body fill(std::size_t size) {
  return [size](benchmark::State& state) {
    const Block bytes = block(size, 0);
    each(state, [&] { keep(std::memset(bytes.get(), 1, size)); });
  };
}

Body copy(std::size_t size) {
  return [size](benchmark::State& state) {
    const Block from = block(size, 1), to = block(size, 0);
    each(state, [&] { keep(std::memcpy(to.get(), from.get(), size)); });
  };
}

Body concat(std::size_t size) {
  return [size](benchmark::State& state) {
    const std::size_t length = size / parts;
    Block list[parts];
    for (Block& part : list) part = block(length, 1);
    each(state, [&] {
      auto* const whole = static_cast<uint8_t*>(std::malloc(size));
      for (std::size_t i = 0; i < parts; ++i) {
        std::memcpy(whole + i * length, list[i].get(), length);
      }
      keep(whole);
      std::free(whole);
    });
  };
}

Body swap16(std::size_t size) {
  return swapEach<uint16_t>(size, [](uint16_t value) { return __builtin_bswap16(value); });
}
Body swap32(std::size_t size) {
  return swapEach<uint32_t>(size, [](uint32_t value) { return __builtin_bswap32(value); });
}
Body swap64(std::size_t size) {
  return swapEach<uint64_t>(size, [](uint64_t value) { return __builtin_bswap64(value); });
}

}  // namespace peers::c
