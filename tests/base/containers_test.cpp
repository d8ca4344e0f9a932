// Ring and IntrusiveList.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/base/intrusive_list.h"
#include "nodelab/base/ring.h"

namespace nodelab {
namespace {

TEST(Ring, IsFirstInFirstOut) {
  Ring<int> ring;
  EXPECT_TRUE(ring.empty());
  for (int i = 0; i < 100; ++i) ring.pushBack(i);
  EXPECT_EQ(ring.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(ring.popFront(), i);
  EXPECT_TRUE(ring.empty());
}

TEST(Ring, GrowsInOrderWhileItIsWrappedAround) {
  Ring<int> ring;
  for (int i = 0; i < 10; ++i) ring.pushBack(i);
  for (int i = 0; i < 10; ++i) ring.popFront();
  for (int i = 0; i < 40; ++i) ring.pushBack(i);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(ring[static_cast<std::size_t>(i)], i);
}

TEST(Ring, PushFrontGoesBeforeTheFirst) {
  Ring<int> ring;
  ring.pushBack(1);
  for (int i = 0; i > -20; --i) ring.pushFront(i);
  EXPECT_EQ(ring.size(), 21u);
  for (int i = -19; i <= 1; ++i) EXPECT_EQ(ring.popFront(), i);
}

TEST(Ring, OwnsItsElements) {
  auto owned = std::make_shared<int>(1);
  {
    Ring<std::shared_ptr<int>> ring;
    for (int i = 0; i < 20; ++i) ring.pushBack(owned);
    ring.popFront();
    EXPECT_EQ(owned.use_count(), 20);
    Ring<std::shared_ptr<int>> other;
    other.swap(ring);
    EXPECT_TRUE(ring.empty());
    other.clear();
    EXPECT_EQ(owned.use_count(), 1);
    other.pushBack(owned);
  }
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(Ring, MayBePushedToByAnElementThatRuns) {
  Ring<Task> ring;
  int ran = 0;
  for (int i = 0; i < 16; ++i) {
    ring.pushBack([&ring, &ran] {
      ++ran;
      ring.pushBack([&ran] { ++ran; });
    });
  }
  while (!ring.empty()) {
    Task task = ring.popFront();
    task();
  }
  EXPECT_EQ(ran, 32);
}

struct Item : ListNode<Item> {
  explicit Item(int itsValue) : value(itsValue) {}
  int value;
};

std::vector<int> drain(IntrusiveList<Item>& list) {
  std::vector<int> values;
  while (!list.empty()) {
    values.push_back(list.front().value);
    list.front().unlink();
  }
  return values;
}

TEST(IntrusiveList, KeepsTheOrderOfPushes) {
  Item a(1), b(2), c(3);
  IntrusiveList<Item> list;
  for (Item* item : {&a, &b, &c}) list.pushBack(*item);
  EXPECT_TRUE(b.linked());
  EXPECT_EQ(drain(list), (std::vector<int>{1, 2, 3}));
  EXPECT_FALSE(b.linked());
}

TEST(IntrusiveList, PushingAnElementAgainMovesItToTheEnd) {
  Item a(1), b(2);
  IntrusiveList<Item> list, other;
  list.pushBack(a);
  list.pushBack(b);
  list.pushBack(a);
  EXPECT_EQ(drain(list), (std::vector<int>{2, 1}));
  list.pushBack(a);
  other.pushBack(a);
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(drain(other), (std::vector<int>{1}));
}

TEST(IntrusiveList, AnElementLeavesWhenItDies) {
  Item a(1), c(3);
  IntrusiveList<Item> list;
  list.pushBack(a);
  {
    Item b(2);
    list.pushBack(b);
    list.pushBack(c);
  }
  EXPECT_EQ(drain(list), (std::vector<int>{1, 3}));
}

TEST(IntrusiveList, LetsItsElementsGoWhenItDies) {
  Item a(1);
  {
    IntrusiveList<Item> list;
    list.pushBack(a);
  }
  EXPECT_FALSE(a.linked());
  a.unlink();
}

}  // namespace
}  // namespace nodelab
