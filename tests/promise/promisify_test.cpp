#include "nodelab/promise/promisify.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

void sayError(const Error& error) { say("rejected: {}", error.message()); }

void half(int number, Callback<void(const Error& error, int result)> callback) {
  setImmediate([number, callback = std::move(callback)]() mutable {
    if (number % 2 != 0) return callback(Error("odd"), 0);
    callback(nullptr, number / 2);
  });
}

void check(const std::string& text, Callback<void(const Error&)> callback) {
  callback(text.empty() ? Error("empty") : nullptr);
}

TEST(Promisify, FulfilsWithTheResultOrRejectsWithTheError) {
  EXPECT_EQ(traceOf([] {
              auto halfAsync = util::promisify(half);
              halfAsync(8).then([](int result) { say("{}", result); });
              halfAsync(7).then([](int) {}, sayError);
            }),
            (Lines{"4", "rejected: odd"}));
}

TEST(Promisify, TakesACallbackWithoutAResult) {
  EXPECT_EQ(traceOf([] {
              auto checkAsync = util::promisify(check);
              checkAsync("text").then([] { say("checked"); });
              checkAsync("").catch_(sayError);
            }),
            (Lines{"checked", "rejected: empty"}));
}

TEST(Promisify, KeepsTheFirstResultAndTheFirstCall) {
  EXPECT_EQ(traceOf([] {
              auto twice = util::promisify([](Callback<void(const Error&, int, std::string)> done) {
                done(nullptr, 1, "dropped");
                done(nullptr, 2, "dropped");
                done(Error("too late"), 0, "");
              });
              static_assert(std::is_same_v<decltype(twice()), Promise<int>>);
              twice().then([](int result) { say("{}", result); });
            }),
            (Lines{"1"}));
}

TEST(Promisify, RejectsWithWhatTheFunctionThrows) {
  EXPECT_EQ(traceOf([] {
              auto bad =
                  util::promisify([](Callback<void(const Error&)>) { trace::fail("thrown"); });
              bad().catch_(sayError);
            }),
            (Lines{"rejected: thrown"}));
}

TEST(Promisify, IsToldTheResultOfAGenericFunction) {
  EXPECT_EQ(traceOf([] {
              auto generic = util::promisify<std::string>(
                  [](int number, auto callback) { callback(nullptr, std::to_string(number)); });
              generic(5).then([](const std::string& text) { say("{}", text); });
            }),
            (Lines{"5"}));
}

TEST(Promisify, MovesArgumentsAndResults) {
  using Box = std::unique_ptr<int>;
  const Lines lines = traceOf([] {
    auto pass = util::promisify([](Box box, Callback<void(const Error&, std::string)> done) {
      done(nullptr, std::to_string(*box));
    });
    pass(std::make_unique<int>(3)).then([](const std::string& text) { say("{}", text); });
  });
  EXPECT_EQ(lines, (Lines{"3"}));
}

}  // namespace
}  // namespace nodelab
