#include "nodelab/buffer/storage.h"

#include <cstdlib>
#include <new>

#include "nodelab/base/error.h"

namespace nodelab::detail {

constinit thread_local Pool pool{};

namespace {

// The pool's bytes begin on a cache line of their own: memcpy between blocks whose addresses differ
// by a few bytes modulo a page is many times slower, and a bare head before them would cause that.
constexpr std::size_t poolAlignment = 64;
static_assert(sizeof(Storage) <= poolAlignment);

Storage* initialise(void* block, uint8_t* bytes, std::size_t byteLength, bool pooled) {
  return ::new (block) Storage{1, pooled, &pool, bytes, byteLength};
}

void* require(void* block) {
  if (!block) throw Error("", "Array buffer allocation failed", "RangeError");
  return block;
}

Storage* initialiseUnpooled(void* block, std::size_t byteLength) {
  uint8_t* bytes = static_cast<uint8_t*>(require(block)) + sizeof(Storage);
  return initialise(block, bytes, byteLength, false);
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
  return initialiseUnpooled(std::calloc(1, sizeof(Storage) + byteLength), byteLength);
}

Storage* Storage::makeUninitialised(std::size_t byteLength) {
  return initialiseUnpooled(std::malloc(sizeof(Storage) + byteLength), byteLength);
}

void Storage::destroy() noexcept { std::free(this); }

void Pool::renew() {
  thread_local PoolKeeper keeper;
  (void)keeper;
  // Where no Buffer looks at the old storage any more, it serves as the new one.
  if (!storage || storage->refs > 1) {
    void* block = require(std::aligned_alloc(poolAlignment, poolAlignment + size));
    uint8_t* bytes = static_cast<uint8_t*>(block) + poolAlignment;
    if (storage) storage->release();
    storage = initialise(block, bytes, size, true);
  }
  free = storage->bytes;
  left = size;
}

}  // namespace nodelab::detail
