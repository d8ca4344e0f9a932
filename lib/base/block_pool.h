// BlockPool: memory for small objects that come and go all the time.
//
// Promises and coroutine frames live for a moment and are of a few sizes. A block that is given
// back waits in a list of its size for the next object, which so costs a few instructions in place
// of the general allocator's hundred. Each thread has its own lists, of at most 256 blocks a size;
// what is larger than 512 bytes, or comes from another thread, is passed through.
//
// A class uses it by deriving from Pooled. Under AddressSanitizer it passes everything through, so
// that the use of a freed object is seen.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

namespace nodelab {

class BlockPool {
 public:
  static void* allocate(std::size_t size) {
    List& list = lists_[classOf(size)];
    if (!list.first) return allocateNew(size);
    Block* block = list.first;
    list.first = block->next;
    ++list.room;
    return block;
  }

  // The size is that of the allocation.
  static void deallocate(void* memory, std::size_t size) noexcept {
    List& list = lists_[classOf(size)];
    if (list.room == 0) return ::operator delete(memory);
    list.first = ::new (memory) Block{list.first};
    --list.room;
  }

 private:
  struct Block {
    Block* next;
  };
  struct List {
    Block* first;
    uint32_t room;  // for so many more; 0 while the thread has not begun or has ended
  };
  struct Owner;

  static constexpr std::size_t step = 16;
  static constexpr std::size_t classes = 32;
  // The last list is that of all that is larger; it stays empty and has no room.
  static std::size_t classOf(std::size_t size) noexcept {
    const std::size_t index = (size + step - 1) / step;
    return index < classes ? index : classes;
  }
  static void* allocateNew(std::size_t size);

  // Plain bytes, so that an access is no more than that; Owner begins and ends them.
  static inline constinit thread_local std::array<List, classes + 1> lists_{};
};

// A base class, also of coroutine promises: `new` and `delete` use the pool.
struct Pooled {
  static void* operator new(std::size_t size) { return BlockPool::allocate(size); }
  static void operator delete(void* memory, std::size_t size) noexcept {
    BlockPool::deallocate(memory, size);
  }
};

}  // namespace nodelab
