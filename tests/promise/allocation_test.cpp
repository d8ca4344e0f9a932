// What an await costs in memory: nothing beyond the coroutine's frame and its promise.
#include <gtest/gtest.h>

#include "nodelab/loop/next_tick.h"
#include "nodelab/promise/promise.h"
#include "support/allocations.h"

namespace nodelab {
namespace {

Promise<void> awaits(int times, Promise<int> ready, Promise<int> pending) {
  for (int i = 0; i < times; ++i) {
    co_await ready;
    co_await i;
  }
  co_await pending;
}

std::size_t allocationsOf(int times) {
  EventLoop loop;
  std::size_t before = 0;
  loop.runCallback([&] {
    auto ready = Promise<int>::resolve(1);
    auto [pending, resolver] = Promise<int>::withResolvers();
    queueMicrotask([resolver = resolver] { resolver.resolve(2); });
    before = allocations();
    awaits(times, ready, pending);
  });
  return allocations() - before;
}

TEST(Allocation, AnAwaitCostsNone) {
  allocationsOf(1000);  // brings the pool to its length
  // Each loop gets its microtask queue, which is then used round and round.
  EXPECT_EQ(allocationsOf(2000), allocationsOf(1000));
}

}  // namespace
}  // namespace nodelab
