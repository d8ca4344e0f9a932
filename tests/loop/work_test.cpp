#include "nodelab/loop/work.h"

#include <gtest/gtest.h>

#include <thread>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::says;
using trace::traceOf;

TEST(QueueWork, RunsOnAnotherThreadAndCallsBackOnThisOne) {
  const auto here = std::this_thread::get_id();
  std::thread::id there;
  const Lines lines = traceOf([&] {
    queueWork([&there] { there = std::this_thread::get_id(); },
              [here](const Error& error) {
                say("{} {}", error ? "error" : "ok", std::this_thread::get_id() == here);
                process::nextTick(says("tick"));
                setImmediate(says("immediate"));
              });
    say("main");
  });
  EXPECT_EQ(lines, (Lines{"main", "ok true", "tick", "immediate"}));
  EXPECT_NE(there, here);
}

TEST(QueueWork, GivesWhatTheWorkThrew) {
  const Lines lines = traceOf([] {
    queueWork([] { throw Error("ERR_X", "bad"); },
              [](const Error& error) { say("{} {}", error.code(), error.message()); });
  });
  EXPECT_EQ(lines, (Lines{"ERR_X bad"}));
}

TEST(QueueWork, AThrowInTheCallbackIsUncaught) {
  const Lines lines = traceOf([] { queueWork([] {}, [](const Error&) { trace::fail("late"); }); });
  EXPECT_EQ(lines, (Lines{"uncaught late"}));
}

TEST(QueueWork, IsFreedWithoutACallbackWhenTheLoopEndsFirst) {
  bool called = false;
  {
    EventLoop loop;
    loop.runCallback([&called] {
      queueWork([data = std::string(1000, 'x')] {}, [&called](const Error&) { called = true; });
    });
  }
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace nodelab
