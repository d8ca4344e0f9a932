#include "nodelab/events/event_target.h"

#include <gtest/gtest.h>

#include "nodelab/events/abort_controller.h"
#include "nodelab/loop/next_tick.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::lines;
using trace::say;
using trace::traceOf;

EventListener saying(const char* text) {
  return EventListener([text](Event&) { say("{}", text); });
}

class EventTargets : public testing::Test {
 protected:
  void SetUp() override { lines().clear(); }

  bool dispatch(std::string type, EventInit init = {}) {
    return target->dispatchEvent(make<Event>(std::move(type), init));
  }

  Ref<EventTarget> target = make<EventTarget>();
};

TEST_F(EventTargets, CallsTheListenersOfTheTypeInOrderOnTheCallersStack) {
  target->addEventListener("foo", [](Event& event) { say("1 {}", event.type()); });
  target->addEventListener("foo", [] { say("2"); });
  target->addEventListener("bar", saying("never"));
  EXPECT_TRUE(dispatch("foo"));
  EXPECT_EQ(lines(), (Lines{"1 foo", "2"}));
}

TEST_F(EventTargets, GiveTheEventItsTargetAndItsPhase) {
  const auto event = make<Event>("foo");
  EXPECT_FALSE(event->target());
  target->addEventListener("foo", [this](Event& seen) {
    EXPECT_EQ(seen.target(), target);
    EXPECT_EQ(seen.currentTarget(), target.get());
    EXPECT_EQ(seen.eventPhase(), Event::AT_TARGET);
  });
  target->dispatchEvent(event);
  EXPECT_EQ(event->target(), target);
  EXPECT_EQ(event->currentTarget(), nullptr);
  EXPECT_EQ(event->eventPhase(), Event::NONE);
  target->removeEventListener("foo", saying("other"));
  EXPECT_EQ(target->listenerCount("foo"), 1u);
}

TEST_F(EventTargets, HaveAListenerOnceForEachCapture) {
  const auto listener = saying("called");
  target->addEventListener("foo", listener);
  target->addEventListener("foo", listener, {.once = true});
  target->addEventListener("foo", listener, {.capture = true});
  EXPECT_EQ(target->listenerCount("foo"), 2u);
  target->removeEventListener("foo", listener);
  dispatch("foo");
  dispatch("foo");
  EXPECT_EQ(lines(), (Lines{"called", "called"}));
  target->removeEventListener("foo", listener, {.capture = true});
  EXPECT_EQ(target->listenerCount("foo"), 0u);
}

TEST_F(EventTargets, RemoveAOnceListenerBeforeItIsCalled) {
  int calls = 0;
  EventListener again([](Event&) {});
  again = EventListener([&](Event&) {
    say("called");
    if (++calls < 3) target->addEventListener("foo", again, {.once = true});
  });
  target->addEventListener("foo", again, {.once = true});
  dispatch("foo");  // added by the last one: not in this round
  dispatch("foo");
  EXPECT_EQ(lines(), (Lines{"called", "called"}));
  target->removeEventListener("foo", again);
}

TEST_F(EventTargets, DoNotCallAListenerThatIsRemovedBeforeItsTurn) {
  const auto second = saying("second");
  const auto third = saying("third");
  target->addEventListener("foo", [&] {
    target->removeEventListener("foo", second);
    target->removeEventListener("foo", third);
  });
  target->addEventListener("foo", second);
  target->addEventListener("foo", third);
  target->addEventListener("foo", saying("fourth"));
  dispatch("foo");
  EXPECT_EQ(lines(), (Lines{"fourth"}));
}

TEST_F(EventTargets, CallAListenerThatIsAddedInTheRoundUnlessTheLastOneAddsIt) {
  const auto added = saying("added");
  target->addEventListener("foo", [&] {
    say("first");
    target->removeEventListener("foo", added);
    target->addEventListener("foo", added);
  });
  target->addEventListener("foo", added);
  target->addEventListener("foo", saying("third"));
  dispatch("foo");
  EXPECT_EQ(lines(), (Lines{"first", "third", "added"}));

  lines().clear();
  target->addEventListener("bar", [&] { target->addEventListener("bar", added); });
  dispatch("bar");
  EXPECT_EQ(lines(), Lines{});
  dispatch("bar");
  EXPECT_EQ(lines(), (Lines{"added"}));
}

TEST_F(EventTargets, StopAtStopImmediatePropagationAlsoTheNextTime) {
  const auto event = make<Event>("foo");
  target->addEventListener("foo", [](Event& seen) {
    say("first");
    seen.stopImmediatePropagation();
  });
  target->addEventListener("foo", saying("never"));
  target->addEventListener("foo", saying("internal"), {.resistStopPropagation = true});
  target->dispatchEvent(event);
  EXPECT_EQ(lines(), (Lines{"first", "internal"}));
  target->dispatchEvent(event);
  EXPECT_EQ(lines(), (Lines{"first", "internal", "internal"}));
}

TEST_F(EventTargets, ReturnFalseWhenTheDefaultOfACancelableEventIsPrevented) {
  target->addEventListener("foo", [](Event& event) { event.preventDefault(); });
  EXPECT_TRUE(dispatch("foo"));
  EXPECT_FALSE(dispatch("foo", {.cancelable = true}));
  const auto event = make<Event>("nobody listens", EventInit{.cancelable = true});
  event->preventDefault();
  EXPECT_FALSE(target->dispatchEvent(event));
}

TEST_F(EventTargets, RefuseAnEventThatIsBeingDispatched) {
  const auto event = make<Event>("foo");
  target->addEventListener("foo", [&] {
    try {
      target->dispatchEvent(event);
    } catch (const Error& error) {
      say("{}: {}", error.code(), error.message());
    }
  });
  target->dispatchEvent(event);
  EXPECT_EQ(lines(), (Lines{"ERR_EVENT_RECURSION: The event \"foo\" is already being dispatched"}));
}

TEST_F(EventTargets, TurnWhatAListenerThrowsIntoAnUncaughtExceptionOnATick) {
  target->addEventListener("error", [] { trace::fail("bad"); });
  target->addEventListener("error", saying("the others run"));
  traceOf([this] {
    process::nextTick(trace::says("tick before"));
    dispatch("error");
    say("dispatched");
    process::nextTick(trace::says("tick after"));
    queueMicrotask(trace::says("microtask"));
  });
  EXPECT_EQ(lines(), (Lines{"the others run", "dispatched", "tick before", "uncaught bad",
                            "tick after", "microtask"}));
}

TEST_F(EventTargets, RemoveAListenerWhenItsSignalIsAborted) {
  const AbortController controller;
  target->addEventListener("foo", [&] { controller.abort(); }, {.signal = controller.signal()});
  target->addEventListener("foo", saying("gone"), {.signal = controller.signal()});
  target->addEventListener("foo", saying("stays"));
  dispatch("foo");
  target->addEventListener("foo", saying("too late"), {.signal = controller.signal()});
  EXPECT_EQ(lines(), (Lines{"stays"}));
  EXPECT_EQ(target->listenerCount("foo"), 1u);
}

TEST_F(EventTargets, MayBeGoneBeforeTheSignalOfAListenerIsAborted) {
  const AbortController controller;
  target->addEventListener("foo", saying("never"), {.signal = controller.signal()});
  target = nullptr;
  controller.abort();
}

TEST_F(EventTargets, MayLoseTheirLastOwnerInAListener) {
  target->addEventListener("foo", [this] { target = nullptr; });
  target->addEventListener("foo", saying("still called"));
  EventTarget& bare = *target;
  bare.dispatchEvent(make<Event>("foo"));
  EXPECT_EQ(lines(), (Lines{"still called"}));
}

TEST_F(EventTargets, LetGoOfAllOtherListenersWithinOneRound) {
  std::vector<EventListener> listeners;
  target->addEventListener("foo", [&] {
    for (const auto& listener : listeners) target->removeEventListener("foo", listener);
  });
  for (int i = 0; i < 1000; ++i) {
    listeners.push_back(saying("never"));
    target->addEventListener("foo", listeners.back());
  }
  dispatch("foo");
  EXPECT_EQ(lines(), Lines{});
  EXPECT_EQ(target->listenerCount("foo"), 1u);
}

struct Progress : Event {
  explicit Progress(int of) : Event("progress"), percent(of) {}
  int percent;
};

TEST_F(EventTargets, PassOnWhatADerivedEventCarries) {
  Ref<Event> kept;
  target->addEventListener("progress", [&](Event& event) {
    say("{}", static_cast<Progress&>(event).percent);
    kept = Ref<Event>(&event);
  });
  target->dispatchEvent(make<Progress>(40));
  EXPECT_EQ(lines(), (Lines{"40"}));
  EXPECT_EQ(kept->type(), "progress");
}

}  // namespace
}  // namespace nodelab
