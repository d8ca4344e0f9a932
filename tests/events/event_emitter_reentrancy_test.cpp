// Listeners that change the emitter that calls them.
#include "emitter.h"

namespace nodelab {
namespace {

struct Reentrancy : Emitter {};

TEST_F(Reentrancy, ListenersAddedDuringARoundWaitForTheNext) {
  emitter.on(x, [this] {
    say("first");
    emitter.on(x, a).prependListener(x, b);
  });
  emitter.on(x, c);
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"first", "c"}));
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"b", "first", "c", "a"}));
}

TEST_F(Reentrancy, ListenersRemovedDuringARoundAreStillCalledInIt) {
  emitter.on(x, [this] {
    say("first");
    emitter.off(x, b);
  });
  emitter.on(x, b);
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"first", "b"}));
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"first"}));
}

TEST_F(Reentrancy, RemovingAllDuringARoundDoesNotCutItShort) {
  emitter.on(x, [this] { emitter.removeAllListeners(); });
  emitter.on(x, b);
  EXPECT_TRUE(emitter.emit(x));
  EXPECT_FALSE(emitter.emit(x));
  EXPECT_EQ(lines, (Lines{"b"}));
}

TEST_F(Reentrancy, ListenersThatTakeThemselvesOffDoNotMissTheOthers) {
  const auto leaving = [this](const char* text, Listener<>* self) {
    return [this, text, self] {
      say(text);
      emitter.off(x, *self);
    };
  };
  Listener<> second(leaving("second", &second));
  Listener<> third(leaving("third", &third));
  Listener<> first([&] {
    say("first");
    emitter.on(x, second).on(x, third).off(x, first);
  });
  emitter.on(x, first);
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"first"}));
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"second", "third"}));
  EXPECT_FALSE(emitter.emit(x));
}

TEST_F(Reentrancy, RoundsNest) {
  int n = 0;
  emitter.on(x, [this, &n] {
    say("a" + std::to_string(n));
    if (n++ < 2) emitter.emit(x);
  });
  emitter.on(x, b);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a0", "a1", "a2", "b", "b", "b"}));
}

TEST_F(Reentrancy, EachOfNestedRoundsHasTheListThatItBeganWith) {
  int n = 0;
  emitter.on(x, [&] {
    if (n++ > 0) return;
    emitter.on(x, b).off(x, a);
    emitter.emit(x);
    say("-");
  });
  emitter.on(x, a);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"b", "-", "a"}));
}

TEST_F(Reentrancy, TheListMayBeChangedAgainAfterTheRound) {
  emitter.once(x, [this] { emitter.on(x, a); });
  emitter.on(x, b);
  emitter.emit(x);
  emitter.off(x, b).prependListener(x, c);
  EXPECT_EQ(listed(x), "c, a");
}

TEST_F(Reentrancy, OtherEventsMayComeAndGoDuringARound) {
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i) texts.push_back("event" + std::to_string(i));
  emitter.on(x, [this, &texts] {
    for (const std::string& text : texts) emitter.on(EventName<>(text), says("never"));
    emitter.removeAllListeners(y);
  });
  emitter.on(y, says("never"));
  emitter.once(x, says("still"));
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"still"}));
  EXPECT_EQ(emitter.eventNames().size(), 101u);
}

}  // namespace
}  // namespace nodelab
