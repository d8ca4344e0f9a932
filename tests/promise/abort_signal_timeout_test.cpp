#include <gtest/gtest.h>

#include "nodelab/events/abort_controller.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

struct Probe : RefCounted<Probe> {};

TEST(AbortSignalTimeout, AbortsWithATimeoutErrorInTheTimersPhase) {
  EXPECT_EQ(
      traceOf([] {
        auto signal = AbortSignal::timeout(1);
        signal->addEventListener(
            "abort", [signal] { say("{} {}", signal->reason().toString(), signal->aborted()); });
        setTimeout([] { say("a timer behind it"); }, 1);
      }),
      (Lines{"TimeoutError: The operation was aborted due to timeout true", "a timer behind it"}));
}

TEST(AbortSignalTimeout, DoesNotKeepTheLoopAliveAndLetsGoAtItsEnd) {
  const auto probe = make<Probe>();
  traceOf([&] {
    auto signal = AbortSignal::timeout(1'000'000);
    signal->addEventListener("abort", [signal, probe] {});
    AbortSignal::any({signal})->addEventListener("abort", [signal, probe] {});
  });
  EXPECT_EQ(probe->useCount(), 1u);
}

TEST(AbortSignalTimeout, LivesWhileSomebodyListens) {
  EXPECT_EQ(traceOf([] {
              AbortSignal::timeout(1)->addEventListener("abort", [] { say("listener"); });
              const auto any = AbortSignal::any({AbortSignal::timeout(1)});
              AbortSignal::any({any})->onabort([] { say("any of any"); });
              setTimeout([any] { say("{}", any->aborted()); }, 2);
            }),
            (Lines{"listener", "any of any", "true"}));
}

TEST(AbortSignalTimeout, GoesWithItsTimerWhenNobodyHoldsIt) {
  const auto probe = make<Probe>();
  traceOf([&] {
    auto signal = AbortSignal::timeout(1);
    const EventListener listener([probe](Event&) { say("never"); });
    signal->addEventListener("abort", listener);
    AbortSignal& bare = *signal;
    signal = nullptr;
    bare.removeEventListener("abort", listener);
    auto followed = AbortSignal::any({AbortSignal::timeout(1)});
    followed->addEventListener("other", [probe] {});
    followed = nullptr;
    EXPECT_EQ(probe->useCount(), 2u);  // the one in `listener`
  });
  EXPECT_EQ(trace::lines(), Lines{});
}

TEST(AbortSignalTimeout, MayOutliveItsLoop) {
  Ref<AbortSignal> signal;
  traceOf([&] { signal = AbortSignal::timeout(1'000'000); });
  EXPECT_FALSE(signal->aborted());
}

TEST(AbortSignalTimeout, RefusesADelayThatDoesNotFit) {
  traceOf([] {
    for (const int64_t delay : {int64_t{-1}, int64_t{4'294'967'296}}) {
      try {
        AbortSignal::timeout(delay);
      } catch (const Error& error) {
        say("{}", error.toString());
      }
    }
    AbortSignal::timeout(0);
  });
  EXPECT_EQ(trace::lines(),
            (Lines{"RangeError [ERR_OUT_OF_RANGE]: The value of \"delay\" is out of range. It must "
                   "be >= 0 && <= 4294967295. Received -1",
                   "RangeError [ERR_OUT_OF_RANGE]: The value of \"delay\" is out of range. It must "
                   "be >= 0 && <= 4294967295. Received 4294967296"}));
}

}  // namespace
}  // namespace nodelab
