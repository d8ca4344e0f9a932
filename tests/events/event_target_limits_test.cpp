#include <gtest/gtest.h>

#include <limits>

#include "nodelab/base/warning.h"
#include "nodelab/events/abort_controller.h"
#include "nodelab/events/events.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::lines;
using trace::say;

class EventTargetLimits : public testing::Test {
 protected:
  EventTargetLimits() {
    lines().clear();
    onWarning([](const Error& warning) {
      say("{} {}: {}", warning.name(), warning.count(), warning.message());
    });
  }
  ~EventTargetLimits() override {
    onWarning({});
    events::setMaxListeners(10);
  }

  static void add(EventTarget& target, const char* type, int count) {
    for (int i = 0; i < count; ++i) target.addEventListener(type, [] {});
  }

  Ref<EventTarget> target = make<EventTarget>();
};

TEST_F(EventTargetLimits, WarnOncePerTargetUntilTheLimitIsSetAgain) {
  events::setMaxListeners(1, *target);
  add(*target, "foo", 3);
  add(*target, "bar", 2);
  EXPECT_EQ(lines(), (Lines{"MaxListenersExceededWarning 2: Possible EventTarget memory leak "
                            "detected. 2 foo listeners added to EventTarget. MaxListeners is 1. "
                            "Use events.setMaxListeners() to increase limit"}));
  lines().clear();
  events::setMaxListeners(2.5, *target);
  add(*target, "bar", 1);
  EXPECT_EQ(lines().size(), 1u);
  EXPECT_NE(lines()[0].find("3 bar listeners added to EventTarget. MaxListeners is 2.5."),
            std::string::npos);
}

TEST_F(EventTargetLimits, AreTheDefaultOfTheTimeWhenTheTargetWasMade) {
  EXPECT_EQ(events::getMaxListeners(*target), 10);
  events::setMaxListeners(2);
  EXPECT_EQ(events::getMaxListeners(*target), 10);
  const auto later = make<EventTarget>();
  EXPECT_EQ(events::getMaxListeners(*later), 2);
  events::setMaxListeners(101, *target, *later);
  EXPECT_EQ(events::getMaxListeners(*target), 101);
  EXPECT_EQ(events::getMaxListeners(*later), 101);
}

TEST_F(EventTargetLimits, HoldForSignalsToo) {
  const AbortController controller;
  add(*controller.signal(), "abort", 11);
  EXPECT_EQ(lines(), (Lines{"MaxListenersExceededWarning 11: Possible EventTarget memory leak "
                            "detected. 11 abort listeners added to [AbortSignal]. MaxListeners is "
                            "10. Use events.setMaxListeners() to increase limit"}));
}

TEST_F(EventTargetLimits, AreNoneWithZeroAndInfinity) {
  for (const double none : {0.0, std::numeric_limits<double>::infinity()}) {
    events::setMaxListeners(none, *target);
    EXPECT_EQ(events::getMaxListeners(*target), none);
    add(*target, "foo", 20);
  }
  EXPECT_EQ(lines(), Lines{});
}

TEST_F(EventTargetLimits, AreNotNegative) {
  EventEmitter emitter;
  try {
    events::setMaxListeners(-1, emitter, *target);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "ERR_OUT_OF_RANGE");
    EXPECT_EQ(error.message(),
              "The value of \"setMaxListeners\" is out of range. It must be >= 0. Received -1");
  }
  EXPECT_EQ(events::getMaxListeners(*target), 10);
}

TEST_F(EventTargetLimits, DoNotCountAListenerThatIsThereAlready) {
  events::setMaxListeners(1, *target);
  const EventListener listener([](Event&) {});
  for (int i = 0; i < 3; ++i) target->addEventListener("foo", listener);
  EXPECT_EQ(lines(), Lines{});
}

}  // namespace
}  // namespace nodelab
