// Expected calls are what Node 20's EventEmitter makes for the same program.
#include "nodelab/events/event_emitter.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nodelab {
namespace {

constexpr EventName<> x{"x"};
constexpr EventName<> y{"y"};
constexpr EventName<std::string_view, int> progress{"progress"};

using Lines = std::vector<std::string>;

Lines names(const EventEmitter& emitter) {
  Lines result;
  for (const EventId& name : emitter.eventNames()) result.push_back(name.toString());
  return result;
}

struct Emitter : testing::Test {
  auto says(const char* text) {
    return [this, text] { lines.push_back(text); };
  }
  EventEmitter emitter;
  Lines lines;
};

TEST_F(Emitter, CallsItsListenersInOrderWithTheArguments) {
  emitter.on(progress, [this](std::string_view file, int percent) {
    lines.push_back(std::string(file) + " " + std::to_string(percent));
  });
  emitter.on(progress, [this](const std::string_view&, long) { lines.push_back("second"); });
  EXPECT_TRUE(emitter.emit(progress, "a.txt", 50));
  EXPECT_EQ(lines, (Lines{"a.txt 50", "second"}));
}

TEST_F(Emitter, SaysWhetherSomebodyListened) {
  EXPECT_FALSE(emitter.emit(x));
  emitter.once(x, [this] { EXPECT_EQ(emitter.listenerCount(x), 0u); });
  EXPECT_TRUE(emitter.emit(x));
  EXPECT_FALSE(emitter.emit(x));
}

TEST_F(Emitter, ChainsAsInNode) {
  emitter.on(x, says("a")).prependListener(x, says("b")).once(x, says("c")).emit(x);
  EXPECT_EQ(lines, (Lines{"b", "a", "c"}));
}

TEST_F(Emitter, ListenersAddedDuringARoundWaitForTheNext) {
  emitter.on(x, [this] {
    lines.push_back("a");
    emitter.on(x, says("late"));
  });
  emitter.on(x, says("b"));
  emitter.emit(x);
  lines.push_back("-");
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "b", "-", "a", "b", "late"}));
}

TEST_F(Emitter, ListenersRemovedDuringARoundAreStillCalledInIt) {
  const Listener<> b(says("b"));
  emitter.on(x, [this, &b] {
    lines.push_back("a");
    emitter.off(x, b);
  });
  emitter.on(x, b);
  emitter.emit(x);
  lines.push_back("-");
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "b", "-", "a"}));
}

TEST_F(Emitter, RemovingAllDuringARoundDoesNotCutItShort) {
  emitter.on(x, [this] {
    lines.push_back("a");
    emitter.removeAllListeners();
  });
  emitter.on(x, says("b"));
  EXPECT_TRUE(emitter.emit(x));
  EXPECT_FALSE(emitter.emit(x));
  EXPECT_EQ(lines, (Lines{"a", "b"}));
}

TEST_F(Emitter, OffTakesTheOccurrenceAddedLast) {
  const Listener<> a(says("a"));
  emitter.on(x, a).on(x, says("b")).on(x, a);
  emitter.off(x, a);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "b"}));
  emitter.off(x, a).off(x, a).off(y, a);
  EXPECT_EQ(emitter.listenerCount(x), 1u);
}

TEST_F(Emitter, OffFindsAOnceListener) {
  const Listener<> a(says("a"));
  emitter.on(x, a).once(x, a).off(x, a);
  emitter.emit(x);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "a"}));
}

TEST_F(Emitter, OnceIsGoneBeforeItIsCalled) {
  emitter.once(x, [this] {
    lines.push_back("once");
    emitter.emit(x);
  });
  emitter.on(x, says("on"));
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"once", "on", "on"}));
}

TEST_F(Emitter, OnceIsGoneThoughItThrows) {
  emitter.once(x, [] { throw Error("o"); });
  EXPECT_THROW(emitter.emit(x), Error);
  EXPECT_FALSE(emitter.emit(x));
}

TEST_F(Emitter, OnceRemovedInTheRoundBeforeItsTurnIsCalledOnce) {
  const Listener<> b(says("b"));
  emitter.on(x, [this, &b] { emitter.off(x, b); });
  emitter.once(x, b);
  emitter.emit(x);
  lines.push_back("-");
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"b", "-"}));
}

TEST_F(Emitter, TheSameOnceListenerTwiceIsCalledTwice) {
  const Listener<> a(says("a"));
  emitter.once(x, a).once(x, a);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a", "a"}));
  EXPECT_EQ(emitter.listenerCount(x), 0u);
}

TEST_F(Emitter, AnExceptionEndsTheRound) {
  emitter.on(x, [this] {
    lines.push_back("a");
    throw Error("z");
  });
  emitter.on(x, says("b"));
  EXPECT_THROW(emitter.emit(x), Error);
  EXPECT_EQ(lines, (Lines{"a"}));
}

TEST_F(Emitter, RoundsNest) {
  int n = 0;
  emitter.on(x, [this, &n] {
    lines.push_back("a" + std::to_string(n));
    if (n++ < 2) emitter.emit(x);
  });
  emitter.on(x, says("b"));
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"a0", "a1", "a2", "b", "b", "b"}));
}

TEST_F(Emitter, OtherEventsMayComeAndGoDuringARound) {
  std::vector<std::string> many;
  for (int i = 0; i < 100; ++i) many.push_back("event" + std::to_string(i));
  emitter.on(x, [this, &many] {
    for (const std::string& name : many) emitter.on(EventName<>(name), says("never"));
    emitter.removeAllListeners(y);
  });
  emitter.on(y, says("never"));
  emitter.once(x, says("still"));
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"still"}));
  EXPECT_EQ(emitter.eventNames().size(), 101u);
}

TEST_F(Emitter, NamesComeInTheOrderInWhichTheyCameToHaveAListener) {
  const Listener<> a(says("a"));
  constexpr EventName<> z{"z"};
  emitter.on(x, a).on(y, a).on(z, a).off(x, a).on(x, a);
  EXPECT_EQ(names(emitter), (Lines{"y", "z", "x"}));
  emitter.removeAllListeners(z);
  EXPECT_EQ(names(emitter), (Lines{"y", "x"}));
}

TEST_F(Emitter, TheSameNameWithOtherArgumentsIsRefused) {
  constexpr EventName<int> otherX{"x"};
  emitter.on(x, says("a"));
  try {
    emitter.on(otherX, [](int) {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "ERR_INVALID_ARG_TYPE");
  }
  EXPECT_THROW(emitter.emit(otherX, 1), Error);
  EXPECT_EQ(emitter.listenerCount(x), 1u);
}

TEST_F(Emitter, TakesACopyOfAListenerThatIsAnLvalue) {
  std::string text = "long enough to live on the heap, where a move would show";
  auto listener = [this, text] { lines.push_back(text); };
  emitter.on(x, listener).prependListener(x, listener).once(x, listener);
  listener();
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{text, text, text, text}));
}

TEST_F(Emitter, TakesAListenerThatCannotBeCopied) {
  emitter.on(x, [this, n = std::make_unique<int>(3)] { lines.push_back(std::to_string(*n)); });
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"3"}));
}

TEST_F(Emitter, PassesObjectsByReference) {
  constexpr EventName<std::vector<int>> list{"list"};
  const std::vector<int> numbers{1, 2};
  emitter.on(list, [&numbers](const std::vector<int>& got) { EXPECT_EQ(&got, &numbers); });
  emitter.emit(list, numbers);
}

TEST_F(Emitter, LetsGoOfARemovedListener) {
  auto owned = std::make_shared<int>(1);
  emitter.on(x, [owned] {});
  emitter.once(y, [owned] {});
  EXPECT_EQ(owned.use_count(), 3);
  emitter.emit(y);
  EXPECT_EQ(owned.use_count(), 2);
  emitter.removeAllListeners(x);
  EXPECT_EQ(owned.use_count(), 1);
}

// ---- error

std::string unhandled(auto event, auto... args) {
  EventEmitter emitter;
  try {
    emitter.emit(event, args...);
    return "";
  } catch (const Error& error) {
    return error.toString();
  }
}

TEST(ErrorEvent, WithoutAListenerTheErrorIsThrown) {
  EventEmitter emitter;
  const Error boom("boom");
  try {
    emitter.emit(event::error, boom);
    FAIL();
  } catch (const Error& error) {
    EXPECT_TRUE(error == boom);
  }
}

TEST(ErrorEvent, WithoutAListenerOtherValuesAreWrapped) {
  const std::string head = "Error [ERR_UNHANDLED_ERROR]: Unhandled error. ";
  EXPECT_EQ(unhandled(EventName<>("error")), head + "(undefined)");
  EXPECT_EQ(unhandled(event::error, Error()), head + "(null)");
  EXPECT_EQ(unhandled(EventName<std::string>("error"), std::string("boom")), head + "('boom')");
  EXPECT_EQ(unhandled(EventName<std::string>("error"), std::string("it's")), head + "(\"it's\")");
  EXPECT_EQ(unhandled(EventName<int, int>("error"), 1, 2), head + "(1)");
  EXPECT_EQ(unhandled(EventName<bool>("error"), true), head + "(true)");
}

TEST(ErrorEvent, WithAListenerIsAnOrdinaryEvent) {
  EventEmitter emitter;
  std::string message;
  emitter.on(event::error, [&](const Error& error) { message = error.message(); });
  EXPECT_TRUE(emitter.emit(event::error, Error("boom")));
  EXPECT_EQ(message, "boom");
}

// ---- lifetimes

TEST(EmitterLifetime, AListenerMayDropTheLastRefButOne) {
  struct Counted : EventEmitter, RefCounted<Counted> {};
  Ref<Counted> emitter = make<Counted>();
  int calls = 0;
  emitter->on(x, [&] {
    ++calls;
    emitter = nullptr;
  });
  emitter->once(x, [&] { ++calls; });
  {
    const Ref<Counted> keep = emitter;
    keep->emit(x);
  }
  EXPECT_EQ(calls, 2);
}

TEST(EmitterLifetime, WhatAListenerOwnsMayUseTheEmitterAsItGoes) {
  struct Probe {
    Probe(EventEmitter& itsEmitter, const Listener<>& itsListener)
        : emitter(itsEmitter), listener(itsListener) {}
    ~Probe() {
      emitter.off(x, listener);
      emitter.emit(x);
      EXPECT_EQ(emitter.listenerCount(y), 0u);
    }
    EventEmitter& emitter;
    const Listener<> listener;
  };
  const Listener<> other([] {});
  EventEmitter removed, destroyedLater;
  removed.on(y, [probe = std::make_shared<Probe>(removed, other)] {});
  removed.on(x, other);
  removed.removeAllListeners(y);
  EXPECT_EQ(removed.listenerCount(x), 0u);
  {
    EventEmitter destroyed;
    destroyed.on(y, [probe = std::make_shared<Probe>(destroyed, other)] {});
    destroyed.on(x, other);
  }
}

// ---- hooks for subclasses

struct Hooked : EventEmitter {
  Lines calls;
  void onListenerAdded(const EventKey& event) override {
    calls.push_back("+" + event.toString());
  }
  void onListenerRemoved(const EventKey& event) override {
    calls.push_back("-" + event.toString());
  }
};

TEST(ListenerHooks, AreCalledAfterTheListHasChanged) {
  Hooked emitter;
  const Listener<> a([] {});
  emitter.on(x, a).once(y, a).off(x, a).off(x, a);
  emitter.emit(y);
  emitter.on(x, a).on(y, a).removeAllListeners();
  EXPECT_EQ(emitter.calls, (Lines{"+x", "+y", "-x", "-y", "+x", "+y", "-x", "-y"}));
}

TEST(ListenerHooks, MayEmitTheEventThatWasAdded) {
  struct Flowing : EventEmitter {
    void onListenerAdded(const EventKey& event) override {
      if (event == "x") emit(x);
    }
  };
  Flowing emitter;
  int calls = 0;
  emitter.once(x, [&calls] { ++calls; });
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(emitter.listenerCount(x), 0u);
}

}  // namespace
}  // namespace nodelab
