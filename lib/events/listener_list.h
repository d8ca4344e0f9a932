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
#include <new>
#include <utility>

#include "nodelab/base/block_pool.h"
#include "nodelab/events/listener_function.h"

namespace nodelab::detail {

// The block. Listeners are plain pointers that own a reference each.
class ListenerBlock {
 public:
  // Blocks are of 32, 64, 128… bytes.
  static constexpr uint32_t firstCapacity = 2;

  static ListenerBlock* make(uint32_t capacity = firstCapacity) {
    return ::new (BlockPool::allocate(bytesOf(capacity))) ListenerBlock(capacity);
  }
  ListenerBlock* copy(uint32_t room) const;

  ListenerFunction* const* begin() const noexcept {
    return reinterpret_cast<ListenerFunction* const*>(this + 1);
  }
  ListenerFunction* const* end() const noexcept { return begin() + size; }
  ListenerFunction** data() noexcept { return reinterpret_cast<ListenerFunction**>(this + 1); }

  // Whoever holds the block: rounds of emit, which walk it, and owners, the list and those who
  // watch it (ArrayWatch). It goes with the last of them.
  void addRound() noexcept { ++holds_; }
  void dropRound() noexcept {
    if (--holds_ == 0) destroy();
  }
  bool isWalked() const noexcept { return static_cast<uint32_t>(holds_) != 0; }
  void addOwner() noexcept { holds_ += oneOwner; }
  void dropOwner() noexcept {
    if ((holds_ -= oneOwner) == 0) destroy();
  }
  bool isWatched() const noexcept { return holds_ >= 2 * oneOwner; }

  uint32_t size = 0;
  uint32_t capacity : 31;
  uint32_t warned : 1;  // that there are many (events fact 16)

 private:
  explicit ListenerBlock(uint32_t room) noexcept : capacity(room), warned(0) {}
  void destroy() noexcept;
  static constexpr std::size_t bytesOf(uint32_t capacity);

  // Both counts in one: rounds in the lower half, owners in the upper.
  static constexpr uint64_t oneOwner = uint64_t{1} << 32;
  uint64_t holds_ = 0;
};

constexpr std::size_t ListenerBlock::bytesOf(uint32_t capacity) {
  return sizeof(ListenerBlock) + capacity * sizeof(ListenerFunction*);
}

class ListenerList {
 public:
  enum class Where { front, back };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  constexpr ListenerList() noexcept = default;
  explicit ListenerList(const Ref<ListenerFunction>& first) : block_(ListenerBlock::make()) {
    block_->addOwner();
    block_->size = 1;
    *block_->data() = owned(first);
  }
  ListenerList(ListenerList&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  ListenerList& operator=(ListenerList&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  // Lets go of the listeners, which may have anything to say as they go.
  ~ListenerList() {
    if (block_) block_->dropOwner();
  }

  std::size_t size() const noexcept { return block_->size; }
  ListenerFunction* const* begin() const noexcept { return block_->begin(); }
  ListenerFunction* const* end() const noexcept { return block_->end(); }
  ListenerBlock* block() const noexcept { return block_; }

  // All that follows is for a list that has listeners.
  void insert(Where where, const Ref<ListenerFunction>& listener);
  // Takes one out of a list of two or more. Somebody holds the listener.
  void remove(std::size_t index);
  // The last place of the function, or of a once wrapper around it; or `none`.
  std::size_t lastIndexOf(const ListenerFunction* listener) const noexcept {
    for (std::size_t i = size(); i-- > 0;) {
      if (begin()[i] == listener || begin()[i]->original() == listener) return i;
    }
    return none;
  }
  std::size_t count(const ListenerFunction* listener) const noexcept;

 private:
  static ListenerFunction* owned(const Ref<ListenerFunction>& listener) noexcept {
    listener->addRef();
    return listener.get();
  }
  void makeWritable(uint32_t wanted);
  void replace(ListenerBlock* block) noexcept;
  void leaveArray();

  ListenerBlock* block_ = nullptr;
};

// A round of emit over the list as it is now.
class ListenerRound {
 public:
  explicit ListenerRound(const ListenerList& list) noexcept : block_(*list.block()) {
    block_.addRound();
  }
  ~ListenerRound() { block_.dropRound(); }
  ListenerRound(const ListenerRound&) = delete;
  ListenerRound& operator=(const ListenerRound&) = delete;

  std::size_t size() const noexcept { return block_.size; }
  ListenerFunction* const* begin() const noexcept { return block_.begin(); }
  ListenerFunction* const* end() const noexcept { return block_.end(); }

 private:
  ListenerBlock& block_;
};

template <class... Args>
[[gnu::noinline]] void callEach(const ListenerRound& round, const Emission& emission,
                                EventArg<Args>... args) {
  const auto end = round.end();
  for (auto listener = round.begin(); listener != end; ++listener) {
    callListener<Args...>(**listener, emission, args...);
  }
}

// Node's array of the list, as it changes: `removeAllListeners` looks at it after each listener
// that it has taken off. It is no longer the list's once that has come down to one (events fact
// 13).
class ArrayWatch {
 public:
  explicit ArrayWatch(const ListenerList& list) noexcept : block_(list.block()) {
    block_->addOwner();
  }
  ~ArrayWatch() {
    innermost = outer_;
    block_->dropOwner();
  }
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
