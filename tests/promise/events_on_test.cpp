#include "nodelab/promise/events_on.h"

#include <gtest/gtest.h>

#include "nodelab/events/abort_controller.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

constexpr EventName<int> data{"data"};
constexpr EventName<> ready{"ready"};
constexpr EventName<int, std::string> named{"named"};
constexpr EventName<> end{"end"};

using Data = events::AsyncIterator<int>;

// Says what a `next` gives, when it does.
void track(const char* name, const Promise<Data::Item>& promise) {
  promise.then(
      [name](const Data::Item& item) {
        say("{} {}", name, item ? std::to_string(std::get<0>(*item)) : "done");
      },
      [name](const Error& error) { say("{} rejected {}", name, error.message()); });
}

// The loop that a program writes: its `for await`.
Promise<void> readAll(Data iterator) {
  try {
    while (auto arguments = co_await iterator.next()) say("{}", std::get<0>(*arguments));
    say("done");
  } catch (const Error& error) {
    say("{}: {}", error.name(), error.message());
  }
}

std::string listened(const EventEmitter& emitter) {
  std::string names;
  for (const EventId& name : emitter.eventNames()) names += name.toString() + " ";
  return names;
}

TEST(EventsOn, GivesTheEventsOfTheNameUntilTheLastHandleGoes) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    process::nextTick([&emitter] {
      emitter.emit(data, 1);
      emitter.emit(ready);
      emitter.emit(data, 2);
    });
    auto read = [](EventEmitter& from) -> Promise<void> {
      auto iterator = events::on(from, data);
      for (int i = 0; i < 2; ++i) {
        const auto arguments = co_await iterator.next();
        say("{}", std::get<0>(*arguments));
      }
    };
    read(emitter);
    EXPECT_EQ(listened(emitter), "data error ");
  });
  EXPECT_EQ(lines, (Lines{"1", "2"}));
  EXPECT_EQ(listened(emitter), "");
}

TEST(EventsOn, StopsWhenTheLoopIsLeftByAnException) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    auto read = [](EventEmitter& from) -> Promise<void> {
      auto iterator = events::on(from, data);
      co_await iterator.next();
      throw Error("left");
    };
    read(emitter).catch_([](const Error& error) { say("{}", error.message()); });
    emitter.emit(data, 1);
  });
  EXPECT_EQ(lines, (Lines{"left"}));
  EXPECT_EQ(listened(emitter), "");
}

TEST(EventsOn, GivesAllArgumentsAndTrueForAnEventWithoutAny) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto pairs = events::on(emitter, named);
    const auto bare = events::on(emitter, ready);
    pairs.next().then([pairs](const std::optional<std::tuple<int, std::string>>& arguments) {
      say("{} {}", std::get<0>(*arguments), std::get<1>(*arguments));
    });
    bare.next().then([bare](bool more) { say("{}", more); });
    emitter.emit(named, 7, "seven");
    emitter.emit(ready);
    bare.return_().then([](bool more) { say("{}", more); });
  });
  EXPECT_EQ(lines, (Lines{"7 seven", "true", "false"}));
}

TEST(EventsOn, KeepsWhatNobodyWaitsFor) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto iterator = events::on(emitter, data);
    for (int i = 0; i < 1000; ++i) emitter.emit(data, i);
    track("first", iterator.next());
    iterator.return_();
    track("second", iterator.next());
    emitter.emit(data, 1000);  // too late
    readAll(iterator);
  });
  EXPECT_EQ(lines.size(), 1001u);
  EXPECT_EQ(lines[0], "first 0");
  EXPECT_EQ(lines.back(), "done");
}

TEST(EventsOn, GivesAnEventToTheNextThatHasWaitedLongest) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto iterator = events::on(emitter, data);
    for (const char* name : {"a", "b", "c"}) track(name, iterator.next());
    process::nextTick([&emitter, iterator] {
      emitter.emit(data, 1);
      emitter.emit(data, 2);
      iterator.return_();
      track("d", iterator.next());
    });
  });
  EXPECT_EQ(lines, (Lines{"a 1", "b 2", "c done", "d done"}));
}

TEST(EventsOn, RejectsTheOldestNextWithAnErrorAndEndsTheOthers) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto iterator = events::on(emitter, data);
    for (const char* name : {"a", "b"}) track(name, iterator.next());
    emitter.emit(event::error, Error("kaboom"));
    EXPECT_EQ(listened(emitter), "");
    track("c", iterator.next());
  });
  EXPECT_EQ(lines, (Lines{"a rejected kaboom", "b done", "c done"}));
}

TEST(EventsOn, KeepsAnErrorUntilTheEventsBeforeItWereTaken) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto iterator = events::on(emitter, data);
    emitter.emit(data, 42);
    emitter.emit(event::error, Error("kaboom"));
    for (const char* name : {"a", "b", "c"}) track(name, iterator.next());
  });
  EXPECT_EQ(lines, (Lines{"a 42", "b rejected kaboom", "c done"}));
}

TEST(EventsOn, KeepsNoNullErrorButRejectsTheOneThatWaits) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto idle = events::on(emitter, data);
    const auto waiting = events::on(emitter, data);
    track("waiting", waiting.next());
    emitter.emit(event::error, Error());
    track("idle", idle.next());
  });
  EXPECT_EQ(lines, (Lines{"waiting rejected ", "idle done"}));
}

TEST(EventsOn, OfErrorItselfGivesTheErrors) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto iterator = events::on(emitter, event::error);
    emitter.emit(event::error, Error("wanted"));
    iterator.next().then([](const std::optional<std::tuple<Error>>& arguments) {
      say("{}", std::get<0>(*arguments).message());
    });
  });
  EXPECT_EQ(lines, (Lines{"wanted"}));
}

TEST(EventsOn, ThrowIsAnErrorFromOutside) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto iterator = events::on(emitter, data);
    try {
      iterator.throw_(Error());
    } catch (const Error& error) {
      say("{}: {}", error.code(), error.message());
    }
    emitter.emit(data, 1);
    emitter.emit(data, 2);
    iterator.throw_(Error("enough"));
    readAll(iterator);
  });
  EXPECT_EQ(lines, (Lines{"ERR_INVALID_ARG_TYPE: The \"EventEmitter.AsyncIterator\" property must "
                          "be an instance of Error. Received null",
                          "1", "2", "Error: enough"}));
  EXPECT_EQ(listened(emitter), "");
}

TEST(EventsOn, EndsWithAnEventOfClose) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const auto iterator = events::on(emitter, data, {.close = {end, named}});
    EXPECT_EQ(listened(emitter), "data error end named ");
    emitter.emit(data, 1);
    emitter.emit(named, 7, "seven");
    EXPECT_EQ(listened(emitter), "");
    emitter.emit(data, 2);
    readAll(iterator);
  });
  EXPECT_EQ(lines, (Lines{"1", "done"}));
}

TEST(EventsOn, EndsWithAnAbort) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    const AbortController controller;
    const auto iterator = events::on(emitter, data, {.signal = controller.signal()});
    emitter.emit(data, 1);
    controller.abort(Error("why"));
    EXPECT_EQ(listened(emitter), "");
    iterator.next();
    iterator.next().catch_([](const Error& error) -> Data::Item {
      say("{} {}, cause {}", error.code(), error.message(), error.cause().message());
      return {};
    });
    try {
      events::on(emitter, data, {.signal = controller.signal()});
    } catch (const Error& error) {
      say("{}", error.toString());
    }
  });
  EXPECT_EQ(lines, (Lines{"AbortError: The operation was aborted",
                          "ABORT_ERR The operation was aborted, cause why"}));
}

TEST(EventsOn, LeavesTheSignalWhenItHasEnded) {
  EventEmitter emitter;
  traceOf([&emitter] {
    const AbortController controller;
    const auto& signal = controller.signal();
    const auto returned = events::on(emitter, data, {.signal = signal});
    EXPECT_EQ(signal->listenerCount("abort"), 1u);
    returned.return_();
    EXPECT_EQ(signal->listenerCount("abort"), 0u);
    {
      const auto dropped = events::on(emitter, data, {.signal = signal});
      EXPECT_EQ(signal->listenerCount("abort"), 1u);
    }
    EXPECT_EQ(signal->listenerCount("abort"), 0u);
  });
}

TEST(EventsOn, ListensToTargetsWithoutAnError) {
  const auto target = make<EventTarget>();
  const Lines lines = traceOf([&target] {
    const auto iterator = events::on(*target, "tick", {.close = {"end"}});
    for (const char* type : {"tick", "error", "tick", "end", "tick"}) {
      target->dispatchEvent(make<Event>(type));
    }
    auto read = [](events::AsyncIterator<Ref<Event>> from) -> Promise<void> {
      while (auto arguments = co_await from.next()) say("{}", std::get<0>(*arguments)->type());
      say("done");
    };
    read(iterator);
  });
  EXPECT_EQ(lines, (Lines{"tick", "tick", "done"}));
  EXPECT_EQ(target->listenerCount("tick"), 0u);
  EXPECT_EQ(target->listenerCount("end"), 0u);
}

TEST(EventsOn, OfATargetMayBeAborted) {
  const auto target = make<EventTarget>();
  const Lines lines = traceOf([&target] {
    const AbortController controller;
    const auto iterator = events::on(*target, "tick", {.signal = controller.signal()});
    iterator.next().catch_([](const Error& error) {
      say("{}", error.code());
      return events::AsyncIterator<Ref<Event>>::Item{};
    });
    controller.abort();
    EXPECT_EQ(target->listenerCount("tick"), 0u);
    EXPECT_THROW(events::on(*target, "tick", {.signal = controller.signal()}), Error);
  });
  EXPECT_EQ(lines, (Lines{"ABORT_ERR"}));
}

TEST(EventsOn, RemovesWhatItAddedLastFirst) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    emitter.on(event::removeListener,
               [](const EventId& name, const AnyListener&) { say("{}", name.toString()); });
    events::on(emitter, data, {.close = {end}}).return_();
  });
  EXPECT_EQ(lines, (Lines{"end", "error", "data"}));
}

TEST(EventsOn, DeliversWhatNextHasPromisedWithoutAHandle) {
  EventEmitter emitter;
  const Lines lines = traceOf([&emitter] {
    track("a", events::on(emitter, data).next());
    EXPECT_EQ(listened(emitter), "data error ");
    emitter.emit(data, 1);
    EXPECT_EQ(listened(emitter), "");
  });
  EXPECT_EQ(lines, (Lines{"a 1"}));
}

TEST(EventsOn, OutlivesItsEmitter) {
  const Lines lines = traceOf([] {
    auto emitter = std::make_unique<EventEmitter>();
    const auto iterator = events::on(*emitter, data);
    emitter->emit(data, 1);
    emitter = nullptr;
    readAll(iterator);  // waits for the second one for ever
  });
  EXPECT_EQ(lines, (Lines{"1"}));
}

// Knows whether what holds it is still there.
struct Probe : RefCounted<Probe> {};

TEST(EventsOn, IsGoneWithTheLoopThatAwaitsIt) {
  const auto probe = make<Probe>();
  EventEmitter emitter;
  traceOf([&] {
    auto read = [](EventEmitter& from, Ref<Probe>) -> Promise<void> {
      auto iterator = events::on(from, data);
      co_await iterator.next();
    };
    read(emitter, probe);
  });
  EXPECT_EQ(probe->useCount(), 1u);
  EXPECT_EQ(listened(emitter), "");
}

TEST(EventsOn, TakesOffWhatItAddedWhenItCannotAddTheRest) {
  EventEmitter emitter;
  traceOf([&emitter] {
    emitter.on(event::newListener, [](const EventId& name, const AnyListener&) {
      if (name == event::error) trace::fail("no");
    });
    EXPECT_THROW(events::on(emitter, data), Error);
    EXPECT_EQ(listened(emitter), "newListener ");
  });
}

}  // namespace
}  // namespace nodelab
