// A std::variant of a value and promises of it counts as the one that it holds, in the same turns.
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "nodelab/promise/combinators.h"
#include "nodelab/promise/promise.h"
#include "promise/ruler.h"

namespace nodelab {
namespace {

using namespace trace;

struct Answer {
  using Value = int;
  void then(auto resolve, auto) const { resolve(3); }
};

using Either = std::variant<int, Promise<int>, Answer>;

static_assert(detail::ValueOrPromise<Either>);
static_assert(detail::ValueOrPromise<std::variant<int, Answer>>);
static_assert(!detail::ValueOrPromise<std::variant<int, std::string>>);
static_assert(!detail::ValueOrPromise<std::variant<std::string, Promise<int>>>);
static_assert(!detail::ValueOrPromise<std::variant<int>>);

// One of each kind; each gives its index and one.
Either either(int kind) {
  if (kind == 0) return 1;
  if (kind == 1) return Promise<int>::resolve(2);
  return Answer();
}

// For each kind, `use` makes a promise; says in which turn it is fulfilled.
template <class Function>
Lines turnsOf(Function use) {
  Lines turns;
  for (int kind = 0; kind < 3; ++kind) {
    const Lines lines = traceOf([&] {
      ruler(8);
      use(kind).then([](int n) { trace::lines().back() += fmt::format(" {}", n); });
    });
    for (const std::string& line : lines) {
      if (line.find(' ') != line.npos) turns.push_back(line);
    }
  }
  return turns;
}

Promise<int> awaits(int kind) { co_return co_await either(kind); }
Promise<int> returns(int kind) { co_return either(kind); }

TEST(ValueOrPromise, Resolved) {
  auto resolve = [](int kind) { return Promise<int>::resolve(either(kind)); };
  EXPECT_EQ(turnsOf(resolve), (Lines{"r1 1", "r1 2", "r2 3"}));
}

TEST(ValueOrPromise, ThatAResolverGets) {  // loop fact 34
  auto resolve = [](int kind) {
    auto [promise, resolver] = Promise<int>::withResolvers();
    resolver.resolve(either(kind));
    return promise;
  };
  EXPECT_EQ(turnsOf(resolve), (Lines{"r1 1", "r3 2", "r2 3"}));
}

TEST(ValueOrPromise, GivenByAHandler) {
  auto handle = [](int kind) {
    return Promise<void>::resolve().then([kind] { return either(kind); });
  };
  EXPECT_EQ(turnsOf(handle), (Lines{"r2 1", "r4 2", "r3 3"}));
}

TEST(ValueOrPromise, GivenByFinallyIsWaitedFor) {  // loop fact 36
  auto handle = [](int kind) {
    return Promise<int>::resolve(9).finally([kind] { return either(kind); });
  };
  EXPECT_EQ(turnsOf(handle), (Lines{"r4 9", "r4 9", "r5 9"}));
}

TEST(ValueOrPromise, Awaited) { EXPECT_EQ(turnsOf(awaits), (Lines{"r2 1", "r2 2", "r3 3"})); }

TEST(ValueOrPromise, ReturnedByACoroutine) {  // loop fact 33
  EXPECT_EQ(turnsOf(returns), (Lines{"r1 1", "r3 2", "r2 3"}));
}

TEST(ValueOrPromise, MayBeElementsOfAList) {
  const Lines lines = traceOf([] {
    const std::vector<Either> list = {either(0), either(1), either(2)};
    Promise<>::all(list).then(
        [](const std::vector<int>& values) { say("{} {} {}", values[0], values[1], values[2]); });
  });
  EXPECT_EQ(lines, (Lines{"1 2 3"}));
}

}  // namespace
}  // namespace nodelab
