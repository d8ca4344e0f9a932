// once: a wrapper that takes itself off and then calls what it wraps.
#include "emitter.h"

namespace nodelab {
namespace {

struct Once : Emitter {};

TEST_F(Once, IsCalledOnce) {
  emitter.once(x, a);
  EXPECT_TRUE(emitter.emit(x));
  EXPECT_FALSE(emitter.emit(x));
  EXPECT_EQ(lines, (Lines{"a"}));
}

TEST_F(Once, GetsTheArguments) {
  constexpr EventName<int, std::string> pair{"pair"};
  emitter.once(pair, [this](int n, const std::string& s) { say(std::to_string(n) + s); });
  emitter.emit(pair, 1, "one");
  EXPECT_EQ(lines, (Lines{"1one"}));
}

TEST_F(Once, IsGoneBeforeItIsCalled) {
  emitter.once(x, [this] {
    sayCount(x);
    emitter.emit(x);
  });
  emitter.on(x, b);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"1", "b", "b"}));
}

TEST_F(Once, IsGoneThoughItThrows) {
  emitter.once(x, [] { throw Error("o"); });
  EXPECT_THROW(emitter.emit(x), Error);
  EXPECT_FALSE(emitter.emit(x));
}

TEST_F(Once, OffFindsItByWhatItWraps) {
  emitter.on(x, a).once(x, a).off(x, a);
  emitter.emit(x);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "a"}));
}

TEST_F(Once, OffFindsItByItself) {
  emitter.once(x, a).once(x, a);
  emitter.off(x, emitter.rawListeners(x)[0]);
  EXPECT_EQ(listed(x), "once a");
}

TEST_F(Once, RemovedInTheRoundBeforeItsTurnIsCalledInItAndNeverAgain) {
  emitter.on(x, [this] { emitter.off(x, b); });
  emitter.once(x, b);
  emitter.emit(x);
  say("-");
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"b", "-"}));
}

TEST_F(Once, InARoundWithinARoundIsNotCalledAgain) {
  int rounds = 0;
  emitter.on(x, [&] {
    if (rounds++ == 0) emitter.emit(x);
  });
  emitter.once(x, a);
  emitter.on(x, b);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "b", "b"}));
}

TEST_F(Once, AddedTwiceIsCalledTwice) {
  emitter.once(x, a).once(x, a);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "a"}));
  EXPECT_EQ(emitter.listenerCount(x), 0u);
}

TEST_F(Once, AThousandAreAllCalledInOneRound) {
  emitter.setMaxListeners(0);
  int calls = 0;
  for (int i = 0; i < 1000; ++i) emitter.once(x, [&calls] { ++calls; });
  emitter.emit(x);
  EXPECT_EQ(calls, 1000);
  EXPECT_FALSE(emitter.emit(x));
}

// ---- the wrapper by hand

TEST_F(Once, AWrapperCalledByHandTakesItselfOff) {
  emitter.once(x, a);
  const Listener<> wrapper = emitter.rawListeners(x)[0];
  wrapper();
  sayCount(x);
  wrapper();
  EXPECT_EQ(lines, (Lines{"a", "0"}));
}

TEST_F(Once, AWrapperThatHasFiredMayBeAddedAndDoesNothing) {
  emitter.once(x, a);
  const Listener<> wrapper = emitter.rawListeners(x)[0];
  emitter.off(x, wrapper);
  wrapper();
  emitter.on(x, wrapper);
  EXPECT_TRUE(emitter.emit(x));
  EXPECT_EQ(lines, (Lines{"a"}));
  EXPECT_EQ(emitter.listenerCount(x), 1u);
}

TEST_F(Once, AWrapperThatIsThereTwiceTakesOneOff) {
  emitter.once(x, a);
  emitter.on(x, emitter.rawListeners(x)[0]);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a"}));
  EXPECT_EQ(emitter.listenerCount(x), 1u);
}

TEST_F(Once, AWrapperOutlivesItsEmitter) {
  std::optional<Listener<>> wrapper;
  {
    EventEmitter shortLived;
    shortLived.once(x, a);
    wrapper = shortLived.rawListeners(x)[0];
  }
  (*wrapper)();
  (*wrapper)();
  EXPECT_EQ(lines, (Lines{"a"}));
}

TEST_F(Once, AWrapperOfAWrapperIsOneMoreLevel) {
  emitter.once(x, a);
  const Listener<> wrapper = emitter.rawListeners(x)[0];
  emitter.removeAllListeners().once(x, wrapper);
  EXPECT_EQ(listed(x), "once once a");
  emitter.off(x, a);
  EXPECT_EQ(listed(x), "once once a");
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a"}));
  EXPECT_EQ(emitter.listenerCount(x), 0u);
}

}  // namespace
}  // namespace nodelab
