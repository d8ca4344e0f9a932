#include "nodelab/base/block_pool.h"

#include <utility>

namespace nodelab {

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr uint32_t roomAtFirst = 0;
#elif defined(__has_feature)
constexpr uint32_t roomAtFirst = __has_feature(address_sanitizer) ? 0 : 256;
#else
constexpr uint32_t roomAtFirst = 256;
#endif

}  // namespace

// The lists of one thread, from the first object to the thread's end. Objects that go even later
// find no room in them.
struct BlockPool::Owner {
  Owner() {
    for (std::size_t i = 0; i < classes; ++i) lists_[i].room = roomAtFirst;
  }
  ~Owner() {
    for (List& list : lists_) {
      list.room = 0;
      while (list.first) ::operator delete(std::exchange(list.first, list.first->next));
    }
  }
};

void* BlockPool::allocateNew(std::size_t size) {
  static thread_local Owner owner;
  return ::operator new((size + step - 1) / step * step);
}

}  // namespace nodelab
