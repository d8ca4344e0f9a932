#include "nodelab/promise/timers_promises.h"

#include <gtest/gtest.h>

#include <string>

#include "nodelab/events/abort_controller.h"
#include "ruler.h"

namespace nodelab {
namespace {

namespace timers = timers::promises;
using trace::Lines;
using trace::ruler;
using trace::say;
using trace::says;
using trace::traceOf;

// The lines r1 … rN of a ruler, with `line` behind that of the turn.
Lines inTurn(int turn, int turns, const char* line) {
  Lines expected;
  for (int i = 1; i <= turns; ++i) {
    expected.push_back(fmt::format("r{}", i));
    if (i == turn) expected.push_back(line);
  }
  return expected;
}

void sayAbort(const Error& error) {
  say("{} {} because {}", error.code(), error.message(), error.cause().message());
}

TEST(TimersPromises, SetTimeoutIsFulfilledInTheTimersCallback) {
  EXPECT_EQ(traceOf([] {
              timers::setTimeout(1, std::string("value")).then([](const std::string& value) {
                say("{}", value);
              });
              timers::setTimeout(1).then(says("no value"));
              nodelab::setTimeout(says("next timer"), 1);
            }),
            (Lines{"value", "no value", "next timer"}));
}

TEST(TimersPromises, SetImmediateIsFulfilledInTheCheckPhase) {
  EXPECT_EQ(traceOf([] {
              timers::setImmediate(7).then([](int value) { say("{}", value); });
              timers::scheduler::yield().then(says("yield"));
              nodelab::setImmediate(says("next immediate"));
            }),
            (Lines{"7", "yield", "next immediate"}));
}

// Awaits what an options struct in the same expression names.
Promise<void> awaitAll() {
  AbortController controller;
  say("{}", co_await timers::setTimeout(1, 5, {.signal = controller.signal()}));
  say("{}", co_await timers::setImmediate(6, {.signal = AbortSignal::timeout(100)}));
  co_await timers::setTimeout(1, {.ref = true});
  co_await timers::scheduler::wait(1);
  const auto listeners = controller.signal()->listenerCount("abort");
  say("listeners left: {}", listeners);
  controller.abort(Error("why"));
  try {
    co_await timers::scheduler::wait(1000, {.signal = controller.signal()});
  } catch (const Error& error) {
    sayAbort(error);
  }
}

TEST(TimersPromises, CanBeAwaited) {
  EXPECT_EQ(
      traceOf([] { awaitAll(); }),
      (Lines{"5", "6", "listeners left: 0", "ABORT_ERR The operation was aborted because why"}));
}

// A value that starts a ruler when it is moved for the first time after `armed` was set: when a
// promise is fulfilled with it. In JavaScript a getter of `then` does the same.
struct Measuring {
  Measuring() = default;
  Measuring(const Measuring&) noexcept {}
  Measuring(Measuring&&) noexcept {
    if (std::exchange(armed, false)) ruler(8);
  }
  Measuring& operator=(Measuring&&) noexcept { return *this; }
  static inline bool armed = false;
};

TEST(TimersPromises, ASignalTakesFiveTurnsMore) {
  for (const bool signalled : {false, true}) {
    traceOf([signalled] {
      const AbortController controller;
      nodelab::setTimeout([controller] { Measuring::armed = true; }, 1);
      const auto promise = signalled
                               ? timers::setTimeout(1, Measuring(), {.signal = controller.signal()})
                               : timers::setTimeout(1, Measuring());
      promise.then([](const Measuring&) { say("fulfilled"); });
    });
    EXPECT_EQ(trace::lines(), inTurn(signalled ? 6 : 1, 8, "fulfilled"));
  }
}

TEST(TimersPromises, AnAbortClearsTheTimerAndRejectsInTheSixthTurn) {
  for (const bool immediate : {false, true}) {
    traceOf([immediate] {
      const AbortController controller;
      auto promise = immediate ? timers::setImmediate({.signal = controller.signal()})
                               : timers::setTimeout(1000, {.signal = controller.signal()});
      promise.catch_([](const Error&) { say("rejected"); });
      ruler(8);
      controller.abort();
      EXPECT_EQ(controller.signal()->listenerCount("abort"), 0u);
    });
    EXPECT_EQ(trace::lines(), inTurn(6, 8, "rejected"));
  }
}

TEST(TimersPromises, AnAbortedSignalRejectsAtOnce) {
  EXPECT_EQ(
      traceOf([] {
        ruler(3);
        timers::setTimeout(1000, {.signal = AbortSignal::abort(Error("why"))}).catch_(sayAbort);
      }),
      (Lines{"r1", "ABORT_ERR The operation was aborted because why", "r2", "r3"}));
}

TEST(TimersPromises, AnAbortAfterwardsDoesNothing) {
  EXPECT_EQ(traceOf([] {
              const AbortController controller;
              timers::setTimeout(1, {.signal = controller.signal()}).then(says("fulfilled"));
              nodelab::setTimeout([controller] { controller.abort(); }, 1);
            }),
            (Lines{"fulfilled"}));
}

TEST(TimersPromises, MayBeUnrefd) {
  EXPECT_EQ(traceOf([] {
              const AbortController controller;
              timers::setTimeout(100'000, {.ref = false}).then(says("never"));
              timers::setTimeout(100'000, {.signal = controller.signal(), .ref = false})
                  .then(says("never"));
              timers::setInterval(100'000, {.ref = false}).next().then([](bool) { say("never"); });
              timers::setImmediate({.ref = false}).then(says("never"));
            }),
            Lines{});
}

Promise<void> readThree() {
  auto interval = timers::setInterval(1, std::string("tick"));
  int count = 0;
  while (const auto value = co_await interval.next()) {
    say("{}", *value);
    if (++count == 3) break;
  }
}

TEST(TimersPromises, SetIntervalGivesTickByTickAndEndsWithItsHandle) {
  EXPECT_EQ(traceOf([] { readThree().then(says("end")); }), (Lines{"tick", "tick", "tick", "end"}));
}

Promise<void> readMissed() {
  auto interval = timers::setInterval(1);
  co_await interval.next();
  for (int i = 0; i < 3; ++i) co_await timers::setTimeout(3);
  ruler(4);
  co_await interval.next();
  say("missed");
}

TEST(TimersPromises, SetIntervalKeepsTheTicksThatNobodyWaitsFor) {
  EXPECT_EQ(traceOf([] { readMissed(); }), inTurn(2, 4, "missed"));
}

TEST(TimersPromises, SetIntervalServesCallsInOrder) {
  EXPECT_EQ(traceOf([] {
              auto interval = timers::setInterval(1);
              interval.next().then([](bool) { say("first"); });
              interval.next().then([](bool) { say("second"); });
            }),
            (Lines{"first", "second"}));
}

TEST(TimersPromises, SetIntervalRejectsOnceWhenAborted) {
  traceOf([] {
    const AbortController controller;
    const auto interval = timers::setInterval(1000, 1, {.signal = controller.signal()});
    interval.next().catch_([](const Error& error) {
      sayAbort(error);
      return std::optional<int>();
    });
    interval.next().then([](const std::optional<int>& value) { say("{}", value.has_value()); });
    nodelab::setTimeout(
        [controller] {
          ruler(5);
          controller.abort(Error("why"));
          EXPECT_EQ(controller.signal()->listenerCount("abort"), 0u);
        },
        1);
  });
  EXPECT_EQ(trace::lines(),
            (Lines{"r1", "r2", "r3", "r4", "ABORT_ERR The operation was aborted because why",
                   "false", "r5"}));
}

TEST(TimersPromises, SetIntervalRejectsAtOnceWhenAbortedBefore) {
  EXPECT_EQ(traceOf([] {
              const auto interval =
                  timers::setInterval(1, {.signal = AbortSignal::abort(Error("why"))});
              ruler(2);
              interval.next().then([](bool) {}, sayAbort);
              interval.next().then([](bool more) { say("{}", more); });
            }),
            (Lines{"r1", "ABORT_ERR The operation was aborted because why", "false", "r2"}));
}

// After an abort, what was missed before still comes.
Promise<void> readBacklog() {
  const AbortController controller;
  const auto interval = timers::setInterval(1, {.signal = controller.signal()});
  co_await interval.next();
  for (int i = 0; i < 3; ++i) co_await timers::setTimeout(3);
  controller.abort();
  int count = 0;
  try {
    while (co_await interval.next()) ++count;
  } catch (const Error& error) {
    say("{} {}", error.code(), count > 0);
  }
}

TEST(TimersPromises, SetIntervalDeliversWhatItMissedBeforeTheAbort) {
  EXPECT_EQ(traceOf([] { readBacklog(); }), (Lines{"ABORT_ERR true"}));
}

}  // namespace
}  // namespace nodelab
