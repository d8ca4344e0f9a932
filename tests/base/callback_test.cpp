#include "nodelab/base/callback.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace {
std::size_t allocations = 0;
}

// The tests count what is allocated.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace nodelab {
namespace {

static_assert(sizeof(Task) == 32);
static_assert(!std::is_copy_constructible_v<Task>);
static_assert(std::is_nothrow_move_constructible_v<Task>);
static_assert(!std::is_constructible_v<Task, int>);
static_assert(!std::is_constructible_v<Callback<void(int)>, void (*)(std::string)>);

TEST(Callback, SixteenBytesOfCapturesAllocateNothing) {
  const std::array<char, 16> sixteen{1, 2, 3};
  const std::size_t before = allocations;
  Callback<int()> callback = [sixteen] { return sixteen[0] + sixteen[1]; };
  Callback<int()> moved = std::move(callback);
  EXPECT_EQ(moved(), 3);
  EXPECT_EQ(allocations, before);
}

TEST(Callback, ASharedPointerIsHeldInside) {
  auto owned = std::make_shared<int>(5);
  const std::size_t before = allocations;
  {
    Callback<int()> callback = [owned] { return *owned; };
    Callback<int()> moved = std::move(callback);
    EXPECT_EQ(moved(), 5);
    EXPECT_EQ(owned.use_count(), 2);
  }
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(Callback, LargerCapturesAreOneAllocationThatMovesKeep) {
  const std::array<char, 17> seventeen{1, 2, 3};
  const std::size_t before = allocations;
  Callback<int()> callback = [seventeen] { return seventeen[2] * 1; };
  Callback<int()> moved = std::move(callback);
  EXPECT_EQ(moved(), 3);
  EXPECT_EQ(allocations, before + 1);
}

TEST(Callback, HoldsWhatCannotBeCopied) {
  Callback<int(int)> callback = [n = std::make_unique<int>(40)](int more) { return *n + more; };
  EXPECT_EQ(callback(2), 42);
  Callback<std::unique_ptr<int>(std::unique_ptr<int>)> passes = [](std::unique_ptr<int> n) {
    return n;
  };
  EXPECT_EQ(*passes(std::make_unique<int>(7)), 7);
}

TEST(Callback, HoldsOveralignedCaptures) {
  struct alignas(64) Wide {
    int value = 3;
  };
  Callback<bool()> callback = [wide = Wide{}] {
    return wide.value == 3 && reinterpret_cast<std::uintptr_t>(&wide) % 64 == 0;
  };
  EXPECT_TRUE(callback());
}

TEST(Callback, DropsTheResultWhereNoneIsWanted) {
  int calls = 0;
  Task task = [&calls] { return ++calls; };
  task();
  EXPECT_EQ(calls, 1);
}

TEST(Callback, PassesReferencesAsTheyAre) {
  int n = 1;
  Callback<int&(int&)> callback = [](int& value) -> int& { return ++value; };
  EXPECT_EQ(&callback(n), &n);
  EXPECT_EQ(n, 2);
}

TEST(Callback, KeepsTheStateOfAMutableFunction) {
  Callback<int()> count = [n = 0]() mutable { return ++n; };
  count();
  EXPECT_EQ(count(), 2);
}

TEST(Callback, IsFalseWhenEmptyAndAfterAMove) {
  Task task;
  EXPECT_FALSE(task);
  EXPECT_FALSE(Task(nullptr));
  task = [] {};
  EXPECT_TRUE(task);
  Task other = std::move(task);
  EXPECT_TRUE(other);
  EXPECT_FALSE(task);  // NOLINT: a moved-from Callback is empty
  other = nullptr;
  EXPECT_FALSE(other);
}

TEST(Callback, DestroysWhatItHeldOnce) {
  auto owned = std::make_shared<int>(1);
  Task task = [owned] {};
  task = [owned, padding = std::array<char, 16>{}] { static_cast<void>(padding); };
  EXPECT_EQ(owned.use_count(), 2);
  task = std::move(*&task);
  EXPECT_EQ(owned.use_count(), 2);
  task = nullptr;
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(Callback, WhatItHeldMayLookAtItAsItGoes) {
  static Task slot;
  struct AtEnd {
    AtEnd() = default;
    AtEnd(AtEnd&& other) noexcept : armed(std::exchange(other.armed, false)) {}
    ~AtEnd() {
      if (armed) slot = [] {};
    }
    bool armed = true;
  };
  slot = [end = AtEnd()] {};
  slot = nullptr;
  EXPECT_TRUE(slot);
  slot = [end = AtEnd(), owned = std::make_unique<int>(1)] {};
  slot = [owned = std::make_unique<int>(2)] {};
  slot();
  slot = nullptr;
}

TEST(Callback, AFunctionMovedOutOfItsSlotMayOverwriteTheSlot) {
  Task slot;
  int calls = 0;
  slot = [&slot, &calls] {
    slot = [&calls] { calls += 10; };
    ++calls;
  };
  Task running = std::move(slot);
  running();
  slot();
  EXPECT_EQ(calls, 11);
}

TEST(Callback, AnExceptionPassesThrough) {
  Task task = [] { throw std::string("thrown"); };
  EXPECT_THROW(task(), std::string);
  EXPECT_TRUE(task);
}

}  // namespace
}  // namespace nodelab
