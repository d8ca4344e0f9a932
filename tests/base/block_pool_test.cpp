#include "nodelab/base/block_pool.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace nodelab {
namespace {

struct Small : Pooled {
  explicit Small(int its) : value(its) {}
  virtual ~Small() = default;
  int value;
};
struct Larger : Small {
  Larger() : Small(2) {}
  char more[100] = {};
};
struct Huge : Pooled {
  char bytes[5000] = {};
};

TEST(BlockPool, GivesEachObjectAPlaceOfItsOwn) {
  std::vector<std::unique_ptr<Small>> objects;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1000; ++i) objects.push_back(std::make_unique<Small>(i));
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(objects[i]->value, i);
    objects.clear();
  }
}

TEST(BlockPool, TakesObjectsBackThroughTheirBase) {
  for (int i = 0; i < 10; ++i) {
    const std::unique_ptr<Small> larger = std::make_unique<Larger>();
    const Small small(1);
    EXPECT_EQ(larger->value, 2);
  }
}

TEST(BlockPool, PassesLargeObjectsThrough) {
  const auto first = std::make_unique<Huge>();
  const auto second = std::make_unique<Huge>();
  EXPECT_NE(first.get(), second.get());
}

TEST(BlockPool, AnObjectMayGoOnAnotherThreadAndAfterItsOwn) {
  std::unique_ptr<Small> made;
  std::thread([&made] { made = std::make_unique<Small>(3); }).join();
  EXPECT_EQ(made->value, 3);
  std::thread([object = std::move(made)]() mutable { object = nullptr; }).join();
}

}  // namespace
}  // namespace nodelab
