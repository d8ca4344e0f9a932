// all, allSettled, any, race: loop fact 37, turn by turn as in Node.
#include "nodelab/promise/combinators.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "nodelab/loop/timers.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;

Promise<int> number(int n) { return Promise<int>::resolve(n); }
Promise<int> failed(const char* message) { return Promise<int>::reject(Error(message)); }

auto saysError = [](const Error& error) { say("caught {}", error.message()); };

struct Seven {
  using Value = int;
  void then(const ResolveFunction<int>& resolve, const RejectFunction&) const { resolve(7); }
};

TEST(All, GivesTheValuesInOrderOneTurnAfterTheLast) {
  EXPECT_EQ(traceOf([] {
              Promise<>::all(number(1), std::string("two"), Promise<void>::resolve(), Seven())
                  .then([](const std::tuple<int, std::string, std::monostate, int>& values) {
                    say("{} {} {}", std::get<0>(values), std::get<1>(values), std::get<3>(values));
                  });
              Promise<>::all(number(1), number(2)).then([](const auto&) { say("both"); });
              ruler(4);
            }),
            (Lines{"r1", "both", "r2", "1 two 7", "r3", "r4"}));
}

TEST(All, OfAVectorGivesAVector) {
  EXPECT_EQ(traceOf([] {
              auto [late, resolver] = Promise<int>::withResolvers();
              Promise<>::all(std::vector<Promise<int>>{late, number(2)})
                  .then([](const std::vector<int>& values) {
                    say("{} {} {}", values.size(), values[0], values[1]);
                  });
              setImmediate([resolver = resolver] { resolver.resolve(1); });
            }),
            (Lines{"2 1 2"}));
}

TEST(All, OfNothingIsFulfilledAtOnce) {
  EXPECT_EQ(traceOf([] {
              const Promise<> none = Promise<>::all();
              EXPECT_FALSE(none.pending());
              const auto empty = Promise<>::all(std::vector<Promise<int>>());
              EXPECT_FALSE(empty.pending());
              empty.then([](const std::vector<int>& values) { say("{}", values.size()); });
            }),
            (Lines{"0"}));
}

TEST(All, OfPromisesWithoutValuesGivesNone) {
  EXPECT_EQ(traceOf([] {
              const Promise<void> both =
                  Promise<>::all(Promise<void>::resolve(), Promise<void>::resolve());
              both.then(says("both"));
              const std::vector<Promise<void>> list(3, Promise<void>::resolve());
              Promise<>::all(list).then(says("list"));
            }),
            (Lines{"both", "list"}));
}

TEST(All, RejectsWithTheFirstRejectionAndTheOthersCountAsHandled) {
  EXPECT_EQ(traceOf([] {
              auto [pending, resolver] = Promise<int>::withResolvers();
              Promise<>::all(pending, failed("a"), failed("b"))
                  .then([](const auto&) { say("never"); }, saysError);
              ruler(3);
              setImmediate([resolver = resolver] { resolver.reject(Error("c")); });
            }),
            (Lines{"r1", "caught a", "r2", "r3"}));
}

Promise<void> awaitsAll() {
  auto [one, text] = co_await Promise<>::all(number(1), Promise<std::string>::resolve("two"));
  say("{} {}", one, text);
  const std::vector<Promise<int>> list{number(3), number(4)};
  const std::vector<int> values = co_await Promise<>::all(list);
  say("{} {}", values[0], values[1]);
  try {
    co_await Promise<>::all(number(5), failed("six"));
  } catch (const Error& error) {
    say("{}", error.message());
  }
}

TEST(All, IsAwaited) {
  EXPECT_EQ(traceOf([] {
              awaitsAll();
              ruler(7);
            }),
            (Lines{"r1", "1 two", "r2", "r3", "3 4", "r4", "r5", "six", "r6", "r7"}));
}

Promise<void> awaitsAllSettled() {
  auto [good, bad] = co_await Promise<>::allSettled(number(1), failed("b"));
  say("{} {}", good.status, *good.value);
  say("{} {}", bad.status, bad.reason.message());
  EXPECT_TRUE(good.fulfilled() && !good.reason);
  EXPECT_FALSE(bad.fulfilled());
}

TEST(AllSettled, SaysHowEachEnded) {
  EXPECT_EQ(traceOf([] {
              awaitsAllSettled();
              ruler(3);
            }),
            (Lines{"r1", "fulfilled 1", "rejected b", "r2", "r3"}));
}

TEST(AllSettled, OfAVectorAndOfNothing) {
  EXPECT_EQ(traceOf([] {
              const std::vector<Promise<void>> list{Promise<void>::resolve(),
                                                    Promise<void>::reject(Error("x"))};
              Promise<>::allSettled(list).then([](const auto& results) {
                for (const auto& result : results) say("{}", result.status);
              });
              EXPECT_FALSE(Promise<>::allSettled().pending());
            }),
            (Lines{"fulfilled", "rejected"}));
}

TEST(Any, GivesTheFirstValueAndIgnoresRejections) {
  EXPECT_EQ(traceOf([] {
              auto [pending, resolver] = Promise<int>::withResolvers();
              const Promise<int> first = Promise<>::any(pending, failed("a"), number(2), number(3));
              first.then([](int n) { say("{}", n); });
              ruler(3);
            }),
            (Lines{"r1", "2", "r2", "r3"}));
}

TEST(Any, RejectsWithAllErrorsInOrderOfTheElements) {
  EXPECT_EQ(traceOf([] {
              auto [late, resolver] = Promise<int>::withResolvers();
              Promise<>::any(std::vector<Promise<int>>{late, failed("b")})
                  .then([](int) { say("never"); },
                        [](const Error& error) {
                          say("{}", error.toString());
                          for (const Error& each : error.errors()) say("{}", each.message());
                        });
              setImmediate([resolver = resolver] { resolver.reject(Error("a")); });
            }),
            (Lines{"AggregateError: All promises were rejected", "a", "b"}));
}

TEST(Any, OfNothingIsRejectedAtOnce) {
  EXPECT_EQ(traceOf([] {
              const Promise<void> none = Promise<>::any();
              EXPECT_FALSE(none.pending());
              none.catch_(
                  [](const Error& error) { say("{} {}", error.message(), error.errors().size()); });
            }),
            (Lines{"All promises were rejected 0"}));
}

TEST(Any, ThatNobodyHandlesIsReported) {
  EXPECT_EQ(traceOf([] { Promise<>::any(failed("a")); }),
            (Lines{"uncaught All promises were rejected unhandledRejection"}));
}

TEST(Race, TheFirstOutcomeDecides) {
  EXPECT_EQ(traceOf([] {
              Promise<>::race(failed("a"), number(1)).then([](int) { say("never"); }, saysError);
              Promise<>::race(number(1), failed("b")).then([](int n) { say("{}", n); });
              ruler(3);
            }),
            (Lines{"r1", "caught a", "1", "r2", "r3"}));
}

TEST(Race, OfSeveralTypesGivesAVariantByIndex) {
  EXPECT_EQ(traceOf([] {
              auto [text, resolver] = Promise<std::string>::withResolvers();
              Promise<>::race(text, Promise<void>::resolve(), 5)
                  .then([](const std::variant<std::string, std::monostate, int>& first) {
                    say("{}", first.index());
                  });
            }),
            (Lines{"1"}));
}

TEST(Race, OfNothingIsPendingForEver) {
  EXPECT_EQ(traceOf([] {
              EXPECT_TRUE(Promise<>::race().pending());
              EXPECT_TRUE(Promise<>::race(std::vector<Promise<int>>()).pending());
            }),
            Lines());
}

TEST(Combinators, AreFreedThoughNothingSettles) {
  auto owned = std::make_shared<int>(1);
  traceOf([&] {
    auto [never, resolver] = Promise<int>::withResolvers();
    Promise<>::all(never, number(1)).then([owned](const auto&) {});
    Promise<>::allSettled(never, number(1)).then([owned](const auto&) {});
    Promise<>::any(never, failed("a")).then([owned](int) {});
    Promise<>::race(never, never).then([owned](int) {});
  });
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
