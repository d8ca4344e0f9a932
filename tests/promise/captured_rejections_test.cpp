// Listeners of an EventEmitter that are async functions.
#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/promise/async_local_storage.h"
#include "nodelab/promise/promise.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

constexpr EventName<> something{"something"};
constexpr EventName<int, std::string> order{"order"};

Promise<void> fails(const char* message) {
  trace::fail(message);
  co_return;
}

struct CapturedRejections : testing::Test {
  CapturedRejections() { emitter.emplace(EventEmitterOptions{.captureRejections = true}); }
  ~CapturedRejections() override { EventEmitter::setCaptureRejections(false); }

  void handle() {
    emitter->on(event::error, [](const Error& error) { say("error {}", error.message()); });
  }
  void failOn(const EventName<>& name, const char* message = "kaboom") {
    emitter->on(name, [message] { return fails(message); });
  }
  Lines emitted() {
    return traceOf([this] {
      emitter->emit(something);
      say("main");
    });
  }
  std::optional<EventEmitter> emitter;
};

TEST_F(CapturedRejections, BecomeAnErrorEvent) {
  handle();
  failOn(something);
  EXPECT_EQ(emitted(), (Lines{"main", "error kaboom"}));
}

TEST_F(CapturedRejections, AreOneEventForEachListener) {
  handle();
  failOn(something, "first");
  emitter->once(something, [] { return fails("second"); });
  EXPECT_EQ(emitted(), (Lines{"main", "error first", "error second"}));
}

TEST_F(CapturedRejections, ComeAlsoFromAPromiseThatIsRejectedLater) {
  handle();
  auto [promise, resolver] = Promise<int>::withResolvers();
  emitter->on(something, [promise = promise] { return promise; });
  EXPECT_EQ(traceOf([&, resolver = resolver] {
              emitter->emit(something);
              process::nextTick([resolver] { resolver.reject(Error("later")); });
            }),
            (Lines{"error later"}));
}

TEST_F(CapturedRejections, OfFulfilledPromisesAndOtherResultsAreNone) {
  handle();
  emitter->on(something, [] { return Promise<int>::resolve(1); });
  emitter->on(something, [] { return 1; });
  EXPECT_EQ(emitted(), (Lines{"main"}));
}

// A tick, after the microtask that sees the rejection.
TEST_F(CapturedRejections, ComeInATick) {
  handle();
  failOn(something);
  EXPECT_EQ(traceOf([this] {
              process::nextTick([] { say("tick"); });
              emitter->emit(something);
              queueMicrotask([] {
                say("microtask");
                process::nextTick([] { say("next tick"); });
              });
            }),
            (Lines{"tick", "microtask", "error kaboom", "next tick"}));
}

TEST_F(CapturedRejections, WithoutAListenerOfErrorAreUncaught) {
  failOn(something);
  EXPECT_EQ(emitted(), (Lines{"main", "uncaught kaboom"}));
}

TEST_F(CapturedRejections, AreUnhandledWhereNobodyCaptures) {
  emitter.emplace();
  handle();
  failOn(something);
  EXPECT_EQ(emitted(), (Lines{"main", "uncaught kaboom unhandledRejection"}));
}

TEST_F(CapturedRejections, AreTheDefaultOfEmittersThatAreMadeWhileItIsSet) {
  EXPECT_FALSE(EventEmitter::captureRejections());
  EventEmitter::setCaptureRejections(true);
  emitter.emplace(EventEmitterOptions{.captureRejections = false});
  EventEmitter::setCaptureRejections(false);
  handle();
  failOn(something);
  EXPECT_EQ(emitted(), (Lines{"main", "error kaboom"}));
}

TEST_F(CapturedRejections, OfAnAsyncListenerOfErrorDoNotGoRoundForEver) {
  failOn(something, "first");
  emitter->on(event::error, [](const Error&) { return fails("second"); });
  EXPECT_EQ(emitted(), (Lines{"main", "uncaught second unhandledRejection"}));
}

TEST_F(CapturedRejections, AreCapturedAgainAfterAListenerOfErrorHasThrown) {
  failOn(something);
  emitter->once(event::error, [](const Error& error) { throw error; });
  EXPECT_EQ(emitted(), (Lines{"main", "uncaught kaboom"}));
  handle();
  EXPECT_EQ(emitted(), (Lines{"main", "error kaboom"}));
}

TEST_F(CapturedRejections, OfAnEmitterThatIsGoneAreDropped) {
  handle();
  failOn(something);
  EXPECT_EQ(traceOf([this] {
              emitter->emit(something);
              emitter.reset();
            }),
            (Lines{}));
}

TEST_F(CapturedRejections, AListenerOfErrorMayLetGoOfTheEmitter) {
  failOn(something);
  emitter->on(event::error, [this](const Error&) {
    emitter.reset();
    say("gone");
  });
  EXPECT_EQ(emitted(), (Lines{"main", "gone"}));
}

TEST_F(CapturedRejections, OfAListenerThatIsCalledByHandAreNotTheEmittersAffair) {
  handle();
  failOn(something);
  EXPECT_EQ(traceOf([this] { emitter->listeners(something)[0](); }),
            (Lines{"uncaught kaboom unhandledRejection"}));
}

TEST_F(CapturedRejections, ComeInTheContextOfTheEmit) {
  AsyncLocalStorage<int> storage;
  failOn(something);
  emitter->on(event::error, [&](const Error&) { say("{}", *storage.getStore()); });
  EXPECT_EQ(traceOf([&] { storage.run(7, [&] { emitter->emit(something); }); }), (Lines{"7"}));
}

// ---- a subclass that takes them itself, as a stream destroys itself

struct Taking : EventEmitter {
  Taking() : EventEmitter({.captureRejections = true}) {}
  void onRejection(const Error& reason, const CapturedEvent& event) override {
    say("{} of {}", reason.message(), event.name().toString());
    if (const auto* arguments = event.arguments(order)) {
      say("{} {}", std::get<0>(*arguments), std::get<1>(*arguments));
    }
  }
};

TEST_F(CapturedRejections, GoToTheSubclassWithTheArguments) {
  Taking taking;
  taking.on(order, [](int, const std::string&) { return fails("kaboom"); });
  taking.on(something, [] { return fails("bang"); });
  EXPECT_EQ(traceOf([&] {
              taking.emit(order, 42, "foobar");
              taking.emit(something);
            }),
            (Lines{"kaboom of order", "42 foobar", "bang of something"}));
}

TEST_F(CapturedRejections, OfWhatCannotBeCopiedHaveNoArguments) {
  constexpr EventName<std::unique_ptr<int>> owned{"owned"};
  Taking taking;
  taking.on(owned, [](const std::unique_ptr<int>&) { return fails("kaboom"); });
  EXPECT_EQ(traceOf([&] { taking.emit(owned, std::make_unique<int>(1)); }),
            (Lines{"kaboom of owned"}));
}

}  // namespace
}  // namespace nodelab
