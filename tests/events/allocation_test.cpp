// What listening and emitting cost in memory: nothing, once an emitter has been in use.
#include "support/allocations.h"

#include "emitter.h"

namespace nodelab {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool poolsAreOff = true;
#elif defined(__has_feature)
constexpr bool poolsAreOff = __has_feature(address_sanitizer);
#else
constexpr bool poolsAreOff = false;
#endif

struct EmitterAllocation : Emitter {
  // How often each of a thousand calls allocates, after a few to begin with.
  template <class Function>
  static std::size_t of(Function function) {
    for (int i = 0; i < 3; ++i) function();
    const std::size_t before = allocations();
    for (int i = 0; i < 1000; ++i) function();
    return allocations() - before;
  }
  void SetUp() override {
    if (poolsAreOff) GTEST_SKIP() << "AddressSanitizer sees every object";
  }
  static constexpr EventName<int> tick{"tick"};
  int sum = 0;
  const Listener<int> add{[this](int n) { sum += n; }};
};

TEST_F(EmitterAllocation, EmitTakesNone) {
  for (int i = 0; i < 10; ++i) emitter.on(tick, add);
  EXPECT_EQ(of([this] { emitter.emit(tick, 1); }), 0u);
  EXPECT_EQ(of([this] { emitter.emit(x); }), 0u);
  EXPECT_EQ(sum, 10030);
}

TEST_F(EmitterAllocation, OnAndOffTakeNone) {
  EXPECT_EQ(of([this] { emitter.on(tick, add).off(tick, add); }), 0u);
  for (int i = 0; i < 9; ++i) emitter.on(tick, add);
  EXPECT_EQ(of([this] { emitter.on(tick, add).off(tick, add); }), 0u);
  EXPECT_EQ(of([this] {
              emitter.on(x, [this] { ++sum; });
              emitter.removeAllListeners(x);
            }),
            0u);
}

TEST_F(EmitterAllocation, OnceAndEmitTakeNone) {
  EXPECT_EQ(of([this] {
              emitter.once(tick, [this](int n) { sum += n; });
              emitter.emit(tick, 1);
            }),
            0u);
}

TEST_F(EmitterAllocation, ANameMadeAtRunTimeTakesNone) {
  const std::string text = "a text that is too long to lie within its string";
  EXPECT_EQ(of([&] {
              const EventName<int> made(text);
              emitter.once(made, add).emit(made, 1);
            }),
            0u);
}

TEST_F(EmitterAllocation, ANewEmitterTakesNone) {
  EXPECT_EQ(of([this] {
              EventEmitter brief;
              brief.on(tick, add).once(x, a).emit(tick, 1);
            }),
            0u);
}

}  // namespace
}  // namespace nodelab
