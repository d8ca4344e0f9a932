// newListener and removeListener.
#include "emitter.h"

namespace nodelab {
namespace {

struct MetaEvents : Emitter {
  // Listens and says what it is told, and how many listeners the event has then.
  void watchAdded() {
    emitter.on(event::newListener, [this](const EventId& name, const AnyListener& listener) {
      tell("new", name, listener);
    });
  }
  void watchRemoved() {
    emitter.on(event::removeListener, [this](const EventId& name, const AnyListener& listener) {
      tell("removed", name, listener);
    });
  }
  void tell(const std::string& what, const EventId& name, const AnyListener& listener) {
    say(what + " " + name.toString() + " " + nameOf(listener) + " " +
        std::to_string(emitter.listenerCount(name)));
  }
};

// ---- newListener

TEST_F(MetaEvents, NewListenerComesBeforeTheListenerIsThere) {
  watchAdded();
  emitter.on(x, a).once(x, b).prependListener(x, a).prependOnceListener(y, c);
  EXPECT_EQ(lines, (Lines{"new x a 0", "new x b 1", "new x a 2", "new y c 0"}));
}

TEST_F(MetaEvents, NewListenerIsToldOfItsOwnKindButNotOfTheFirst) {
  watchAdded();
  emitter.on(event::newListener, [](const EventId&, const AnyListener&) {});
  EXPECT_EQ(lines, (Lines{"new newListener ? 1"}));
}

TEST_F(MetaEvents, NewListenerTellsOfASymbol) {
  watchAdded();
  emitter.on(EventName<>::symbol("s"), a);
  EXPECT_EQ(lines, (Lines{"new Symbol(s) a 0"}));
}

TEST_F(MetaEvents, WhatAListenerOfNewListenerAddsComesFirst) {
  emitter.once(event::newListener, [this](const EventId&, const AnyListener&) {
    EXPECT_EQ(listed(x), "");
    emitter.once(event::newListener,
                 [this](const EventId&, const AnyListener&) { EXPECT_EQ(listed(x), ""); });
    emitter.on(x, b);
  });
  emitter.on(x, a);
  EXPECT_EQ(listed(x), "b, a");
}

TEST_F(MetaEvents, AListenerOfNewListenerMayRefuse) {
  emitter.on(event::newListener, [](const EventId& name, const AnyListener&) {
    if (name == x) throw Error("not x");
  });
  EXPECT_EQ(thrownBy([this] { emitter.on(x, a); }), "not x");
  emitter.on(y, a);
  EXPECT_EQ(names(), "newListener, y");
}

TEST_F(MetaEvents, NewListenerGivesTheListenerWithItsType) {
  constexpr EventName<int> number{"number"};
  emitter.on(event::newListener, [&](const EventId& name, const AnyListener& listener) {
    if (name == number) listener.as(number)(7);
  });
  emitter.on(number, [this](int n) { say(std::to_string(n)); });
  EXPECT_EQ(lines, (Lines{"7"}));
}

TEST_F(MetaEvents, AListenerOfNewListenerMayLetGoOfTheNewOne) {
  auto listener = std::make_unique<Listener<>>(says("kept"));
  emitter.on(event::newListener, [&](const EventId&, const AnyListener&) { listener = nullptr; });
  emitter.on(x, *listener);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"kept"}));
}

// ---- removeListener

TEST_F(MetaEvents, RemoveListenerComesWhenTheListenerIsGone) {
  watchRemoved();
  emitter.on(x, a).on(x, b).off(x, a).off(x, c).off(x, b).off(x, b);
  EXPECT_EQ(lines, (Lines{"removed x a 1", "removed x b 0"}));
}

// events fact 11.
TEST_F(MetaEvents, RemoveListenerTellsOfTheWrapperWhereOthersStay) {
  watchRemoved();
  emitter.on(x, a).once(x, b).off(x, b).once(x, b);
  emitter.emit(x);
  emitter.off(x, a).once(x, b);
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"removed x b 1", "a", "removed x once b 1", "b", "removed x a 0",
                          "removed x b 0", "b"}));
}

TEST_F(MetaEvents, AListenerOfRemoveListenerMayRemoveMore) {
  emitter.on(x, a).on(x, b);
  emitter.once(event::removeListener, [this](const EventId&, const AnyListener& first) {
    say(nameOf(first) + ": " + listed(x));
    emitter.once(event::removeListener, [this](const EventId&, const AnyListener& second) {
      say(nameOf(second) + ": " + listed(x));
    });
    emitter.off(x, b);
  });
  emitter.off(x, a);
  EXPECT_EQ(lines, (Lines{"a: b", "b: "}));
}

TEST_F(MetaEvents, WhatRemoveListenerTellsOfIsNotCalledByAnEmitThen) {
  emitter.on(x, a).on(x, b);
  emitter.on(event::removeListener, [this](const EventId&, const AnyListener& removed) {
    if (removed == a) emitter.off(x, b).emit(x);
  });
  emitter.off(x, a);
  EXPECT_EQ(lines, (Lines{}));
}

TEST_F(MetaEvents, TakingAListenerOfRemoveListenerAwayTellsThoseThatStay) {
  const Listener<EventId, AnyListener> leaves([](const EventId&, const AnyListener&) {});
  watchRemoved();
  emitter.on(event::removeListener, leaves).off(event::removeListener, leaves);
  EXPECT_EQ(lines, (Lines{"removed removeListener ? 1"}));
}

// ---- removeAllListeners

TEST_F(MetaEvents, RemoveAllListenersOfAnEventGoesFromTheLastToTheFirst) {
  watchRemoved();
  emitter.on(x, a).once(x, b).on(x, a).removeAllListeners(x).removeAllListeners(y);
  EXPECT_EQ(lines, (Lines{"removed x a 2", "removed x once b 1", "removed x a 0"}));
}

TEST_F(MetaEvents, RemoveAllListenersOfAllGoesByTheOrderOfNamesAndRemoveListenerLast) {
  watchRemoved();
  emitter.on(EventName<>::symbol("s"), a).on(y, a).on(x, a).on(x, b).on(EventName<>("10"), c);
  watchRemoved();
  emitter.removeAllListeners();
  // With two of them each is told; of themselves only the one that stays.
  EXPECT_EQ(lines, (Lines{"removed 10 c 0", "removed 10 c 0", "removed y a 0", "removed y a 0",
                          "removed x b 1", "removed x b 1", "removed x a 0", "removed x a 0",
                          "removed Symbol(s) a 0", "removed Symbol(s) a 0",
                          "removed removeListener ? 1"}));
  EXPECT_EQ(names(), "");
}

TEST_F(MetaEvents, RemoveAllListenersWithoutRemoveListenerTellsNobody) {
  watchAdded();
  emitter.on(x, a).on(x, b).removeAllListeners();
  EXPECT_EQ(said(), (Lines{"new x a 0", "new x b 1"}));
  EXPECT_EQ(names(), "");
}

struct Shrinking : MetaEvents {
  // At the first removal, does that.
  void atFirst(Task task) {
    emitter.on(event::removeListener,
               [this, task = std::move(task)](const EventId&, const AnyListener& removed) mutable {
                 say("removed " + nameOf(removed));
                 if (Task now = std::exchange(task, {})) now();
               });
  }
  std::string removeAll() {
    return thrownBy([this] { emitter.removeAllListeners(x); });
  }
  static constexpr const char* pastTheEnd =
      "ERR_INVALID_ARG_TYPE: The \"listener\" argument must be of type function. Received "
      "undefined";
};

// events fact 13: what follows is Node's loop over an array that gets shorter.
TEST_F(Shrinking, RemoveAllListenersThatMeetsTheEndOfTheListThrows) {
  atFirst([this] { emitter.off(x, a).off(x, b); });
  emitter.on(x, a).on(x, b).on(x, c).on(x, d);
  EXPECT_EQ(removeAll(), pastTheEnd);
  EXPECT_EQ(lines, (Lines{"removed d", "removed a", "removed b"}));
  EXPECT_EQ(listed(x), "c");
}

TEST_F(Shrinking, AListThatWasDownToOneIsAnother) {
  atFirst([this] { emitter.off(x, b).off(x, c).on(x, d).on(x, d); });
  emitter.on(x, a).on(x, b).on(x, c).on(x, d);
  EXPECT_EQ(removeAll(), pastTheEnd);
  EXPECT_EQ(lines, (Lines{"removed d", "removed b", "removed c"}));
  EXPECT_EQ(listed(x), "a, d, d");
}

TEST_F(Shrinking, AlsoWhileARoundWalksTheList) {
  atFirst([this] { emitter.off(x, a).off(x, b); });
  emitter.on(x, [this] { emitter.removeAllListeners(x); }).on(x, a).on(x, b).on(x, c);
  EXPECT_EQ(thrownBy([this] { emitter.emit(x); }), pastTheEnd);
  EXPECT_EQ(lines, (Lines{"removed c", "removed a", "removed b"}));
  EXPECT_EQ(listed(x), "?");
}

TEST_F(Shrinking, ThatIsDoneWithinGoesOn) {
  atFirst([this] { emitter.removeAllListeners(x); });
  emitter.on(x, a).on(x, b).on(x, c);
  EXPECT_EQ(removeAll(), pastTheEnd);
  EXPECT_EQ(lines, (Lines{"removed c", "removed b", "removed a"}));
  EXPECT_EQ(listed(x), "");
}

}  // namespace
}  // namespace nodelab
