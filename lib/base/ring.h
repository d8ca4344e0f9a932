// Ring<T>: a first-in, first-out queue in one array that is reused round and round.
//
// The tick queue, the microtask queue and a stream's buffer are Rings: in steady state they
// allocate nothing. Capacity is a power of two and doubles when full; it never shrinks.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace nodelab {

template <class T>
class Ring {
 public:
  Ring() noexcept = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() {
    clear();
    release(slots_);
  }

  bool empty() const noexcept { return head_ == tail_; }
  std::size_t size() const noexcept { return tail_ - head_; }

  // Indexed from the front: queue[0] is the next to leave.
  T& operator[](std::size_t index) noexcept { return slots_[(head_ + index) & mask()]; }
  const T& operator[](std::size_t index) const noexcept { return slots_[(head_ + index) & mask()]; }
  T& front() noexcept { return (*this)[0]; }
  const T& front() const noexcept { return (*this)[0]; }

  // The value is taken from its place, which must not be in this ring.
  void pushBack(T&& value) {
    if (size() == capacity_) grow();
    ::new (&slots_[tail_ & mask()]) T(std::move(value));
    ++tail_;
  }
  void pushBack(const T& value) { pushBack(T(value)); }
  void pushFront(T value) {
    if (size() == capacity_) grow();
    --head_;
    ::new (&slots_[head_ & mask()]) T(std::move(value));
  }
  T popFront() {
    T& slot = front();
    T value = std::move(slot);
    slot.~T();
    ++head_;
    return value;
  }
  void swap(Ring& other) noexcept {
    std::swap(slots_, other.slots_);
    std::swap(capacity_, other.capacity_);
    std::swap(head_, other.head_);
    std::swap(tail_, other.tail_);
  }
  void clear() {
    while (!empty()) popFront();
  }

 private:
  std::size_t mask() const noexcept { return capacity_ - 1; }
  static T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void release(T* slots) noexcept {
    if (slots) std::allocator<T>().deallocate(slots, capacity_);
  }

  void grow() {
    const std::size_t bigger = capacity_ ? capacity_ * 2 : 16;
    T* slots = allocate(bigger);
    const std::size_t count = size();
    for (std::size_t i = 0; i < count; ++i) {
      T& slot = (*this)[i];
      ::new (&slots[i]) T(std::move(slot));
      slot.~T();
    }
    release(slots_);
    slots_ = slots;
    capacity_ = bigger;
    head_ = 0;
    tail_ = count;
  }

  T* slots_ = nullptr;
  std::size_t capacity_ = 0;
  // Positions only count up (down, for pushFront); the mask folds them into the array.
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

}  // namespace nodelab
