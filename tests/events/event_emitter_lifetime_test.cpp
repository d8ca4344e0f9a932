// Who keeps whom, and what subclasses are told.
#include <memory>

#include "emitter.h"

namespace nodelab {
namespace {

struct EmitterLifetime : Emitter {};

TEST_F(EmitterLifetime, LetsGoOfARemovedListener) {
  auto owned = std::make_shared<int>(1);
  emitter.on(x, [owned] {});
  emitter.once(y, [owned] {});
  EXPECT_EQ(owned.use_count(), 3);
  emitter.emit(y);
  EXPECT_EQ(owned.use_count(), 2);
  emitter.removeAllListeners(x);
  EXPECT_EQ(owned.use_count(), 1);
}

TEST_F(EmitterLifetime, ARoundKeepsTheListenersThatAreRemovedInIt) {
  auto owned = std::make_shared<int>(1);
  emitter.on(x, [&] {
    emitter.removeAllListeners();
    say(std::to_string(owned.use_count()));
  });
  emitter.on(x, [this, owned] { say(std::to_string(owned.use_count())); });
  emitter.emit(x);
  EXPECT_EQ(lines, (Lines{"2", "2"}));
  EXPECT_EQ(owned.use_count(), 1);
}

TEST_F(EmitterLifetime, AListenerMayDropTheLastRefButOne) {
  struct Counted : EventEmitter, RefCounted<Counted> {};
  Ref<Counted> counted = make<Counted>();
  int calls = 0;
  counted->on(x, [&] {
    ++calls;
    counted = nullptr;
  });
  counted->once(x, [&] { ++calls; });
  {
    const Ref<Counted> keep = counted;
    keep->emit(x);
  }
  EXPECT_EQ(calls, 2);
}

// What a listener owns: uses the emitter as it goes.
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

TEST_F(EmitterLifetime, WhatAListenerOwnsMayUseTheEmitterAsItGoes) {
  const auto listen = [this](EventEmitter& to) {
    to.on(y, [probe = std::make_shared<Probe>(to, a)] {}).on(x, a);
  };
  listen(emitter);
  emitter.removeAllListeners(y);
  EXPECT_EQ(emitter.listenerCount(x), 0u);

  listen(emitter);
  emitter.removeAllListeners();

  listen(emitter);
  emitter.off(y, emitter.listeners(y)[0]);
  EXPECT_EQ(emitter.listenerCount(x), 0u);

  {
    EventEmitter destroyed;
    listen(destroyed);
  }
  EXPECT_EQ(lines, (Lines{}));
}

TEST_F(EmitterLifetime, AListenerThatIsTakenOffTwiceAtOnceIsTakenOffOnce) {
  // Its going takes the same event away once more.
  struct Again {
    explicit Again(EventEmitter& its) : emitter(its) {}
    ~Again() { emitter.removeAllListeners(x); }
    EventEmitter& emitter;
  };
  emitter.on(x, [again = std::make_shared<Again>(emitter)] {}).on(x, a);
  emitter.off(x, emitter.listeners(x)[0]);
  EXPECT_EQ(names(), "");
}

// ---- hooks for subclasses

struct Hooked : EventEmitter {
  Lines calls;
  void onListenerAdded(const EventKey& event) override { calls.push_back("+" + event.toString()); }
  void onListenerRemoved(const EventKey& event) override {
    calls.push_back("-" + event.toString());
  }
};

TEST_F(EmitterLifetime, HooksAreCalledAfterTheListHasChanged) {
  Hooked hooked;
  hooked.on(x, a).once(y, a).off(x, a).off(x, a);
  hooked.emit(y);
  hooked.on(x, a).on(y, a).removeAllListeners();
  hooked.on(x, a).on(x, a).removeAllListeners(x);
  EXPECT_EQ(hooked.calls,
            (Lines{"+x", "+y", "-x", "-y", "+x", "+y", "-x", "-y", "+x", "+x", "-x"}));
}

TEST_F(EmitterLifetime, HooksMayEmitTheEventThatWasAdded) {
  struct Flowing : EventEmitter {
    void onListenerAdded(const EventKey& event) override {
      if (event == "x") emit(x);
    }
  };
  Flowing flowing;
  flowing.once(x, a);
  EXPECT_EQ(lines, (Lines{"a"}));
  EXPECT_EQ(flowing.listenerCount(x), 0u);
}

// An emitter whose events all have one signature, made at run time.
TEST_F(EmitterLifetime, ASubclassMaySayHowMetaEventsAreEmitted) {
  using Texts = std::vector<std::string>;
  struct Dynamic : EventEmitter {
    void emitNewListener(const EventKey& event, const AnyListener& listener) override {
      const bool wrapper = listener.listener().has_value();
      emit(EventName<Texts>("newListener"), {event.toString(), wrapper ? "wrapper" : "listener"});
    }
  };
  Dynamic dynamic;
  dynamic.on(EventName<Texts>("newListener"),
             [this](const Texts& texts) { say(texts[0] + " " + texts[1]); });
  dynamic.once(EventName<Texts>("data"), [](const Texts&) {});
  dynamic.emit(EventName<Texts>("newListener"), {"by", "hand"});
  EXPECT_EQ(lines, (Lines{"data listener", "by hand"}));
}

}  // namespace
}  // namespace nodelab
