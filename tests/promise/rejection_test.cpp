// Rejections that nobody handles: loop facts 39 and 40.
#include <gtest/gtest.h>

#include "nodelab/loop/timers.h"
#include "nodelab/promise/promise.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

void rejectNow(const char* message) { Promise<void>::reject(Error(message)); }

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
              EventLoop::current().onUnhandledRejection([](std::exception_ptr reason) {
                say("unhandled {}", toError(reason).message());
                return true;
              });
              rejectNow("a");
              nextTick([] { rejectNow("b"); });
            }),
            (Lines{"unhandled a", "unhandled b"}));
}

TEST(Rejection, WhatItsListenerThrowsIsUncaughtAndTheRestOfTheRoundIsLost) {
  EXPECT_EQ(traceOf([] {
              EventLoop::current().onUnhandledRejection([](std::exception_ptr reason) {
                say("unhandled {}", toError(reason).message());
                if (toError(reason).message() == "a") fail("bad");
                return true;
              });
              rejectNow("a");
              rejectNow("b");
              setImmediate([] {
                say("i");
                rejectNow("c");
              });
            }),
            (Lines{"unhandled a", "uncaught bad", "i", "unhandled c"}));
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

TEST(Rejection, OneThatIsNotReportedWhenTheLoopEndsIsFreed) {
  EventLoop loop;
  rejectNow("never seen");
}

}  // namespace
}  // namespace nodelab
