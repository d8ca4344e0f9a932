// ListenerList: the listeners of one event, in order.
//
// As in Node there is an array only while there are two or more; with one there is just the
// function. (That shows, see events fact 1.) The array is one block, a header and the listeners
// behind it. A round of `emit` walks it without copying it: while a round holds it, it is
// immutable, and a change of the list is made in a copy, which the next round will find. So emit,
// which comes often, costs nothing for that, and the rare change during a round does. (Node does it
// the other way round: it copies in each emit that has several listeners.)
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

// Listeners are plain pointers that own a reference each.
class ListenerArray {
 public:
  // Blocks are of 32, 64, 128… bytes.
  static constexpr uint32_t firstCapacity = 2;

  static ListenerArray* make(uint32_t capacity) {
    return ::new (BlockPool::allocate(bytesOf(capacity))) ListenerArray(capacity);
  }
  ListenerArray* copy(uint32_t room) const;

  ListenerFunction* const* begin() const noexcept {
    return reinterpret_cast<ListenerFunction* const*>(this + 1);
  }
  ListenerFunction* const* end() const noexcept { return begin() + size; }
  ListenerFunction** data() noexcept { return reinterpret_cast<ListenerFunction**>(this + 1); }

  // Whoever holds the array: rounds of emit, which walk it, and owners, the list and those who
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

  uint32_t size = 0;
  uint32_t capacity : 31;
  uint32_t warned : 1;  // that there are many (events fact 16)

 private:
  explicit ListenerArray(uint32_t room) noexcept : capacity(room), warned(0) {}
  void destroy() noexcept;
  static constexpr std::size_t bytesOf(uint32_t capacity);

  // Both counts in one: rounds in the lower half, owners in the upper.
  static constexpr uint64_t oneOwner = uint64_t{1} << 32;
  uint64_t holds_ = 0;
};

constexpr std::size_t ListenerArray::bytesOf(uint32_t capacity) {
  return sizeof(ListenerArray) + capacity * sizeof(ListenerFunction*);
}

class ListenerList {
 public:
  enum class Where { front, back };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  constexpr ListenerList() noexcept = default;
  explicit ListenerList(const Ref<ListenerFunction>& first) noexcept : one_(owned(first)) {}
  ListenerList(ListenerList&& other) noexcept
      : one_(std::exchange(other.one_, nullptr)), array_(std::exchange(other.array_, nullptr)) {}
  ListenerList& operator=(ListenerList&& other) noexcept {
    std::swap(one_, other.one_);
    std::swap(array_, other.array_);
    return *this;
  }
  // Lets go of the listeners, which may have anything to say as they go.
  ~ListenerList() {
    if (one_) one_->release();
    if (array_) array_->dropOwner();
  }

  // The array, or null while there is but one listener.
  ListenerArray* array() const noexcept { return array_; }

  // All that follows is for a list that has listeners.
  std::size_t size() const noexcept { return array_ ? array_->size : 1; }
  ListenerFunction* const* begin() const noexcept { return array_ ? array_->begin() : &one_; }
  ListenerFunction* const* end() const noexcept { return begin() + size(); }
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
  void makeArray();
  void copyArray(uint32_t capacity);
  void leaveArray() noexcept;

  // One of them, or neither in an empty list.
  ListenerFunction* one_ = nullptr;
  ListenerArray* array_ = nullptr;
};

// A round of emit over an array as it is now.
class ListenerRound {
 public:
  explicit ListenerRound(ListenerArray& array) noexcept : array_(array) { array_.addRound(); }
  ~ListenerRound() { array_.dropRound(); }
  ListenerRound(const ListenerRound&) = delete;
  ListenerRound& operator=(const ListenerRound&) = delete;

  ListenerFunction* const* begin() const noexcept { return array_.begin(); }
  ListenerFunction* const* end() const noexcept { return array_.end(); }

 private:
  ListenerArray& array_;
};

template <class... Args>
[[gnu::noinline]] void callEach(ListenerArray& array, const Emission& emission,
                                EventArg<Args>... args) {
  const ListenerRound round(array);
  const auto end = round.end();
  for (auto listener = round.begin(); listener != end; ++listener) {
    callListener<Args...>(**listener, emission, args...);
  }
}

// A list's array, as it changes: `removeAllListeners` looks at it after each listener that it has
// taken off. It is no longer the list's once that has come down to one (events fact 13).
class ArrayWatch {
 public:
  explicit ArrayWatch(ListenerArray& array) noexcept : array_(&array) { array_->addOwner(); }
  ~ArrayWatch() {
    innermost = outer_;
    array_->dropOwner();
  }
  ArrayWatch(const ArrayWatch&) = delete;
  ArrayWatch& operator=(const ArrayWatch&) = delete;

  std::size_t size() const noexcept { return array_->size; }
  Ref<ListenerFunction> operator[](std::size_t index) const noexcept {
    return Ref<ListenerFunction>(array_->begin()[index]);
  }

  // The list goes on in a copy of the array.
  static void follow(ListenerArray* from, ListenerArray* to) noexcept;

 private:
  static inline constinit thread_local ArrayWatch* innermost = nullptr;

  ListenerArray* array_;
  ArrayWatch* const outer_ = std::exchange(innermost, this);
};

}  // namespace nodelab::detail
