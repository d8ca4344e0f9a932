#include "nodelab/process/event_loop_delay.h"

#include <gtest/gtest.h>

#include "nodelab/base/error.h"
#include "nodelab/loop/timers.h"
#include "process/program.h"

namespace nodelab {
namespace {

using perf_hooks::IntervalHistogram;
using perf_hooks::monitorEventLoopDelay;
using trace::block;

// Calls `then` when the monitor has at least so many samples.
void afterSamples(const Ref<IntervalHistogram>& delay, uint64_t count, Task then) {
  if (delay->count() >= count) return then();
  setTimeout([delay, count,
              then = std::move(then)]() mutable { afterSamples(delay, count, std::move(then)); },
             1);
}

TEST(EventLoopDelay, SeesABlockedLoop) {  // loop fact 47
  program([] {
    const auto delay = monitorEventLoopDelay({.resolution = 1});
    EXPECT_TRUE(delay->enable());
    afterSamples(delay, 2, [delay] {
      delay->reset();
      EXPECT_EQ(delay->count(), 0u);
      afterSamples(delay, 2, [delay] {
        block(50);
        const uint64_t before = delay->count();
        afterSamples(delay, before + 1, [delay] {
          EXPECT_GE(delay->max(), 49'000'000);
          EXPECT_GE(delay->percentile(100), 49'000'000);
          EXPECT_LT(delay->min(), delay->max());
          EXPECT_TRUE(delay->disable());
        });
      });
    });
  });
}

TEST(EventLoopDelay, DoesNotKeepTheProgram) {  // loop fact 47
  EXPECT_EQ(program([] { monitorEventLoopDelay()->enable(); }), 0);
  EXPECT_EQ(program([delay = Ref<IntervalHistogram>()]() mutable {
              delay = monitorEventLoopDelay();
              delay->enable();
            }),
            0);
}

TEST(EventLoopDelay, EnableAndDisableSayWhetherTheyDidAnything) {
  program([] {
    const auto delay = monitorEventLoopDelay();
    EXPECT_FALSE(delay->disable());
    EXPECT_TRUE(delay->enable());
    EXPECT_FALSE(delay->enable());
    EXPECT_TRUE(delay->disable());
    EXPECT_FALSE(delay->disable());
    EXPECT_TRUE(delay->enable());
  });
}

// In Node the time in between counts as a delay.
TEST(EventLoopDelay, DoesNotCountTheTimeInWhichItWasDisabled) {
  program([] {
    const auto delay = monitorEventLoopDelay({.resolution = 1});
    delay->enable();
    afterSamples(delay, 1, [delay] {
      delay->disable();
      delay->reset();
      delay->enable();
      delay->disable();
      block(30);
      delay->enable();
      delay->disable();
      EXPECT_EQ(delay->count(), 0u);
    });
  });
}

TEST(EventLoopDelay, OutlivesItsLoopAndIsDeafThen) {
  Ref<IntervalHistogram> delay;
  program([&] {
    delay = monitorEventLoopDelay();
    delay->enable();
  });
  EXPECT_FALSE(delay->disable());
  EXPECT_FALSE(delay->enable());
  EXPECT_EQ(delay->percentile(50), 0);
}

TEST(EventLoopDelay, ChecksItsResolution) {
  program([] {
    try {
      monitorEventLoopDelay({.resolution = 0});
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.toString(),
                "RangeError [ERR_OUT_OF_RANGE]: The value of \"options.resolution\" is out of "
                "range. It must be >= 1 && <= 9007199254740991. Received 0");
    }
  });
}

}  // namespace
}  // namespace nodelab
