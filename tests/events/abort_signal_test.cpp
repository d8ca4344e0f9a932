#include <gtest/gtest.h>

#include <vector>

#include "nodelab/events/abort_controller.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::lines;
using trace::say;

class Signals : public testing::Test {
 protected:
  void SetUp() override { lines().clear(); }

  // A listener that says what it is called and whether the signals are aborted.
  static void watch(const Ref<AbortSignal>& signal, const char* name,
                    std::vector<Ref<AbortSignal>> others = {}) {
    signal->addEventListener("abort", [name, others] {
      std::string text = name;
      for (const auto& other : others) text += other->aborted() ? " true" : " false";
      say("{}", text);
    });
  }

  AbortController controller;
  Ref<AbortSignal> signal = controller.signal();
};

// Tells from outside whether what holds it is gone.
struct Probe : RefCounted<Probe> {};

TEST_F(Signals, AreAbortedOnceWithNodesReason) {
  EXPECT_FALSE(signal->aborted());
  EXPECT_FALSE(signal->reason());
  signal->throwIfAborted();
  controller.abort();
  controller.abort(Error("too late"));
  EXPECT_TRUE(signal->aborted());
  EXPECT_EQ(signal->reason().toString(), "AbortError: This operation was aborted");
  EXPECT_EQ(signal->reason().code(), "");
  EXPECT_THROW(signal->throwIfAborted(), Error);
}

TEST_F(Signals, TakeAReason) {
  const Error why("why");
  controller.abort(why);
  EXPECT_EQ(signal->reason(), why);
  EXPECT_EQ(AbortSignal::abort(why)->reason(), why);
  EXPECT_EQ(AbortSignal::abort()->reason().message(), "This operation was aborted");
}

TEST_F(Signals, GiveOperationsAnErrorOfTheirOwn) {
  controller.abort();
  const Error error = abortError(*signal);
  EXPECT_EQ(error.code(), "ABORT_ERR");
  EXPECT_EQ(error.toString(), "AbortError: The operation was aborted");
  EXPECT_EQ(error.cause(), signal->reason());
}

TEST_F(Signals, CallTheirListenersWithinAbortWithAnEventOfTheSignal) {
  signal->addEventListener("abort", [this](Event& event) {
    EXPECT_EQ(event.type(), "abort");
    EXPECT_EQ(event.target(), signal);
    controller.abort(Error("again"));
    say("{}", signal->reason().message());
  });
  controller.abort(Error("first"));
  say("after");
  EXPECT_EQ(lines(), (Lines{"first", "after"}));
}

TEST_F(Signals, CallOnabortAtThePlaceWhereItWasSetFirst) {
  watch(signal, "1");
  signal->onabort([] { say("replaced"); });
  watch(signal, "2");
  signal->onabort([] { say("onabort"); });
  controller.abort();
  EXPECT_EQ(lines(), (Lines{"1", "onabort", "2"}));
}

TEST_F(Signals, CallNoOnabortThatWasTakenAway) {
  signal->onabort([](Event&) { say("never"); });
  signal->onabort(nullptr);
  controller.abort();
  EXPECT_EQ(lines(), Lines{});
}

TEST_F(Signals, CallAnOnabortThatAListenerSets) {
  signal->addEventListener("abort", [this] { signal->onabort([] { say("late"); }); });
  watch(signal, "2");
  controller.abort();
  EXPECT_EQ(lines(), (Lines{"2", "late"}));
}

TEST_F(Signals, AnyIsAbortedAfterTheListenersOfTheFirstToBeAborted) {
  const AbortController other;
  const auto any = AbortSignal::any({signal, other.signal()});
  const auto chained = AbortSignal::any({any});
  watch(signal, "source", {any});
  watch(any, "any", {signal, chained});
  watch(chained, "chained");
  controller.abort(Error("why"));
  EXPECT_EQ(lines(), (Lines{"source false", "any true false", "chained"}));
  EXPECT_EQ(any->reason(), signal->reason());
  EXPECT_EQ(chained->reason(), signal->reason());
  other.abort(Error("later"));
  EXPECT_EQ(any->reason(), signal->reason());
}

TEST_F(Signals, AnyAreAbortedInTheOrderInWhichTheyWereMade) {
  std::vector<Ref<AbortSignal>> signals = {signal};
  signals.push_back(AbortSignal::any({signal}));
  signals.push_back(AbortSignal::any({signal}));
  signals.push_back(AbortSignal::any({signals[0]}));
  signals.push_back(AbortSignal::any({signals[1]}));
  for (std::size_t i = 0; i < signals.size(); ++i) {
    signals[i]->addEventListener("abort", [i] { say("{}", i); });
  }
  controller.abort();
  EXPECT_EQ(lines(), (Lines{"0", "1", "2", "3", "4"}));
}

TEST_F(Signals, AnyOfAnAbortedOneIsAborted) {
  const auto first = AbortSignal::abort(Error("1"));
  const auto second = AbortSignal::abort(Error("2"));
  EXPECT_EQ(AbortSignal::any({signal, first, second})->reason().message(), "1");
  EXPECT_FALSE(AbortSignal::any({})->aborted());
}

TEST_F(Signals, AnyOfOneTwiceIsAbortedOnce) {
  const auto any = AbortSignal::any({signal, signal});
  watch(any, "once");
  controller.abort();
  EXPECT_EQ(lines(), (Lines{"once"}));
}

TEST_F(Signals, AnyOutlivesASignalOfTheChainThatIsGone) {
  auto middle = AbortSignal::any({signal});
  const auto end = AbortSignal::any({middle});
  middle = nullptr;
  controller.abort();
  EXPECT_TRUE(end->aborted());
}

TEST_F(Signals, AnyLivesWhileSomebodyListens) {
  watch(AbortSignal::any({signal}), "kept");
  controller.abort();
  EXPECT_EQ(lines(), (Lines{"kept"}));
}

TEST_F(Signals, AnyGoesWhenNobodyListensAnyMore) {
  const auto probe = make<Probe>();
  auto any = AbortSignal::any({signal});
  const EventListener listener([probe](Event&) {});
  any->addEventListener("abort", listener);
  any->addEventListener("other", [probe] {});
  any->onabort([probe] {});
  any->onabort(nullptr);
  EXPECT_EQ(probe->useCount(), 3u);
  AbortSignal& bare = *any;
  any = nullptr;
  bare.removeEventListener("abort", listener);
  EXPECT_EQ(probe->useCount(), 2u);  // the one in `listener` is left
  controller.abort();
}

TEST_F(Signals, LetGoOfListenersAfterTheAbort) {
  const auto probe = make<Probe>();
  signal->addEventListener("abort", [probe, own = signal] {});
  signal->onabort([probe, own = signal] {});
  controller.abort();
  signal->addEventListener("abort", [probe, own = signal] {});
  signal->onabort([probe, own = signal] {});
  EXPECT_EQ(probe->useCount(), 1u);
}

TEST_F(Signals, LetGoOfListenersWhenNothingCanAbortThemAnyMore) {
  const auto probe = make<Probe>();
  auto first = AbortController();
  auto second = AbortController();
  auto any = AbortSignal::any({first.signal(), second.signal()});
  any->addEventListener("abort", [probe, any] {});
  first.signal()->addEventListener("abort", [probe, own = first.signal()] {});
  first = second;
  EXPECT_EQ(probe->useCount(), 2u);  // the second may still abort `any`
  first = AbortController();
  second = AbortController();
  EXPECT_EQ(probe->useCount(), 1u);
  EXPECT_FALSE(any->aborted());
}

TEST_F(Signals, MayLoseTheirControllerAndThemselvesInAListener) {
  auto own = std::make_unique<AbortController>();
  own->signal()->addEventListener("abort", [&own] { own = nullptr; });
  watch(own->signal(), "still called");
  own->abort();
  EXPECT_EQ(lines(), (Lines{"still called"}));
}

}  // namespace
}  // namespace nodelab
