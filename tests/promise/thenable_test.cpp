// Thenables wherever a promise is followed: loop facts 32 to 35 and 38.
#include "nodelab/promise/thenable.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "nodelab/promise/promise.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

struct ResolvesAtOnce {
  using Value = int;
  void then(Callback<void(int)> resolve, Callback<void(Error)>) const {
    say("then");
    resolve(7);
  }
};

struct ResolvesInATick {
  using Value = std::string;
  void then(ResolveFunction<std::string> resolve, RejectFunction) const {
    nextTick([resolve] { resolve("tick"); });
  }
};

struct Throws {
  using Value = void;
  void then(auto, auto) { fail("thrown"); }
};

struct CallsAll {
  using Value = int;
  void then(const ResolveFunction<int>& resolve, const RejectFunction& reject) {
    resolve(1);
    resolve(2);
    reject(Error("rejected"));
    fail("thrown");
  }
};

struct ResolvesWithAPromise {
  using Value = int;
  void then(const ResolveFunction<int>& resolve, const RejectFunction&) {
    resolve(Promise<int>::resolve(9));
  }
};

static_assert(Thenable<ResolvesAtOnce> && Thenable<ResolvesInATick> && Thenable<Throws>);
static_assert(!Thenable<Promise<int>> && !Thenable<int> && !Thenable<std::string>);

Promise<void> awaitsThenable() { say("{}", co_await ResolvesAtOnce()); }

TEST(Thenable, AwaitedCostsTwoTurns) {  // fact 32
  EXPECT_EQ(traceOf([] {
              ruler(3);
              awaitsThenable();
              say("main");
            }),
            (Lines{"main", "r1", "then", "r2", "7", "r3"}));
}

Promise<int> returnsThenable() { co_return ResolvesAtOnce(); }

TEST(Thenable, ReturnedFromACoroutineIsSeenTwoTurnsLater) {  // fact 33
  EXPECT_EQ(traceOf([] {
              ruler(3);
              returnsThenable().then([](int n) { say("{}", n); });
            }),
            (Lines{"r1", "then", "r2", "7", "r3"}));
}

TEST(Thenable, ReturnedFromAHandlerIsFollowed) {
  EXPECT_EQ(traceOf([] {
              ruler(4);
              Promise<void>::resolve().then([] { return ResolvesAtOnce(); }).then([](int n) {
                say("{}", n);
              });
            }),
            (Lines{"r1", "r2", "then", "r3", "7", "r4"}));
}

TEST(Thenable, ResolveFollowsItInAJobOfItsOwn) {  // fact 34
  EXPECT_EQ(traceOf([] {
              auto [promise, resolver] = Promise<int>::withResolvers();
              resolver.resolve(ResolvesAtOnce());
              resolver.resolve(8);
              promise.then([](int n) { say("{}", n); });
              ruler(3);
            }),
            (Lines{"then", "r1", "7", "r2", "r3"}));
}

TEST(Thenable, MayResolveLater) {
  EXPECT_EQ(traceOf([] {
              Promise<std::string>::resolve(ResolvesInATick()).then([](const std::string& text) {
                say("{}", text);
              });
              queueMicrotask(says("m"));
            }),
            (Lines{"m", "tick"}));
}

TEST(Thenable, WhatItsThenThrowsRejects) {
  EXPECT_EQ(traceOf([] {
              Promise<void>::resolve(Throws()).catch_(
                  [](const Error& error) { say("{}", error.message()); });
            }),
            (Lines{"thrown"}));
}

TEST(Thenable, TheFirstCallOfItsFunctionsCounts) {  // fact 35
  EXPECT_EQ(traceOf([] { Promise<int>::resolve(CallsAll()).then([](int n) { say("{}", n); }); }),
            (Lines{"1"}));
}

TEST(Thenable, MayResolveWithAPromise) {
  EXPECT_EQ(traceOf([] {
              ruler(5);
              Promise<int>::resolve(ResolvesWithAPromise()).then([](int n) { say("{}", n); });
            }),
            (Lines{"r1", "r2", "r3", "r4", "9", "r5"}));
}

TEST(Thenable, OfFinallyIsWaitedFor) {
  EXPECT_EQ(traceOf([] {
              Promise<int>::resolve(1).finally([] { return ResolvesAtOnce(); }).then([](int n) {
                say("{}", n);
              });
              ruler(6);
            }),
            (Lines{"r1", "then", "r2", "r3", "r4", "1", "r5", "r6"}));
}

struct NeverSettles {
  using Value = int;
  void then(ResolveFunction<int>, RejectFunction) {}
  std::shared_ptr<int> owned;
};

TEST(Thenable, IsFreedThoughItNeverSettles) {
  auto owned = std::make_shared<int>(1);
  traceOf([&] { Promise<int>::resolve(NeverSettles{owned}).then([owned](int) {}); });
  EXPECT_EQ(owned.use_count(), 1);
  {
    EventLoop loop;
    Promise<int>::resolve(NeverSettles{owned}).then([owned](int) {});
  }
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
