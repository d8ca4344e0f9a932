// on, off, emit.
#include "nodelab/events/event_emitter.h"

#include <memory>

#include "emitter.h"
#include "nodelab/events/events.h"

namespace nodelab {
namespace {

constexpr EventName<std::string_view, int> progress{"progress"};

TEST_F(Emitter, CallsItsListenersInOrderWithTheArguments) {
  emitter.on(progress, [this](std::string_view file, int percent) {
    say(std::string(file) + " " + std::to_string(percent));
  });
  emitter.on(progress, [this](const std::string_view&, long) { say("second"); });
  EXPECT_TRUE(emitter.emit(progress, "a.txt", 50));
  EXPECT_EQ(lines, (Lines{"a.txt 50", "second"}));
}

TEST_F(Emitter, CallsAListenerWithUpToAnyNumberOfArguments) {
  const auto sum = [this](auto... numbers) { say(std::to_string((0 + ... + numbers))); };
  emitter.on(EventName<>("0"), sum).on(EventName<int>("1"), sum);
  emitter.on(EventName<int, long>("2"), sum).on(EventName<int, int, int, int, int, int>("6"), sum);
  emitter.emit(EventName<>("0"));
  emitter.emit(EventName<int>("1"), 1);
  emitter.emit(EventName<int, long>("2"), 1, 2);
  emitter.emit(EventName<int, int, int, int, int, int>("6"), 1, 2, 3, 4, 5, 6);
  EXPECT_EQ(lines, (Lines{"0", "1", "3", "21"}));
}

TEST_F(Emitter, SaysWhetherSomebodyListened) {
  EXPECT_FALSE(emitter.emit(x));
  emitter.on(x, a);
  EXPECT_TRUE(emitter.emit(x));
  EXPECT_FALSE(emitter.emit(y));
}

TEST_F(Emitter, ChainsAsInNode) {
  emitter.on(x, a).prependListener(x, b).once(x, c).prependOnceListener(x, d).addListener(x, a);
  emitter.removeListener(x, a).setMaxListeners(1).emit(x);
  EXPECT_EQ(lines, (Lines{"d", "b", "a", "c"}));
  EXPECT_EQ(&emitter.off(x, a).off(x, b).removeAllListeners(x).removeAllListeners(), &emitter);
}

TEST_F(Emitter, PrependPutsAListenerInFront) {
  emitter.prependListener(x, a);
  emitter.prependListener(x, b);
  emitter.prependOnceListener(x, c);
  emitter.on(x, d);
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"c", "b", "a", "d"}));
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"b", "a", "d"}));
}

TEST_F(Emitter, OffTakesTheOccurrenceAddedLast) {
  emitter.on(x, a).on(x, b).on(x, a);
  emitter.off(x, a);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "b"}));
  emitter.off(x, a).off(x, a).off(y, a);
  EXPECT_EQ(emitter.listenerCount(x), 1u);
}

TEST_F(Emitter, OffOfWhatIsNotThereIsNoError) {
  emitter.off(x, a);
  emitter.on(x, b).off(x, a);
  EXPECT_EQ(listed(x), "b");
}

TEST_F(Emitter, AnExceptionEndsTheRound) {
  emitter.on(x, a).on(x, [] { throw Error("z"); }).on(x, b);
  EXPECT_EQ(thrownBy([this] { emitter.emit(x); }), "z");
  EXPECT_EQ(lines, (Lines{"a"}));
}

TEST_F(Emitter, TheSameNameWithOtherArgumentsIsRefused) {
  const std::string refused =
      "ERR_INVALID_ARG_TYPE: The event \"x\" is in use here with other arguments";
  constexpr EventName<int> otherX{"x"};
  emitter.on(x, a);
  EXPECT_EQ(thrownBy([&] { emitter.on(otherX, [](int) {}); }), refused);
  EXPECT_EQ(thrownBy([&] { emitter.once(EventName<int>(std::string("x")), [](int) {}); }), refused);
  EXPECT_EQ(thrownBy([&] { emitter.emit(otherX, 1); }), refused);
  EXPECT_EQ(thrownBy([&] { static_cast<void>(emitter.listeners(otherX)); }), refused);
  EXPECT_EQ(listed(x), "a");
  emitter.off(x, a);
  emitter.on(otherX, [](int) {});  // nobody uses it any more
}

TEST_F(Emitter, TakesACopyOfAListenerThatIsAnLvalue) {
  std::string text = "long enough to live on the heap, where a move would show";
  auto listener = [this, text] { say(text); };
  emitter.on(x, listener).prependListener(x, listener).once(x, listener);
  listener();
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{text, text, text, text}));
}

TEST_F(Emitter, TakesAListenerThatCannotBeCopied) {
  emitter.on(x, [this, n = std::make_unique<int>(3)] { say(std::to_string(*n)); });
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"3"}));
}

TEST_F(Emitter, AListenerMayKeepAStateOfItsOwn) {
  emitter.on(x, [this, n = 0]() mutable { say(std::to_string(++n)); });
  emitter.emit(x);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"1", "2"}));
}

TEST_F(Emitter, PassesObjectsByReference) {
  constexpr EventName<std::vector<int>> list{"list"};
  const std::vector<int> numbers{1, 2};
  emitter.on(list, [&numbers](const std::vector<int>& got) { EXPECT_EQ(&got, &numbers); });
  emitter.emit(list, numbers);
}

TEST_F(Emitter, TwoEmittersKnowNothingOfEachOther) {
  EventEmitter other;
  emitter.on(x, a);
  EXPECT_EQ(other.listenerCount(x), 0u);
  EXPECT_FALSE(other.emit(x));
}

TEST_F(Emitter, AListenerMayListenToSeveralEventsAndEmitters) {
  EventEmitter other;
  emitter.on(x, a).on(y, a);
  other.once(x, a);
  emitter.off(x, a);
  emitter.emit(x);
  emitter.emit(y);
  other.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "a"}));
}

TEST_F(Emitter, ASubclassMayEmitWhileItIsMade) {
  struct Eager : EventEmitter {
    explicit Eager(Task task) {
      once(x, std::move(task));
      emit(x);
    }
  };
  EXPECT_EQ(Eager(says("made")).eventNames().size(), 0u);
  EXPECT_EQ(lines, (Lines{"made"}));
}

}  // namespace
}  // namespace nodelab
