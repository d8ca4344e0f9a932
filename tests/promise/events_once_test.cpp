#include "nodelab/promise/events_once.h"

#include <gtest/gtest.h>

#include "nodelab/events/abort_controller.h"
#include "nodelab/loop/timers.h"
#include "ruler.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

constexpr EventName<> ready{"ready"};
constexpr EventName<int, std::string> done{"done"};

TEST(EventsOnce, FulfilsWithTheArgumentsOfTheNextEvent) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    events::once(emitter, ready).then([] { say("ready"); });
    events::once(emitter, done).then([](const std::tuple<int, std::string>& arguments) {
      say("{} {}", std::get<0>(arguments), std::get<1>(arguments));
    });
    emitter.emit(done, 7, "seven");
    emitter.emit(ready);
    emitter.emit(done, 8, "eight");
    say("main");
  });
  EXPECT_EQ(lines, (Lines{"main", "ready", "7 seven"}));
  EXPECT_TRUE(emitter.eventNames().empty());
}

TEST(EventsOnce, RejectsWhenAnErrorComesFirstAndLetsGoOfTheEvent) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    events::once(emitter, ready).catch_([](const Error& error) { say("{}", error.message()); });
    emitter.emit(event::error, Error("first"));
  });
  EXPECT_EQ(lines, (Lines{"first"}));
  EXPECT_TRUE(emitter.eventNames().empty());
}

TEST(EventsOnce, OfErrorItselfFulfils) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    events::once(emitter, event::error).then([](const std::tuple<Error>& arguments) {
      say("{}", std::get<0>(arguments).message());
    });
    emitter.emit(event::error, Error("wanted"));
  });
  EXPECT_EQ(lines, (Lines{"wanted"}));
}

TEST(EventsOnce, RejectsWithWhatAListenerOfNewListenerThrows) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    emitter.on(event::newListener,
               [](const EventId&, const AnyListener&) { trace::fail("not this one"); });
    events::once(emitter, ready).catch_([](const Error& error) { say("{}", error.message()); });
  });
  EXPECT_EQ(lines, (Lines{"not this one"}));
}

TEST(EventsOnce, HearsOnlyTheFirstOfTwoEventsThatComeInOneGo) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    auto read = [](EventEmitter& from) -> Promise<void> {
      while (true) {
        const auto arguments = co_await events::once(from, done);
        say("{}", std::get<0>(arguments));
      }
    };
    read(emitter);
    emitter.emit(done, 1, "first");
    emitter.emit(done, 2, "lost");
    setImmediate([&emitter] { emitter.emit(done, 3, "third"); });
  });
  EXPECT_EQ(lines, (Lines{"1", "3"}));
}

TEST(EventsOnce, OfATargetHearsOfAnEventThatIsStoppedAndKnowsNoError) {
  const auto target = make<EventTarget>();
  const Lines lines = traceOf([&target] {
    target->addEventListener("foo", [](Event& event) { event.stopImmediatePropagation(); });
    events::once(*target, "foo").then([](const auto&) { say("foo"); });
    events::once(*target, "error").then([](const auto&) { say("error"); });
    for (const char* type : {"error", "foo"}) target->dispatchEvent(make<Event>(type));
  });
  // Both are settled by now; the one that was made first comes first.
  EXPECT_EQ(lines, (Lines{"foo", "error"}));
}

TEST(EventsOnce, SettlesInTheSecondTurnAfterTheEvent) {
  EventEmitter emitter;
  const auto target = make<EventTarget>();
  const AbortController controller;
  const Lines lines = traceOf([&] {
    events::once(emitter, ready).then([] { say("emitted"); });
    events::once(*target, "foo").then([](const std::tuple<Ref<Event>>& arguments) {
      say("{}", std::get<0>(arguments)->type());
    });
    events::once(emitter, done, {.signal = controller.signal()})
        .then([](const auto&) {}, [](const Error& error) { say("{}", error.code()); });
    setImmediate([&] {
      trace::ruler(3);
      emitter.emit(ready);
      target->dispatchEvent(make<Event>("foo"));
      controller.abort();
    });
  });
  EXPECT_EQ(lines, (Lines{"r1", "r2", "emitted", "foo", "ABORT_ERR", "r3"}));
}

TEST(EventsOnce, LetsGoOfAllWhenAbortedAndOfTheSignalWhenSettled) {
  EventEmitter emitter;
  const auto target = make<EventTarget>();
  const Lines lines = traceOf([&] {
    const auto sayCause = [](const Error& error) { say("{}", error.cause().message()); };
    const AbortController controller;
    const auto& signal = controller.signal();
    events::once(emitter, ready, {.signal = signal});
    events::once(*target, "foo", {.signal = signal});
    events::once(emitter, done, {.signal = signal}).then([](const auto&) {}, sayCause);
    EXPECT_EQ(signal->listenerCount("abort"), 3u);
    emitter.emit(ready);
    target->dispatchEvent(make<Event>("foo"));
    EXPECT_EQ(signal->listenerCount("abort"), 1u);
    events::once(*target, "bar", {.signal = signal}).then([](const auto&) {}, sayCause);
    controller.abort(Error("why"));
    events::once(emitter, ready, {.signal = signal}).then([] {}, sayCause);
  });
  EXPECT_EQ(lines, (Lines{"why", "why", "why"}));
  EXPECT_TRUE(emitter.eventNames().empty());
  EXPECT_EQ(target->listenerCount("bar"), 0u);
}

TEST(EventsOnce, IsSettledByAnAbortAloneWithoutItsEmitter) {
  const AbortController controller;
  const Lines lines = traceOf([&] {
    auto emitter = std::make_unique<EventEmitter>();
    events::once(*emitter, ready).then([] { say("never"); }, [](const Error&) { say("never"); });
    events::once(*emitter, ready, {.signal = controller.signal()})
        .then([] { say("never"); }, [](const Error& error) { say("{}", error.code()); });
    emitter->removeAllListeners(event::error);
    emitter = nullptr;
    controller.abort();
  });
  EXPECT_EQ(lines, (Lines{"ABORT_ERR"}));
}

// Knows whether what holds it is still there.
struct Probe : RefCounted<Probe> {};

TEST(EventsOnce, LetsGoOfEverythingWhenNeitherEmitterNorControllerIsLeft) {
  const auto probe = make<Probe>();
  traceOf([&] {
    EventEmitter emitter;
    const AbortController controller;
    events::once(emitter, ready, {.signal = controller.signal()}).then([probe] {});
    EXPECT_EQ(probe->useCount(), 2u);
  });
  EXPECT_EQ(probe->useCount(), 1u);
}

}  // namespace
}  // namespace nodelab
