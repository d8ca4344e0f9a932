// The limit of listeners and the warning beyond it.
#include <limits>

#include "emitter.h"
#include "nodelab/base/warning.h"
#include "nodelab/events/events.h"

namespace nodelab {
namespace {

struct MaxListeners : Emitter {
  MaxListeners() {
    onWarning([this](const Error& warning) { say(warning.name() + ": " + warning.message()); });
  }
  ~MaxListeners() override {
    onWarning({});
    EventEmitter::setDefaultMaxListeners(10);
  }
  void add(int times, const EventName<>& name = x) {
    for (int i = 0; i < times; ++i) emitter.on(name, a);
  }
  std::size_t warnings() { return said().size(); }
};

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

TEST_F(MaxListeners, TheEleventhOfAnEventIsWarnedOfOnce) {
  add(10);
  add(10, y);
  EXPECT_EQ(warnings(), 0u);
  add(1);
  EXPECT_EQ(said(),
            (Lines{"MaxListenersExceededWarning: Possible EventEmitter memory leak detected. "
                   "11 x listeners added to [EventEmitter]. MaxListeners is 10. Use "
                   "emitter.setMaxListeners() to increase limit"}));
  add(5);
  EXPECT_EQ(warnings(), 0u);
}

TEST_F(MaxListeners, TheWarningShowsASymbolAndAFraction) {
  emitter.setMaxListeners(1.5);
  add(2, EventName<>::symbol("s"));
  EXPECT_EQ(said(),
            (Lines{"MaxListenersExceededWarning: Possible EventEmitter memory leak detected. "
                   "2 Symbol(s) listeners added to [EventEmitter]. MaxListeners is 1.5. Use "
                   "emitter.setMaxListeners() to increase limit"}));
}

TEST_F(MaxListeners, EachWayOfAddingCounts) {
  emitter.setMaxListeners(4);
  emitter.on(x, a).once(x, a).prependListener(x, a).addListener(x, a);
  EXPECT_EQ(warnings(), 0u);
  emitter.prependOnceListener(x, a);
  EXPECT_EQ(warnings(), 1u);
}

// events fact 16.
TEST_F(MaxListeners, TheWarningComesAgainWhenTheListWasDownToOne) {
  emitter.setMaxListeners(2);
  add(3);
  EXPECT_EQ(warnings(), 1u);
  emitter.off(x, a);
  add(1);
  EXPECT_EQ(warnings(), 0u);
  emitter.off(x, a).off(x, a);
  add(2);
  EXPECT_EQ(warnings(), 1u);
  emitter.removeAllListeners(x);
  add(3);
  EXPECT_EQ(warnings(), 1u);
}

TEST_F(MaxListeners, TheWarningIsRememberedThoughARoundHoldsTheList) {
  emitter.setMaxListeners(2);
  add(2);
  emitter.once(x, [this] { add(2); });
  EXPECT_EQ(warnings(), 1u);
  emitter.emit(x);
  EXPECT_EQ(said(), (Lines{"a", "a"}));
}

TEST_F(MaxListeners, AFirstListenerNeverWarns) {
  emitter.setMaxListeners(0.5);
  add(1);
  EXPECT_EQ(warnings(), 0u);
  add(1);
  EXPECT_EQ(warnings(), 1u);
}

TEST_F(MaxListeners, ZeroAndInfinityAreNoLimit) {
  emitter.setMaxListeners(0);
  add(1000);
  emitter.setMaxListeners(infinity);
  add(1000);
  EXPECT_EQ(warnings(), 0u);
  EXPECT_EQ(emitter.getMaxListeners(), infinity);
}

TEST_F(MaxListeners, TheDefaultIsReadWhenItIsNeeded) {
  EXPECT_EQ(emitter.getMaxListeners(), 10);
  EventEmitter::setDefaultMaxListeners(1);
  EXPECT_EQ(emitter.getMaxListeners(), 1);
  add(2);
  EXPECT_EQ(warnings(), 1u);
}

TEST_F(MaxListeners, AnOwnLimitStandsAboveTheDefault) {
  emitter.setMaxListeners(3);
  EventEmitter::setDefaultMaxListeners(1);
  add(3);
  EXPECT_EQ(warnings(), 0u);
  add(1);
  EXPECT_EQ(warnings(), 1u);
}

TEST_F(MaxListeners, ALimitBelowZeroIsRefused) {
  const auto refused = [](const std::string& name, const std::string& received) {
    return "ERR_OUT_OF_RANGE: The value of \"" + name +
           "\" is out of range. It must be >= 0. Received " + received;
  };
  const auto set = [this](double n) { return thrownBy([&] { emitter.setMaxListeners(n); }); };
  EXPECT_EQ(set(-1), refused("setMaxListeners", "-1"));
  EXPECT_EQ(set(-0.5), refused("setMaxListeners", "-0.5"));
  EXPECT_EQ(set(-1e10), refused("setMaxListeners", "-10_000_000_000"));
  EXPECT_EQ(set(-infinity), refused("setMaxListeners", "-Infinity"));
  EXPECT_EQ(set(notANumber), refused("setMaxListeners", "NaN"));
  EXPECT_EQ(thrownBy([] { EventEmitter::setDefaultMaxListeners(-1); }),
            refused("defaultMaxListeners", "-1"));
  EXPECT_EQ(thrownBy([this] { events::setMaxListeners(-1, emitter); }),
            refused("setMaxListeners", "-1"));
  EXPECT_EQ(emitter.getMaxListeners(), 10);
}

TEST_F(MaxListeners, TheModuleSetsSeveralOrTheDefault) {
  EventEmitter other;
  events::setMaxListeners(3, emitter, other);
  EXPECT_EQ(events::getMaxListeners(emitter), 3);
  EXPECT_EQ(other.getMaxListeners(), 3);
  EXPECT_EQ(EventEmitter::defaultMaxListeners(), 10);
  events::setMaxListeners(5);
  EXPECT_EQ(EventEmitter::defaultMaxListeners(), 5);
  EXPECT_EQ(other.getMaxListeners(), 3);
}

TEST_F(MaxListeners, SettingALimitAddsNothing) {
  emitter.setMaxListeners(5);
  EXPECT_EQ(names(), "");
}

}  // namespace
}  // namespace nodelab
