// Storage and Pool: where the bytes of Buffers live. Node's words for them are ArrayBuffer and
// `allocPool`.
//
// A Storage is one block from malloc: this head, a gap, the bytes. It counts the Buffers that look
// at it, and frees itself with the last one. The count is a plain integer, so a Storage belongs to
// one thread; debug builds check that. Programs never meet a Storage, they hold Buffers.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

namespace nodelab::detail {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool isWatched = true;
#elif defined(__has_feature)
constexpr bool isWatched = __has_feature(address_sanitizer);
#else
constexpr bool isWatched = false;
#endif

struct Storage {
  // Bytes begin on a cache line of their own: memcpy between blocks whose addresses differ by 8 to
  // 24 bytes modulo a page is many times slower on some processors, and a bare head in front of the
  // bytes would bring that about again and again. But AddressSanitizer sees a step behind the end
  // only where the block ends with the bytes.
  static constexpr std::size_t alignment = isWatched ? alignof(std::max_align_t) : 64;

  // A block of `byteLength` bytes of its own, owned by this thread, with a count of 1. Throws
  // RangeError "Array buffer allocation failed" where there is no memory.
  static Storage* makeZeroed(std::size_t byteLength);
  static Storage* makeUninitialised(std::size_t byteLength);

  void addRef() noexcept {
    assert(ownedByThisThread() && "a Buffer belongs to the thread that made it");
    ++refs;
  }
  void release() noexcept {
    assert(ownedByThisThread() && "a Buffer belongs to the thread that made it");
    if (--refs == 0) destroy();
  }

  // A storage between two threads (inside a TransferredBytes) has no owner.
  void disown() noexcept { owner = nullptr; }
  void own() noexcept;
  bool ownedByThisThread() const noexcept;

  void destroy() noexcept;

  uint32_t refs;
  bool pooled;
  const void* owner;
  uint8_t* bytes;
  std::size_t byteLength;
};

// The storage that this thread's small allocations are cut from, one behind the other.
struct Pool {
  static constexpr std::size_t defaultSize = 8192;

  // Requests of 1 byte up to `largest` are pooled. One comparison: 0 - 1 is the largest of all.
  bool serves(std::size_t length) const noexcept { return length - 1 < largest; }
  // Below 0 where a storage whose size is no multiple of 8 is used up.
  int64_t left() const noexcept { return end - free; }
  // Cuts off `length` bytes; there must be that many left. The next free place is rounded up to a
  // multiple of 8 (buffer fact 43). The caller counts itself in `storage`.
  uint8_t* take(std::size_t length) noexcept {
    uint8_t* bytes = free;
    free += roundedUp(length);
    return bytes;
  }
  // Goes on to a new storage, of `size` bytes; what was left of the old one is dropped.
  void renew();
  // Moves the limit at once, and the size with the next storage (buffer fact 47).
  void resize(std::size_t newSize) noexcept;

  static std::size_t roundedUp(std::size_t length) noexcept {
    return (length + 7) & ~std::size_t{7};
  }

  Storage* storage;
  uint8_t* free;
  uint8_t* end;
  std::size_t size = defaultSize;
  std::size_t largest = defaultSize / 2 - 1;
};

// One a thread, empty until the first request. `constinit` spares each access the check whether it
// is initialised; the thread's end lets go of the storage.
extern constinit thread_local Pool pool;

inline void Storage::own() noexcept { owner = &pool; }
inline bool Storage::ownedByThisThread() const noexcept { return owner == &pool; }

}  // namespace nodelab::detail
