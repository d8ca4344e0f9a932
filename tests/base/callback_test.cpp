#include "nodelab/base/callback.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>

namespace nodelab {
namespace {

static_assert(sizeof(Task) == 32);
static_assert(!std::is_copy_constructible_v<Task>);
static_assert(std::is_nothrow_move_constructible_v<Task>);
static_assert(!std::is_constructible_v<Task, int>);
static_assert(!std::is_constructible_v<Callback<void(int)>, void (*)(std::string)>);

// A function that knows how often functions of its kind were allocated on the heap.
template <class Function>
struct Counts {
  static inline int allocations = 0;
  static void* operator new(std::size_t bytes) {
    ++allocations;
    return ::operator new(bytes);
  }
  static void operator delete(void* memory) { ::operator delete(memory); }
};

template <std::size_t size>
struct Sized : Counts<Sized<size>> {
  int operator()() const { return bytes[size - 1]; }
  std::array<char, size> bytes{};
};

TEST(Callback, SixteenBytesOfCapturesAllocateNothing) {
  Sized<16> function;
  function.bytes[15] = 3;
  Callback<int()> callback = function;
  Callback<int()> moved = std::move(callback);
  EXPECT_EQ(moved(), 3);
  EXPECT_EQ(Sized<16>::allocations, 0);
}

TEST(Callback, LargerCapturesAreOneAllocationThatMovesKeep) {
  Sized<17> function;
  function.bytes[16] = 3;
  Callback<int()> callback = function;
  Callback<int()> moved = std::move(callback);
  EXPECT_EQ(moved(), 3);
  EXPECT_EQ(Sized<17>::allocations, 1);
}

struct Shares : Counts<Shares> {
  explicit Shares(std::shared_ptr<int> shared) : owned(std::move(shared)) {}
  int operator()() const { return *owned; }
  std::shared_ptr<int> owned;
};

TEST(Callback, ASharedPointerIsHeldInside) {
  auto owned = std::make_shared<int>(5);
  {
    Callback<int()> callback = Shares(owned);
    Callback<int()> moved = std::move(callback);
    EXPECT_EQ(moved(), 5);
    EXPECT_EQ(owned.use_count(), 2);
  }
  EXPECT_EQ(Shares::allocations, 0);
  EXPECT_EQ(owned.use_count(), 1);
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
