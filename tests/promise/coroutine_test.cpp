// async functions: what co_await and co_return cost in microtask turns (loop facts 32, 33), and
// what becomes of a coroutine that the loop does not wait for.
#include <gtest/gtest.h>

#include <coroutine>
#include <memory>
#include <string>

#include "nodelab/loop/timers.h"
#include "nodelab/promise/promise.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;

Promise<void> awaitThenSay(Promise<void> promise, const char* text) {
  co_await promise;
  say("{}", text);
}

Promise<int> returnsValue() { co_return 1; }
Promise<int> returnsPromise() { co_return Promise<int>::resolve(2); }
Promise<int> returnsAwaited() { co_return co_await Promise<int>::resolve(2); }

Promise<void> throwsAtOnce() {
  fail("inner");
  co_return;
}

Promise<void> throwsLater() {
  co_await Promise<void>::resolve();
  fail("late");
}

TEST(CoAwait, GivesWayForOneTurnThoughThePromiseIsSettled) {
  EXPECT_EQ(traceOf([] {
              ruler(3);
              awaitThenSay(Promise<void>::resolve(), "after");
              say("main");
            }),
            (Lines{"main", "r1", "after", "r2", "r3"}));
}

TEST(CoAwait, GoesOnOneTurnAfterAPendingPromiseIsSettled) {
  EXPECT_EQ(traceOf([] {
              auto [promise, resolver] = Promise<void>::withResolvers();
              awaitThenSay(promise, "after");
              promise.then(says("then"));
              queueMicrotask([resolver = resolver] {
                say("resolve");
                resolver.resolve();
                queueMicrotask(says("m"));
              });
            }),
            (Lines{"resolve", "after", "then", "m"}));
}

Promise<void> threeSteps(char name) {
  for (int i = 0; i < 3; ++i) {
    say("{}{}", name, i);
    co_await Promise<void>::resolve();
  }
}

TEST(CoAwait, TwoLoopsInterleave) {
  EXPECT_EQ(traceOf([] {
              threeSteps('a');
              threeSteps('b');
            }),
            (Lines{"a0", "b0", "a1", "b1", "a2", "b2"}));
}

Promise<void> tickAndMicrotaskBetweenAwaits() {
  co_await Promise<void>::resolve();
  process::nextTick(says("t"));
  queueMicrotask(says("m"));
  co_await Promise<void>::resolve();
  say("on");
}

TEST(CoAwait, ATickWaitsUntilTheMicrotasksAreDone) {
  EXPECT_EQ(traceOf([] { tickAndMicrotaskBetweenAwaits(); }), (Lines{"m", "on", "t"}));
}

Promise<void> catchesInner() {
  try {
    co_await throwsAtOnce();
  } catch (const Error& error) {
    say("caught {}", error.message());
  }
  say("on");
}

TEST(CoAwait, ThrowsTheRejection) {
  EXPECT_EQ(traceOf([] {
              catchesInner();
              say("main");
            }),
            (Lines{"main", "caught inner", "on"}));
}

TEST(CoAwait, KeepsTheExceptionsType) {
  struct Own {};
  struct Catches {
    static Promise<void> run() {
      try {
        co_await Promise<void>::resolve().then([] { throw Own(); });
      } catch (const Own&) {
        say("Own");
      }
    }
  };
  EXPECT_EQ(traceOf([] { Catches::run(); }), (Lines{"Own"}));
}

Promise<void> awaitsValues() {
  say("{}", co_await 1);
  say("{}", co_await std::string("two"));
  const std::string three = "three";
  say("{}", co_await three + co_await std::string("!"));
}

TEST(CoAwait, OfAPlainValueGivesWayForOneTurn) {  // fact 32
  EXPECT_EQ(traceOf([] {
              ruler(5);
              awaitsValues();
              say("main");
            }),
            (Lines{"main", "r1", "1", "r2", "two", "r3", "r4", "three!", "r5"}));
}

TEST(CoReturn, AValueIsSeenOneTurnLater) {  // fact 33
  EXPECT_EQ(traceOf([] {
              ruler(3);
              returnsValue().then([](int n) { say("value {}", n); });
            }),
            (Lines{"r1", "value 1", "r2", "r3"}));
}

TEST(CoReturn, APromiseIsSeenThreeTurnsLater) {  // fact 33
  EXPECT_EQ(traceOf([] {
              ruler(5);
              returnsPromise().then([](int n) { say("promise {}", n); });
            }),
            (Lines{"r1", "r2", "r3", "promise 2", "r4", "r5"}));
}

TEST(CoReturn, AnAwaitedPromiseIsSeenTwoTurnsLater) {
  EXPECT_EQ(traceOf([] {
              ruler(5);
              returnsAwaited().then([](int n) { say("await {}", n); });
            }),
            (Lines{"r1", "r2", "await 2", "r3", "r4", "r5"}));
}

TEST(Coroutine, AnExceptionRejectsItsPromise) {
  EXPECT_EQ(traceOf([] {
              throwsLater().catch_([](const Error& error) { say("caught {}", error.message()); });
            }),
            (Lines{"caught late"}));
}

Promise<void> async2() {
  say("async2");
  co_return;
}
Promise<void> async1() {
  say("async1 start");
  co_await async2();
  say("async1 end");
}

// The interview question.
TEST(Coroutine, TheClassicOrder) {
  EXPECT_EQ(traceOf([] {
              say("script start");
              setTimeout(says("timeout"), 0);
              async1();
              auto [promise, resolver] = Promise<void>::withResolvers();
              say("executor");
              resolver.resolve();
              promise.then(says("promise1")).then(says("promise2"));
              process::nextTick(says("tick"));
              say("script end");
            }),
            (Lines{"script start", "async1 start", "async2", "executor", "script end", "tick",
                   "async1 end", "promise1", "promise2", "timeout"}));
}

struct AtEnd {
  ~AtEnd() { say("{}", text); }
  const char* text;
};

Promise<void> waitsForever(Promise<void> never, const char* name) {
  const AtEnd end{name};
  co_await never;
  say("never");
}

Promise<void> waitsForOther(Promise<void> never) {
  const AtEnd end{"outer"};
  co_await waitsForever(never, "inner");
}

TEST(Coroutine, OneThatIsSuspendedWhenItsLoopEndsIsDestroyed) {
  EXPECT_EQ(traceOf([] {
              auto [never, resolver] = Promise<void>::withResolvers();
              waitsForOther(never);
              say("main");
            }),
            (Lines{"main"}));
  EXPECT_EQ(lines(), (Lines{"main", "inner", "outer"}));
}

TEST(Coroutine, SettlingItsPromiseAsTheLoopEndsDoesNotResumeIt) {
  struct Settles : LoopResource {
    explicit Settles(Resolver<void> itsResolver) : resolver(std::move(itsResolver)) {}
    void dispose() override { resolver.resolve(); }
    Resolver<void> resolver;
  };
  auto [promise, resolver] = Promise<void>::withResolvers();
  Settles before(resolver);
  lines().clear();
  {
    EventLoop loop;
    loop.track(before);
    waitsForever(promise, "end");
  }
  EXPECT_EQ(lines(), (Lines{"end"}));
}

Promise<void> suspendsTwice(const AtEnd& callers) {
  const AtEnd end{"callee"};
  co_await Promise<void>::resolve();
  auto [never, resolver] = Promise<void>::withResolvers();
  co_await never;
  say("{}", callers.text);
}

Promise<void> lendsItsVariable() {
  const AtEnd end{"caller"};
  co_await suspendsTwice(end);
}

TEST(Coroutine, OneThatWasCalledIsDestroyedBeforeItsCaller) {
  EXPECT_EQ(traceOf([] { lendsItsVariable(); }), Lines());
  EXPECT_EQ(lines(), (Lines{"callee", "caller"}));
}

struct Elsewhere {
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<>) const {}
  void await_resume() const {}
};

Promise<void> waitsElsewhere() {
  const AtEnd end{"end"};
  co_await Elsewhere();
}

TEST(Coroutine, OneThatWaitsForSomethingElseIsDestroyedTooWhenItsLoopEnds) {
  EXPECT_EQ(traceOf([] { waitsElsewhere(); }), Lines());
  EXPECT_EQ(lines(), (Lines{"end"}));
}

// The frame's own handle on the promise that it waits for is a cycle; the loop breaks it.
TEST(Coroutine, OneThatOwnsThePromiseItWaitsForIsFreed) {
  auto owned = std::make_shared<int>(1);
  traceOf([&] {
    auto [promise, resolver] = Promise<void>::withResolvers();
    promise.then([owned, resolver = resolver] {});
    waitsForever(promise.then([owned] {}), "end");
    resolver.resolve();
  });
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
