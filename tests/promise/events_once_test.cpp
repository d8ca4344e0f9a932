#include "nodelab/promise/events_once.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(lines, (Lines{"main", "7 seven", "ready"}));
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

}  // namespace
}  // namespace nodelab
