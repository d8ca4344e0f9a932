// What costs no allocation.
#include <gtest/gtest.h>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/allocations.h"

namespace nodelab {
namespace {

// Allocations of `count` calls, after as many, twice, that bring the queues to their length.
template <class Function>
std::size_t allocationsOf(int count, Function function) {
  EventLoop loop;
  auto all = [&] {
    for (int i = 0; i < count; ++i) function();
  };
  for (int round = 0; round < 2; ++round) {
    loop.runCallback(all);
    loop.run();
  }
  const std::size_t before = allocations();
  loop.runCallback(all);
  loop.run();
  return allocations() - before;
}

TEST(Allocation, TheCounterWorks) {
  int* volatile made = nullptr;  // so that no compiler leaves the pair out
  EXPECT_EQ(allocationsOf(10,
                          [&] {
                            made = new int;
                            delete made;
                          }),
            10u);
}

TEST(Allocation, ATickOfASmallCallbackCostsNone) {
  int sum = 0;
  double half = 0.5;
  EXPECT_EQ(allocationsOf(1000, [&] { process::nextTick([&sum, &half] { sum += half > 0; }); }),
            0u);
  EXPECT_EQ(sum, 3000);
}

TEST(Allocation, AMicrotaskOfASmallCallbackCostsNone) {
  int sum = 0;
  EXPECT_EQ(allocationsOf(1000, [&] { queueMicrotask([&sum] { ++sum; }); }), 0u);
  EXPECT_EQ(sum, 3000);
}

TEST(Allocation, TimersAndImmediatesReuseTheirPlaces) {
  int sum = 0;
  EXPECT_EQ(allocationsOf(1000, [&] { setTimeout([&sum] { ++sum; }, 1); }), 0u);
  EXPECT_EQ(allocationsOf(1000, [&] { setImmediate([&sum] { ++sum; }); }), 0u);
  EXPECT_EQ(allocationsOf(1000, [&] { clearTimeout(setTimeout([] {}, 100)); }), 0u);
  EXPECT_EQ(sum, 6000);
}

}  // namespace
}  // namespace nodelab
