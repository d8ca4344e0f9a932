// ListenerList: the listeners of one event, in order.
//
// The list is one block, a header and the listeners behind it. A round of `emit` walks that block
// without copying it: while a round holds it, it is immutable, and a change of the list is made in
// a copy, which the next round will find. So emit, which comes often, costs nothing for that, and
// the rare change during a round does. (Node does it the other way round: it copies in each emit
// that has several listeners.)
//
// In Node the functions are in an array which is there only while there are two or more; with one
// there is just the function. Where that shows, the names below say `array`.
//
// Internal to EventEmitter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "nodelab/events/listener_function.h"

namespace nodelab::detail {

// The block. Listeners are plain pointers that own a reference each.
class ListenerBlock {
 public:
  static ListenerBlock* make(uint32_t capacity);
  ListenerBlock* copy(uint32_t capacity) const;

  ListenerFunction* const* begin() const noexcept {
    return reinterpret_cast<ListenerFunction* const*>(this + 1);
  }
  ListenerFunction* const* end() const noexcept { return begin() + size; }
  ListenerFunction** data() noexcept { return reinterpret_cast<ListenerFunction**>(this + 1); }
  void destroyIfUnused() noexcept {
    if (owners == 0 && rounds == 0) destroy();
  }

  uint32_t rounds = 0;  // of emit that walk it
  uint32_t owners = 0;  // the list, and whoever watches it (ArrayWatch)
  uint32_t size = 0;
  uint32_t capacity : 31;
  uint32_t warned : 1;  // that there are many (events fact 16)

 private:
  explicit ListenerBlock(uint32_t room) noexcept : capacity(room), warned(0) {}
  void destroy() noexcept;
};

class ListenerList {
 public:
  enum class Where { front, back };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  ListenerList() noexcept = default;
  ListenerList(ListenerList&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  ListenerList& operator=(ListenerList&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  // Lets go of the listeners, which may have anything to say as they go.
  ~ListenerList();

  bool empty() const noexcept { return !block_; }
  std::size_t size() const noexcept { return block_ ? block_->size : 0; }
  ListenerFunction* const* begin() const noexcept { return block_->begin(); }
  ListenerFunction* const* end() const noexcept { return block_->end(); }
  ListenerBlock* block() const noexcept { return block_; }

  void insert(Where where, Ref<ListenerFunction> listener);
  // Takes one out of a list of two or more.
  Ref<ListenerFunction> take(std::size_t index);
  // The last place of the function, or of a once wrapper around it; or `none`.
  std::size_t lastIndexOf(const ListenerFunction* listener) const noexcept;
  std::size_t count(const ListenerFunction* listener) const noexcept;

 private:
  void makeWritable(uint32_t wanted);
  void replace(ListenerBlock* block) noexcept;
  void leaveArray();

  ListenerBlock* block_ = nullptr;
};

// A round of emit over the list as it is now.
class ListenerRound {
 public:
  explicit ListenerRound(const ListenerList& list) noexcept : block_(*list.block()) {
    ++block_.rounds;
  }
  ~ListenerRound() {
    if (--block_.rounds == 0) block_.destroyIfUnused();
  }
  ListenerRound(const ListenerRound&) = delete;
  ListenerRound& operator=(const ListenerRound&) = delete;

  ListenerFunction* const* begin() const noexcept { return block_.begin(); }
  ListenerFunction* const* end() const noexcept { return block_.end(); }

 private:
  ListenerBlock& block_;
};

// Node's array of the list, as it changes: `removeAllListeners` looks at it after each listener
// that it has taken off. It is no longer the list's once that has come down to one (events fact
// 13).
class ArrayWatch {
 public:
  explicit ArrayWatch(const ListenerList& list) noexcept;
  ~ArrayWatch();
  ArrayWatch(const ArrayWatch&) = delete;
  ArrayWatch& operator=(const ArrayWatch&) = delete;

  std::size_t size() const noexcept { return block_->size; }
  Ref<ListenerFunction> operator[](std::size_t index) const noexcept {
    return Ref<ListenerFunction>(block_->begin()[index]);
  }

  // The list goes on in a copy of the block.
  static void follow(ListenerBlock* from, ListenerBlock* to) noexcept;

 private:
  static inline constinit thread_local ArrayWatch* innermost = nullptr;

  ListenerBlock* block_;
  ArrayWatch* const outer_ = std::exchange(innermost, this);
};

}  // namespace nodelab::detail
