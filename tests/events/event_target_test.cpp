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

TEST_F(EventTargets, KeepAnEventInDispatchUntilItsLastListenerWasCalled) {
  const auto event = make<Event>("foo");
  target->addEventListener("foo", saying("first"));
  target->addEventListener("foo", [this](Event& seen) {
    EXPECT_EQ(seen.currentTarget(), target.get());
    EXPECT_EQ(seen.eventPhase(), Event::AT_TARGET);
    EXPECT_THROW(target->dispatchEvent(Ref<Event>(&seen)), Error);
  });
  target->dispatchEvent(event);
  EXPECT_EQ(lines(), (Lines{"first"}));
}

TEST_F(EventTargets, MayDispatchTheEventOfAnotherOneAfterwards) {
  const auto event = make<Event>("foo");
  const auto other = make<EventTarget>();
  target->addEventListener("foo", [&](Event& seen) {
    EXPECT_EQ(seen.target(), target);
    EXPECT_THROW(other->dispatchEvent(event), Error);
  });
  other->addEventListener("foo", [&](Event& seen) { EXPECT_EQ(seen.target(), other); });
  target->dispatchEvent(event);
  other->dispatchEvent(event);
  EXPECT_EQ(event->target(), other);
}

TEST_F(EventTargets, MayDispatchANewEventOfTheTypeInAListener) {
  target->addEventListener("foo",
                           [this] {
                             say("once");
                             dispatch("foo");
                           },
                           {.once = true});
  dispatch("foo");
  EXPECT_EQ(lines(), (Lines{"once"}));
}

TEST_F(EventTargets, KnowNoSpecialType) {
  for (const char* type : {"", "error", "__proto__", "toString", "newListener"}) {
    target->addEventListener(type, [](Event& event) { say("'{}'", event.type()); });
    dispatch(type);
  }
  EXPECT_EQ(lines(), (Lines{"''", "'error'", "'__proto__'", "'toString'", "'newListener'"}));
}

TEST_F(EventTargets, ListTheirListeners) {
  const auto first = saying("1");
  const auto second = saying("2");
  target->addEventListener("foo", first);
  target->addEventListener("foo", second, {.once = true});
  target->addEventListener("foo", first);
  target->addEventListener("foo", first, {.capture = true});
  using Listeners = std::vector<EventListener>;
  EXPECT_EQ(events::getEventListeners(*target, "foo"), (Listeners{first, second, first}));
  EXPECT_EQ(events::getEventListeners(*target, "bar"), Listeners{});
  dispatch("foo");
  EXPECT_EQ(events::getEventListeners(*target, "foo"), (Listeners{first, first}));
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

TEST_F(EventTargets, TakeNoNoticeOfPassive) {
  target->addEventListener("foo", [](Event& event) { event.preventDefault(); }, {.passive = true});
  EXPECT_FALSE(dispatch("foo", {.cancelable = true}));
}

TEST(Events, HaveATypeAndTheTimeAtWhichTheyWereMade) {
  const auto first = make<Event>("foo");
  const auto second = make<Event>("bar", EventInit{.cancelable = true});
  EXPECT_EQ(first->type(), "foo");
  EXPECT_FALSE(first->cancelable());
  EXPECT_TRUE(second->cancelable());
  EXPECT_GE(first->timeStamp(), 0);
  EXPECT_GE(second->timeStamp(), first->timeStamp());
  first->preventDefault();
  second->preventDefault();
  EXPECT_FALSE(first->defaultPrevented());
  EXPECT_TRUE(second->defaultPrevented());
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

// A signal removes what removeEventListener would: Node keeps no record of which call added it.
TEST_F(EventTargets, RemoveAListenerByItsIdentityWhenASignalIsAborted) {
  const AbortController controller;
  const auto listener = saying("called");
  target->addEventListener("there already", listener);
  target->addEventListener("there already", listener, {.signal = controller.signal()});
  target->addEventListener("added again", listener, {.signal = controller.signal()});
  target->removeEventListener("added again", listener);
  target->addEventListener("added again", listener);
  target->addEventListener("capture", listener, {.capture = true, .signal = controller.signal()});
  target->addEventListener("capture", listener);
  controller.abort();
  for (const char* type : {"there already", "added again", "capture"}) dispatch(type);
  EXPECT_EQ(lines(), (Lines{"called"}));  // that without capture
}

TEST_F(EventTargets, RemoveAListenerAlsoWhenTheAbortIsStopped) {
  const AbortController controller;
  controller.signal()->addEventListener("abort",
                                        [](Event& event) { event.stopImmediatePropagation(); });
  target->addEventListener("foo", saying("never"), {.signal = controller.signal()});
  controller.abort();
  dispatch("foo");
  EXPECT_EQ(lines(), Lines{});
}

TEST_F(EventTargets, DoNotCallWhatIsAddedAndAbortedInAListener) {
  const AbortController controller;
  target->addEventListener("foo", [&] {
    target->addEventListener("foo", saying("never"), {.signal = controller.signal()});
    controller.abort();
  });
  target->addEventListener("foo", saying("last"));
  dispatch("foo");
  EXPECT_EQ(lines(), (Lines{"last"}));
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
