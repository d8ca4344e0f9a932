#include "nodelab/base/chunk_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace nodelab {
namespace {

std::vector<int> drained(ChunkQueue<int>& queue) {
  std::vector<int> all;
  while (!queue.empty()) queue.consumeFront([&](int value) { all.push_back(value); });
  return all;
}

std::vector<int> count(int from, int to) {
  std::vector<int> all;
  for (int i = from; i < to; ++i) all.push_back(i);
  return all;
}

TEST(ChunkQueue, GivesBackInOrderAcrossChunks) {
  ChunkQueue<int> queue;
  for (int i = 0; i < 2000; ++i) queue.emplaceBack(i);
  EXPECT_EQ(queue.size(), 2000u);
  EXPECT_EQ(drained(queue), count(0, 2000));
  EXPECT_EQ(queue.size(), 0u);
}

TEST(ChunkQueue, CanBeFilledAgainAfterItWasEmptied) {
  ChunkQueue<int> queue;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 256; ++i) queue.emplaceBack(i);  // to the end of a chunk
    EXPECT_EQ(drained(queue), count(0, 256));
  }
}

TEST(ChunkQueue, TakesMoreWhileAnElementIsUsedWhichStaysInItsPlace) {
  ChunkQueue<int> queue;
  queue.emplaceBack(1);
  queue.consumeFront([&](int& first) {
    EXPECT_TRUE(queue.empty());
    for (int i = 0; i < 1000; ++i) queue.emplaceBack(i);
    EXPECT_EQ(first, 1);
  });
  EXPECT_EQ(drained(queue), count(0, 1000));
}

TEST(ChunkQueue, DestroysAnElementAfterItsUseAlsoWhenThatThrows) {
  ChunkQueue<std::shared_ptr<int>> queue;
  const auto value = std::make_shared<int>(1);
  queue.emplaceBack(value);
  queue.emplaceBack(value);
  EXPECT_THROW(queue.consumeFront([](auto&) { throw std::runtime_error("x"); }),
               std::runtime_error);
  EXPECT_EQ(value.use_count(), 2);
  EXPECT_EQ(queue.size(), 1u);
}

TEST(ChunkQueue, DestroysWhatIsLeft) {
  const auto value = std::make_shared<int>(1);
  {
    ChunkQueue<std::shared_ptr<int>> queue;
    for (int i = 0; i < 700; ++i) queue.emplaceBack(value);
    queue.consumeFront([](auto&) {});
    EXPECT_EQ(value.use_count(), 700);
  }
  EXPECT_EQ(value.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
