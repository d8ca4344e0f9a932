#include "nodelab/buffer/storage.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include "nodelab/base/error.h"

namespace nodelab::detail {

constinit thread_local Pool pool{};

namespace {

// What the head takes, and the way from where malloc's block begins to the next cache line.
constexpr std::size_t headRoom = sizeof(Storage) + Storage::alignment - alignof(std::max_align_t);

Storage* initialise(void* block, std::size_t byteLength, bool pooled = false) {
  if (!block) throw Error("", "Array buffer allocation failed", "RangeError");
  const auto behindHead = reinterpret_cast<std::uintptr_t>(block) + sizeof(Storage);
  const std::size_t gap = -behindHead % Storage::alignment;
  uint8_t* bytes = static_cast<uint8_t*>(block) + sizeof(Storage) + gap;
  return ::new (block) Storage{1, pooled, &pool, bytes, byteLength};
}

// Lets go of the pool at the end of its thread.
struct PoolKeeper {
  ~PoolKeeper() {
    if (pool.storage) pool.storage->release();
    pool = {};
  }
};

}  // namespace

Storage* Storage::makeZeroed(std::size_t byteLength) {
  // The calloc of glibc passes by the small blocks that its malloc keeps at hand for each thread.
  if (headRoom + byteLength <= 1024) {
    Storage* storage = makeUninitialised(byteLength);
    std::memset(storage->bytes, 0, byteLength);
    return storage;
  }
  return initialise(std::calloc(1, headRoom + byteLength), byteLength);
}

Storage* Storage::makeUninitialised(std::size_t byteLength) {
  return initialise(std::malloc(headRoom + byteLength), byteLength);
}

void Storage::destroy() noexcept { std::free(this); }

void Pool::renew() {
  thread_local PoolKeeper keeper;
  (void)keeper;
  // Where no Buffer looks at the old storage any more, it serves as the new one.
  if (!storage || storage->refs > 1 || storage->byteLength != size) {
    Storage* next = initialise(std::malloc(headRoom + roundedUp(size)), size, true);
    if (storage) storage->release();
    storage = next;
  }
  free = storage->bytes;
  end = free + size;
}

void Pool::resize(std::size_t newSize) noexcept {
  size = newSize;
  largest = std::max<std::size_t>(newSize / 2, 1) - 1;
}

}  // namespace nodelab::detail
