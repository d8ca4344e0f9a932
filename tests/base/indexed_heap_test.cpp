#include "nodelab/base/indexed_heap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace nodelab {
namespace {

struct Element {
  int key = 0;
  std::size_t heapIndex = 0;
};
struct Smaller {
  bool operator()(const Element& a, const Element& b) const { return a.key < b.key; }
};
using Heap = IndexedHeap<Element, Smaller>;

std::vector<int> drained(Heap& heap) {
  std::vector<int> keys;
  while (!heap.empty()) {
    keys.push_back(heap.first().key);
    heap.remove(heap.first());
  }
  return keys;
}

TEST(IndexedHeap, GivesTheFirstFirst) {
  std::vector<Element> elements{{5}, {1}, {4}, {2}, {3}};
  Heap heap;
  for (Element& element : elements) heap.add(element);
  EXPECT_EQ(drained(heap), (std::vector{1, 2, 3, 4, 5}));
}

TEST(IndexedHeap, AnElementCanBecomeLater) {
  std::vector<Element> elements{{1}, {2}, {3}};
  Heap heap;
  for (Element& element : elements) heap.add(element);
  elements[0].key = 9;
  heap.postpone(elements[0]);
  EXPECT_EQ(drained(heap), (std::vector{2, 3, 9}));
}

// Against a sorted vector: any element may go at any time.
TEST(IndexedHeap, KeepsItsOrderWhateverIsRemoved) {
  std::mt19937 random(1);
  std::vector<Element> elements(200);
  std::vector<int> kept;
  Heap heap;
  for (Element& element : elements) {
    element.key = static_cast<int>(random() % 50);
    heap.add(element);
  }
  for (Element& element : elements) {
    if (random() % 2) {
      heap.remove(element);
    } else {
      kept.push_back(element.key);
    }
  }
  std::sort(kept.begin(), kept.end());
  EXPECT_EQ(drained(heap), kept);
}

}  // namespace
}  // namespace nodelab
