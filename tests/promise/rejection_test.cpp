// Rejections that nobody handles: loop facts 39 and 40.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "nodelab/base/warning.h"
#include "nodelab/loop/timers.h"
#include "nodelab/promise/promise.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

void rejectNow(const char* message) { Promise<void>::reject(Error(message)); }

// As listeners of 'unhandledRejection' and 'rejectionHandled' would; they throw at `bad`.
void listen(const std::string& bad = "none") {
  auto hear = [bad](const char* event, const RejectedPromise& promise) {
    const std::string message = toError(promise.reason()).message();
    say("{} {} {}", event, message, promise.id());
    if (message == bad) fail("bad");
    return true;
  };
  EventLoop& loop = EventLoop::current();
  loop.onUnhandledRejection([hear](std::exception_ptr, const Ref<RejectedPromise>& promise) {
    return hear("unhandled", *promise);
  });
  loop.onRejectionHandled(
      [hear](const Ref<RejectedPromise>& promise) { return hear("handled", *promise); });
}

TEST(Rejection, IsReportedWhenBothQueuesAreEmpty) {
  EXPECT_EQ(traceOf([] {
              rejectNow("a");
              nextTick(says("t"));
              queueMicrotask(says("m"));
              setImmediate(says("i"));
            }),
            (Lines{"t", "m", "uncaught a unhandledRejection", "i"}));
}

TEST(Rejection, AHandlerAddedInATickIsInTime) {
  EXPECT_EQ(traceOf([] {
              auto promise = Promise<void>::reject(Error("a"));
              nextTick([promise] {
                promise.catch_([](const Error& error) { say("caught {}", error.message()); });
              });
              queueMicrotask(says("m"));
            }),
            (Lines{"m", "caught a"}));
}

TEST(Rejection, AreReportedInOneGoInTheirOrder) {
  EXPECT_EQ(traceOf([] {
              rejectNow("a");
              auto handled = Promise<void>::reject(Error("b"));
              nextTick([] { rejectNow("c"); });
              handled.catch_([](const Error& error) { say("in time {}", error.message()); });
            }),
            (Lines{"in time b", "uncaught a unhandledRejection", "uncaught c unhandledRejection"}));
}

TEST(Rejection, WhatAListenerQueuesRunsAfterAllAreReported) {
  EXPECT_EQ(
      traceOf([] {
        EventLoop::current().onUncaught([n = 0](std::exception_ptr reason, UncaughtOrigin) mutable {
          say("uncaught {}", toError(reason).message());
          if (n++ > 0) return;
          nextTick(says("t"));
          queueMicrotask(says("m"));
          rejectNow("second");
        });
        rejectNow("first");
        rejectNow("also first");
      }),
      (Lines{"uncaught first", "uncaught also first", "t", "m", "uncaught second"}));
}

TEST(Rejection, ThatIsDealtWithIsNotUncaught) {
  EXPECT_EQ(traceOf([] {
              listen();
              rejectNow("a");
              nextTick([] { rejectNow("b"); });
            }),
            (Lines{"unhandled a 1", "unhandled b 2"}));
}

TEST(Rejection, WhatItsListenerThrowsIsUncaughtAndTheRestOfTheRoundIsLost) {
  EXPECT_EQ(traceOf([] {
              listen("a");
              rejectNow("a");
              rejectNow("b");
              setImmediate([] {
                say("i");
                rejectNow("c");
              });
            }),
            (Lines{"unhandled a 1", "uncaught bad", "i", "unhandled c 3"}));
}

TEST(Rejection, WaitsForTheNextScopeWhenATickThrows) {
  EXPECT_EQ(traceOf([] {
              rejectNow("a");
              nextTick([] { fail("bad"); });
              nextTick(says("t2"));
            }),
            (Lines{"uncaught bad", "t2", "uncaught a unhandledRejection"}));
}

TEST(Rejection, AnAwaitedOneIsReportedForTheOuterPromiseOnly) {
  struct Outer {
    static Promise<void> run() { co_await Promise<void>::reject(Error("inner")); }
  };
  EXPECT_EQ(traceOf([] { Outer::run(); }), (Lines{"uncaught inner unhandledRejection"}));
}

TEST(RejectionHandled, IsReportedWhenTheQueuesAreEmptyAndOnlyForWhatWasReported) {  // fact 41
  EXPECT_EQ(traceOf([] {
              listen();
              auto late = Promise<void>::reject(Error("late"));
              auto inTime = Promise<void>::reject(Error("in time"));
              inTime.catch_([](const Error&) {});
              setImmediate([late] {
                late.catch_([](const Error&) { say("c"); });
                late.catch_([](const Error&) { say("c2"); });
                nextTick(says("t"));
                queueMicrotask(says("m"));
              });
            }),
            (Lines{"unhandled late 1", "t", "c", "c2", "m", "handled late 1"}));
}

TEST(RejectionHandled, ComesThoughNoTickIsScheduledAndBeforeNewRejections) {
  EXPECT_EQ(traceOf([] {
              listen();
              auto promise = Promise<int>::reject(Error("a"));
              setImmediate([promise] {
                rejectNow("b");
                promise.catch_([](const Error&) { return 0; });
              });
              setImmediate(says("i"));
            }),
            (Lines{"unhandled a 1", "handled a 1", "unhandled b 2", "i"}));
}

TEST(RejectionHandled, WhatItsListenerQueuesRunsAfterAllAreReported) {
  EXPECT_EQ(traceOf([] {
              auto promise = Promise<int>::reject(Error("a"));
              listen();
              EventLoop::current().onRejectionHandled([](const Ref<RejectedPromise>&) {
                say("handled");
                queueMicrotask(says("m"));
                nextTick(says("t"));
                return true;
              });
              setImmediate([promise] {
                rejectNow("b");
                promise.catch_([](const Error&) { return 0; });
              });
            }),
            (Lines{"unhandled a 1", "handled", "unhandled b 2", "t", "m"}));
}

TEST(RejectionHandled, WhatItsListenerThrowsIsUncaughtAndTheRestComesNext) {
  EXPECT_EQ(traceOf([] {
              auto promise = Promise<void>::reject(Error("a"));
              setImmediate([promise] {
                listen("a");
                rejectNow("b");
                promise.catch_([](const Error&) {});
                setImmediate(says("i"));
              });
            }),
            (Lines{"uncaught a unhandledRejection", "handled a 1", "uncaught bad", "unhandled b 2",
                   "i"}));
}

TEST(RejectionHandled, IsAWarningWhereNobodyListens) {
  WarningHandler before = onWarning([](const Error& warning) { say("{}", warning.toString()); });
  EXPECT_EQ(traceOf([] {
              auto promise = Promise<void>::reject(Error("a"));
              setImmediate([promise] { promise.catch_([](const Error&) {}); });
            }),
            (Lines{"uncaught a unhandledRejection",
                   "PromiseRejectionHandledWarning: Promise rejection was handled asynchronously "
                   "(rejection id: 1)"}));
  onWarning(std::move(before));
}

TEST(Rejection, OneThatIsNotReportedWhenTheLoopEndsIsFreed) {
  EventLoop loop;
  rejectNow("never seen");
}

}  // namespace
}  // namespace nodelab
