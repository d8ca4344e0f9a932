#include "nodelab/process/performance.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>

#include "nodelab/base/error.h"
#include "nodelab/loop/timers.h"
#include "process/program.h"

namespace nodelab {
namespace {

using performance::eventLoopUtilization;
using trace::block;

TEST(Performance, NowNeverGoesBack) {
  const double before = performance::now();
  block(1);
  EXPECT_GE(performance::now(), before + 1);
  EXPECT_GE(process::uptime() * 1000, before + 1);
}

TEST(Performance, TheOriginAndNowAreTheTimeOfDay) {
  using namespace std::chrono;
  const double day = duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
  EXPECT_NEAR(performance::timeOrigin() + performance::now(), day, 60'000);
  EXPECT_EQ(performance::timeOrigin(), performance::timeOrigin());
}

// ---- eventLoopUtilization

TEST(EventLoopUtilization, CountsFromItsFirstCall) {
  program([] {
    const auto first = eventLoopUtilization();
    EXPECT_EQ(first.idle, 0);
    EXPECT_EQ(first.active, 0);
    EXPECT_EQ(first.utilization, 0);
    block(2);
    const auto second = eventLoopUtilization();
    EXPECT_EQ(second.idle, 0);
    EXPECT_GE(second.active, 2);
    EXPECT_EQ(second.utilization, 1);
  });
}

// Calls `then` when the loop has waited at all.
void afterWaiting(Task then) {
  if (eventLoopUtilization().idle > 0) return then();
  setTimeout([then = std::move(then)]() mutable { afterWaiting(std::move(then)); }, 5);
}

TEST(EventLoopUtilization, TellsWaitingFromDoing) {
  program([] {
    eventLoopUtilization();
    afterWaiting([] {
      const auto waited = eventLoopUtilization();
      EXPECT_LT(waited.utilization, 1);
      block(5);
      const auto since = eventLoopUtilization(waited);
      EXPECT_EQ(since.idle, 0);
      EXPECT_GE(since.active, 5);
      EXPECT_EQ(since.utilization, 1);
    });
  });
}

TEST(EventLoopUtilization, IsTheDifferenceOfTwo) {
  const auto between = eventLoopUtilization({30, 50, 0.625}, {10, 40, 0.8});
  EXPECT_EQ(between.idle, 20);
  EXPECT_EQ(between.active, 10);
  EXPECT_DOUBLE_EQ(between.utilization, 1.0 / 3);
  EXPECT_TRUE(std::isnan(eventLoopUtilization(between, between).utilization));
}

TEST(EventLoopUtilization, NeedsAProgram) { EXPECT_THROW(eventLoopUtilization(), Error); }

}  // namespace
}  // namespace nodelab
