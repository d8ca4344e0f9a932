// IndexedHeap<T>: a priority queue of pointers in which each element knows its own place.
//
// The first is found at once; adding, removing any element and telling that one has become later
// take O(log n). T has a member `std::size_t heapIndex` that belongs to the heap, and `Before(a,
// b)` says whether a comes before b. The heap owns nothing.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace nodelab {

template <class T, class Before>
class IndexedHeap {
 public:
  bool empty() const noexcept { return elements_.empty(); }
  T& first() const noexcept { return *elements_.front(); }

  void add(T& element) {
    elements_.push_back(&element);
    moveUp(elements_.size() - 1);
  }
  void remove(T& element) {
    const std::size_t gap = element.heapIndex;
    T* last = elements_.back();
    elements_.pop_back();
    if (last == &element) return;
    put(gap, last);
    moveUp(gap);
    moveDown(last->heapIndex);
  }
  // The element comes later than it did.
  void postpone(T& element) { moveDown(element.heapIndex); }

 private:
  void put(std::size_t index, T* element) {
    elements_[index] = element;
    element->heapIndex = index;
  }

  void moveUp(std::size_t index) {
    T* element = elements_[index];
    while (index > 0) {
      const std::size_t parent = (index - 1) / 2;
      if (!Before()(*element, *elements_[parent])) break;
      put(index, elements_[parent]);
      index = parent;
    }
    put(index, element);
  }

  void moveDown(std::size_t index) {
    T* element = elements_[index];
    for (std::size_t child; (child = 2 * index + 1) < elements_.size(); index = child) {
      if (child + 1 < elements_.size() && Before()(*elements_[child + 1], *elements_[child])) {
        ++child;
      }
      if (!Before()(*elements_[child], *element)) break;
      put(index, elements_[child]);
    }
    put(index, element);
  }

  std::vector<T*> elements_;
};

}  // namespace nodelab
