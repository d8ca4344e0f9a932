// then, catch, finally and resolving: how many microtask turns each takes (loop facts 31, 34 to
// 36).
#include "nodelab/promise/promise.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "nodelab/loop/timers.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;

TEST(Executor, RunsAtOnceAndItsFirstCallSettles) {
  EXPECT_EQ(traceOf([] {
              Promise<int> promise([](const auto& resolve, const auto& reject) {
                say("executor");
                resolve(1);
                resolve(2);
                reject(Error("late"));
                fail("later still");
              });
              say("made");
              promise.then([](int value) { say("{}", value); });
            }),
            (Lines{"executor", "made", "1"}));
}

TEST(Executor, WhatItThrowsRejects) {
  EXPECT_EQ(traceOf([] {
              Promise<void>([](const auto&, const auto&) {
                fail("thrown");
              }).catch_([](const Error& error) { say("{}", error.message()); });
            }),
            (Lines{"thrown"}));
}

TEST(Executor, ItsFunctionsMayBeKept) {
  EXPECT_EQ(traceOf([] {
              Promise<std::string>([](const ResolveFunction<std::string>& resolve, const auto&) {
                setTimeout([resolve] { resolve("later"); }, 1);
              }).then([](const std::string& text) { say("{}", text); });
            }),
            (Lines{"later"}));
}

TEST(Executor, ResolvingWithAPromiseFollowsIt) {
  EXPECT_EQ(traceOf([] {
              Promise<int>([](const auto& resolve, const auto&) {
                resolve(Promise<int>::resolve(7));
              }).then([](int value) { say("{}", value); });
              ruler(4);
            }),
            (Lines{"r1", "r2", "7", "r3", "r4"}));
}

TEST(Then, RunsOneTurnAfterThePromiseIsSettled) {
  EXPECT_EQ(traceOf([] {
              Promise<void>::resolve().then(says("a")).then(says("b"));
              queueMicrotask(says("m"));
              ruler(3);
            }),
            (Lines{"a", "m", "r1", "b", "r2", "r3"}));
}

TEST(Then, HandlersRunInTheOrderOfTheirCalls) {
  EXPECT_EQ(traceOf([] {
              auto [promise, resolver] = Promise<void>::withResolvers();
              promise.then(says("1"));
              promise.then(says("2"));
              resolver.resolve();
              queueMicrotask(says("m"));
              promise.then(says("3"));
            }),
            (Lines{"1", "2", "m", "3"}));
}

TEST(Then, GivesThePromiseOfItsResult) {
  EXPECT_EQ(traceOf([] {
              Promise<int>::resolve(1)
                  .then([](int n) { return std::to_string(n) + "!"; })
                  .then([](const std::string& text) { say("{}", text); });
            }),
            (Lines{"1!"}));
}

TEST(Then, ARejectionPassesAMissingHandlerInOneTurn) {
  EXPECT_EQ(traceOf([] {
              Promise<void>::reject(Error("e"))
                  .then(says("never"))
                  .then(says("never"))
                  .catch_([](const Error& error) { say("caught {}", error.message()); });
              ruler(4);
            }),
            (Lines{"r1", "r2", "caught e", "r3", "r4"}));
}

TEST(Then, WhatAHandlerThrowsRejects) {
  EXPECT_EQ(traceOf([] {
              Promise<void>::resolve()
                  .then([] { fail("x"); })
                  .then([] { return std::string("never"); },
                        [](const Error& error) { return "caught " + error.message(); })
                  .then([](const std::string& text) { say("{}", text); });
            }),
            (Lines{"caught x"}));
}

TEST(Then, APromiseThatAHandlerReturnsCostsTwoTurnsMore) {  // fact 34
  EXPECT_EQ(traceOf([] {
              ruler(6);
              Promise<void>::resolve()
                  .then([] {
                    say("0");
                    return Promise<int>::resolve(4);
                  })
                  .then([](int n) { say("{}", n); });
            }),
            (Lines{"r1", "0", "r2", "r3", "r4", "4", "r5", "r6"}));
}

TEST(Then, CatchPassesAValueOn) {
  EXPECT_EQ(traceOf([] {
              Promise<int>::resolve(7).catch_([](const Error&) { return 0; }).then([](int n) {
                say("{}", n);
              });
            }),
            (Lines{"7"}));
}

TEST(Then, AnyExceptionReachesCatchAsAnError) {
  EXPECT_EQ(traceOf([] {
              Promise<void>::resolve()
                  .then([] { throw std::runtime_error("std"); })
                  .catch_([](const Error& error) { say("{}", error.toString()); });
            }),
            (Lines{"Error: std"}));
}

TEST(Finally, PassesAValueOnTwoTurnsLater) {  // fact 36
  EXPECT_EQ(traceOf([] {
              Promise<int>::resolve(7).finally(says("f")).then([](int n) { say("then {}", n); });
              ruler(5);
            }),
            (Lines{"f", "r1", "r2", "r3", "then 7", "r4", "r5"}));
}

TEST(Finally, PassesARejectionOnJustAsLate) {
  EXPECT_EQ(traceOf([] {
              Promise<void>::reject(Error("e")).finally(says("f")).catch_([](const Error& error) {
                say("caught {}", error.message());
              });
              ruler(5);
            }),
            (Lines{"f", "r1", "r2", "r3", "caught e", "r4", "r5"}));
}

TEST(Finally, WhatItThrowsReplacesTheOutcome) {
  EXPECT_EQ(traceOf([] {
              Promise<int>::resolve(7).finally([] { fail("x"); }).catch_([](const Error& error) {
                say("caught {}", error.message());
                return 0;
              });
              ruler(3);
            }),
            (Lines{"r1", "caught x", "r2", "r3"}));
}

TEST(Finally, ARejectedPromiseThatItReturnsReplacesTheOutcome) {
  EXPECT_EQ(traceOf([] {
              Promise<void>::resolve()
                  .finally([] { return Promise<int>::reject(Error("x")); })
                  .catch_([](const Error& error) { say("caught {}", error.message()); });
              ruler(6);
            }),
            (Lines{"r1", "r2", "r3", "caught x", "r4", "r5", "r6"}));
}

Promise<int> waitATurn() {
  co_await Promise<void>::resolve();
  say("waited");
  co_return 8;
}

TEST(Finally, WaitsForAPromiseAndDropsItsValue) {
  EXPECT_EQ(traceOf([] {
              Promise<int>::resolve(7).finally(waitATurn).then([](int n) { say("then {}", n); });
              ruler(6);
            }),
            (Lines{"r1", "waited", "r2", "r3", "r4", "then 7", "r5", "r6"}));
}

TEST(Resolve, WithAPromiseCostsTwoTurnsMore) {  // fact 34
  EXPECT_EQ(traceOf([] {
              ruler(5);
              auto [promise, resolver] = Promise<int>::withResolvers();
              resolver.resolve(Promise<int>::resolve(1));
              promise.then([](int) { say("x"); });
            }),
            (Lines{"r1", "r2", "r3", "x", "r4", "r5"}));
}

TEST(Resolve, WithARejectedPromiseRejectsJustAsLate) {
  EXPECT_EQ(traceOf([] {
              ruler(5);
              auto [promise, resolver] = Promise<void>::withResolvers();
              resolver.resolve(Promise<void>::reject(Error("e")));
              promise.catch_([](const Error& error) { say("caught {}", error.message()); });
            }),
            (Lines{"r1", "r2", "r3", "caught e", "r4", "r5"}));
}

TEST(Resolve, WithAPendingPromiseFollowsIt) {
  EXPECT_EQ(traceOf([] {
              auto [inner, settle] = Promise<void>::withResolvers();
              auto [outer, resolver] = Promise<void>::withResolvers();
              resolver.resolve(inner);
              outer.then(says("outer"));
              inner.then(says("inner"));
              queueMicrotask([settle = settle] {
                settle.resolve();
                ruler(4);
              });
            }),
            (Lines{"inner", "r1", "outer", "r2", "r3", "r4"}));
}

TEST(Resolve, TheFirstCallCountsThoughItsPromiseIsPending) {  // fact 35
  EXPECT_EQ(traceOf([] {
              auto [inner, settle] = Promise<int>::withResolvers();
              auto [outer, resolver] = Promise<int>::withResolvers();
              resolver.resolve(inner);
              resolver.resolve(2);
              resolver.reject(Error("third"));
              outer.then([](int n) { say("{}", n); });
              setImmediate([settle = settle] { settle.resolve(1); });
            }),
            (Lines{"1"}));
}

TEST(Resolve, WithItselfIsATypeError) {
  EXPECT_EQ(traceOf([] {
              auto [promise, resolver] = Promise<void>::withResolvers();
              resolver.resolve(promise);
              promise.catch_([](const Error& error) { say("{}", error.toString()); });
            }),
            (Lines{"TypeError: Chaining cycle detected for promise #<Promise>"}));
}

TEST(Promise, CopiesAreTheSamePromise) {
  traceOf([] {
    auto [promise, resolver] = Promise<int>::withResolvers();
    Promise<int> copy = promise;
    EXPECT_TRUE(copy.pending());
    resolver.resolve(1);
    EXPECT_FALSE(copy.pending());
  });
}

// A promise that is never settled is freed with its last handle, and with it its handlers.
TEST(Promise, IsFreedThoughNobodySettlesIt) {
  auto owned = std::make_shared<int>(1);
  traceOf([&] {
    auto [inner, settle] = Promise<void>::withResolvers();
    auto [outer, resolver] = Promise<void>::withResolvers();
    inner.then([owned] {}).catch_([owned](const Error&) {});
    resolver.resolve(inner);
  });
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(Promise, HandlersThatAreDueWhenTheLoopEndsAreFreed) {
  auto owned = std::make_shared<int>(1);
  {
    EventLoop loop;
    Promise<void>::resolve().then([owned] {});
    EXPECT_EQ(owned.use_count(), 2);
  }
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(Promise, MayBeDroppedBeforeItIsSettled) {
  EXPECT_EQ(traceOf([] {
              auto [promise, resolver] = Promise<void>::withResolvers();
              std::move(promise).then(says("settled"));
              setImmediate([resolver = resolver] { resolver.resolve(); });
            }),
            (Lines{"settled"}));
}

TEST(Promise, ThoseThatFollowEachOtherGoWithTheirLoop) {
  auto owned = std::make_shared<int>(1);
  traceOf([&owned] {
    auto [one, first] = Promise<int>::withResolvers();
    auto [other, second] = Promise<int>::withResolvers();
    first.resolve(other);
    second.resolve(one);
    one.then([owned](int) {});
  });
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
