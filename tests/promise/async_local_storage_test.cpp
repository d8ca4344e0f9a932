// AsyncLocalStorage follows timers, ticks, promises and coroutines: loop facts 48 to 54.
#include "nodelab/promise/async_local_storage.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "nodelab/loop/timers.h"
#include "nodelab/promise/combinators.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

using Storage = AsyncLocalStorage<std::string>;

std::string storeOf(const Storage& storage) {
  return storage.getStore() ? *storage.getStore() : "-";
}

// `mark(label)` says the label and the store.
struct Program {
  Storage als;
  void mark(const char* label) { say("{} @{}", label, storeOf(als)); }
  auto marks(const char* label) {
    return [this, label] { mark(label); };
  }
};

TEST(AsyncLocalStorage, FollowsWhatIsMadeInRun) {  // fact 48
  Program p;
  EXPECT_EQ(traceOf([&p] {
              p.als.run("a", [&p] {
                setImmediate(p.marks("immediate"));
                nextTick(p.marks("tick"));
                queueMicrotask(p.marks("microtask"));
                p.mark("in");
              });
              p.mark("out");
            }),
            (Lines{"in @a", "out @-", "tick @a", "microtask @a", "immediate @a"}));
}

TEST(AsyncLocalStorage, RunPassesArgumentsAndResultAndRestoresOnAThrow) {  // fact 53
  Program p;
  traceOf([&p] {
    EXPECT_EQ(p.als.run(
                  "a", [](int x, int y) { return x + y; }, 1, 2),
              3);
    EXPECT_THROW(p.als.run("b", [] { fail("x"); }), Error);
    EXPECT_EQ(p.als.getStore(), nullptr);
  });
}

TEST(AsyncLocalStorage, AStoreIsSharedByAllThatFindIt) {
  Program p;
  EXPECT_EQ(traceOf([&p] {
              p.als.run("a", [&p] {
                setImmediate(p.marks("later"));
                *p.als.getStore() += "!";
              });
            }),
            (Lines{"later @a!"}));
}

TEST(AsyncLocalStorage, RunRestoresNoOtherStore) {
  Program p;
  Storage other;
  traceOf([&] {
    p.als.run("a", [&] { other.enterWith("b"); });
    EXPECT_EQ(storeOf(other), "b");
    EXPECT_EQ(storeOf(p.als), "-");
  });
}

TEST(AsyncLocalStorage, ExitHidesTheStore) {  // fact 53
  Program p;
  EXPECT_EQ(traceOf([&p] {
              p.als.run("a", [&p] {
                p.als.exit([&p] {
                  p.mark("exit");
                  nextTick(p.marks("made in exit"));
                });
                p.mark("after");
              });
            }),
            (Lines{"exit @-", "after @a", "made in exit @-"}));
}

TEST(AsyncLocalStorage, WhatIsEnteredInExitStaysAndARunInItBringsTheStoreBack) {
  Program p;
  EXPECT_EQ(traceOf([&p] {
              p.als.run("a", [&p] {
                p.als.exit([&p] { p.als.enterWith("b"); });
                p.mark("after");
                p.als.exit([&p] {
                  p.als.run("c", p.marks("run"));
                  p.mark("exit");
                });
              });
            }),
            (Lines{"after @b", "run @c", "exit @b"}));
}

TEST(AsyncLocalStorage, DisableEndsItUntilItIsUsedAgain) {
  Program p;
  EXPECT_EQ(traceOf([&p] {
              p.als.run("old", [&p] {
                setImmediate(p.marks("made before"));
                p.als.disable();
                p.mark("disabled");
                setImmediate(p.marks("made meanwhile"));
              });
              p.als.run("new", p.marks("again"));
            }),
            (Lines{"disabled @-", "again @new", "made before @old", "made meanwhile @-"}));
}

TEST(AsyncLocalStorage, EnterWithLastsForTheCallback) {  // fact 51
  Program p;
  EXPECT_EQ(traceOf([&p] {
              setImmediate([&p] {
                p.als.enterWith("a");
                p.mark("1");
                nextTick(p.marks("tick"));
              });
              setImmediate(p.marks("2"));
            }),
            (Lines{"1 @a", "tick @a", "2 @-"}));
}

TEST(AsyncLocalStorage, ASnapshotRestoresAllStoresAndKeepsWhatIsEntered) {  // fact 53
  Program p;
  traceOf([&p] {
    const AsyncSnapshot snapshot = p.als.run("s", [] { return Storage::snapshot(); });
    EXPECT_EQ(snapshot([&p] { return storeOf(p.als); }), "s");
    snapshot([&p] { p.als.enterWith("entered"); });
    EXPECT_EQ(snapshot([&p] { return storeOf(p.als); }), "entered");
    EXPECT_EQ(storeOf(p.als), "-");
  });
}

TEST(AsyncLocalStorage, ABoundFunctionRunsWhereItWasBound) {
  Program p;
  traceOf([&p] {
    auto ask = [&p](int n) { return std::to_string(n) + storeOf(p.als); };
    auto bound = p.als.run("b", [&ask] { return Storage::bind(ask); });
    EXPECT_EQ(bound(1), "1b");
    EXPECT_EQ(ask(2), "2-");
  });
}

TEST(PromiseContext, AHandlerHasTheStoreOfItsThen) {  // fact 49
  Program p;
  EXPECT_EQ(traceOf([&p] {
              auto [promise, resolver] =
                  p.als.run("made", [] { return Promise<void>::withResolvers(); });
              p.als.run("then", [&p, promise = promise] {
                promise.then(p.marks("ok"));
                promise.catch_([](const Error&) {}).finally(p.marks("finally"));
              });
              p.als.run("resolve", [resolver = resolver] { resolver.resolve(); });
            }),
            (Lines{"ok @then", "finally @then"}));
}

TEST(PromiseContext, WhatAHandlerEntersEndsWithIt) {  // fact 51
  Program p;
  EXPECT_EQ(traceOf([&p] {
              auto derived = Promise<void>::resolve().then([&p] {
                p.als.enterWith("a");
                queueMicrotask(p.marks("made in it"));
              });
              derived.then(p.marks("next"));
              queueMicrotask(p.marks("microtask"));
            }),
            (Lines{"microtask @-", "made in it @a", "next @-"}));
}

Promise<void> entersAroundAwaits(Program& p, Promise<void> pending) {
  p.als.enterWith("1");
  co_await Promise<void>::resolve();
  p.mark("settled");
  p.als.enterWith("2");
  co_await 0;
  p.mark("value");
  p.als.enterWith("3");
  co_await pending;
  p.mark("pending");
}

TEST(AsyncLocalStorage, RunWithTheCurrentStoreIsOnlyACall) {  // as in Node 20
  EventLoop loop;
  AsyncLocalStorage<std::string> storage;
  storage.run("a", [&] {
    const std::string* before = storage.getStore();
    storage.run("a", [&] {
      EXPECT_EQ(storage.getStore(), before);
      storage.enterWith("b");
    });
    EXPECT_EQ(*storage.getStore(), "b");
    storage.run("a", [&] { storage.enterWith("c"); });
    EXPECT_EQ(*storage.getStore(), "b");
  });
  EXPECT_EQ(storage.getStore(), nullptr);
}

TEST(PromiseContext, AlsoWhenItIsTheFirstThatAnybodyEnters) {  // deviations
  AsyncLocalStorage<std::string> first;
  const Lines lines = traceOf([&first] {
    EventLoop::current().onUnhandledRejection([&first](const auto&, const auto&) {
      say("{}", first.getStore() ? *first.getStore() : "-");
      return true;
    });
    Promise<void>::resolve().then([&first] { first.enterWith("s"); });
    Promise<void>::reject(Error("x"));
  });
  EXPECT_EQ(lines, (Lines{"-"}));  // in Node 20: s
}

TEST(PromiseContext, AfterAnAwaitItIsTheStoreOfTheAwait) {  // facts 49, 50
  Program p;
  EXPECT_EQ(traceOf([&p] {
              auto [pending, resolver] = Promise<void>::withResolvers();
              p.als.enterWith("0");
              entersAroundAwaits(p, pending);
              p.mark("caller");
              queueMicrotask(p.marks("microtask"));
              setImmediate([&p, resolver = resolver] {
                p.als.run("resolver", [&resolver] { resolver.resolve(); });
              });
            }),
            (Lines{"caller @1", "settled @1", "microtask @1", "value @2", "pending @3"}));
}

struct MarksThen {
  using Value = int;
  void then(const ResolveFunction<int>& resolve, const RejectFunction&) {
    program->mark("then");
    resolve(1);
  }
  Program* program;
};

TEST(PromiseContext, AThenableIsCalledWithTheStoreOfThePromiseThatFollowsIt) {  // fact 49
  Program p;
  EXPECT_EQ(traceOf([&p] {
              auto [promise, resolver] =
                  p.als.run("made", [] { return Promise<int>::withResolvers(); });
              p.als.run("resolve", [&p, resolver = resolver] { resolver.resolve(MarksThen{&p}); });
              p.als.run("then", [&p] {
                Promise<void>::resolve().then([&p] {
                  p.als.enterWith("entered");
                  return MarksThen{&p};
                });
              });
            }),
            (Lines{"then @made", "then @entered"}));
}

Promise<void> rejectsLater(Program& p) {
  co_await 0;
  p.als.enterWith("late");
  fail("coroutine");
}

TEST(PromiseContext, ARejectionIsReportedWhereThePromiseWasMade) {  // fact 54
  Program p;
  EXPECT_EQ(traceOf([&p] {
              EventLoop::current().onUnhandledRejection(
                  [&p](std::exception_ptr reason, const Ref<RejectedPromise>&) {
                    say("{} @{}", toError(reason).message(), storeOf(p.als));
                    return true;
                  });
              EventLoop::current().onRejectionHandled([&p](const Ref<RejectedPromise>&) {
                p.mark("handled");
                return true;
              });
              auto [promise, resolver] =
                  p.als.run("made", [] { return Promise<void>::withResolvers(); });
              p.als.run("reject", [&p, resolver = resolver] {
                resolver.reject(Error("promise"));
                rejectsLater(p);
                Promise<void>::resolve().then([&p] {
                  p.als.enterWith("entered");
                  fail("handler");
                });
              });
              p.als.run("late", [promise = promise] {
                setImmediate([promise] { promise.catch_([](const Error&) {}); });
              });
            }),
            (Lines{"promise @made", "coroutine @reject", "handler @entered", "handled @-"}));
}

TEST(PromiseContext, AStoreGoesWithTheLastThatCarriesIt) {
  auto owned = std::make_shared<int>(1);
  AsyncLocalStorage<std::shared_ptr<int>> als;
  traceOf([&] {
    als.run(owned, [] {
      Promise<void>::resolve().then([] {});
      Promise<>::all(1, 2).then([](const auto&) {});
    });
    als.enterWith(owned);
  });
  EXPECT_EQ(owned.use_count(), 1);
  {
    EventLoop loop;
    als.run(owned, [] { Promise<void>::withResolvers().promise.then([] {}); });
    als.run(owned, [] { Promise<void>::resolve().then([] {}); });
  }
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
