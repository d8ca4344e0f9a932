// Bad use, and what it leads to: event_loop.h and timers.h say so.
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

std::string codeOf(Task task) {
  try {
    task();
  } catch (const Error& error) {
    return error.code();
  }
  return "nothing thrown";
}

TEST(Misuse, ATimerNeedsALoopOnItsThread) {
  EventLoop loop;
  std::thread([] { EXPECT_THROW(setTimeout([] {}, 1), Error); }).join();
}

TEST(Misuse, ATimerOfAnotherThreadThrows) {
  EventLoop loop;
  Timeout timeout = setTimeout([] {}, 1000);
  Immediate immediate = setImmediate([] {});
  std::thread([&] {
    EXPECT_EQ(codeOf([&] { clearTimeout(timeout); }), "ERR_INVALID_STATE");
    EXPECT_EQ(codeOf([&] { timeout.refresh(); }), "ERR_INVALID_STATE");
    EXPECT_EQ(codeOf([&] { timeout.unref(); }), "ERR_INVALID_STATE");
    EXPECT_EQ(codeOf([&] { timeout.id(); }), "ERR_INVALID_STATE");
    EXPECT_EQ(codeOf([&] { clearImmediate(immediate); }), "ERR_INVALID_STATE");
    EXPECT_EQ(codeOf([&] { immediate.unref(); }), "ERR_INVALID_STATE");
  }).join();
  EXPECT_TRUE(timeout.hasRef());
  EXPECT_TRUE(immediate.hasRef());
}

TEST(Misuse, ABorrowedLoopIsNotClosedUnderUs) {
  uv_loop_t host;
  uv_loop_init(&host);
  {
    EventLoop loop(&host);
    loop.runCallback([] { setTimeout([] {}, 1); });
    uv_run(&host, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&host), UV_EBUSY);
  }
  EXPECT_EQ(uv_loop_close(&host), 0);
}

TEST(Misuse, AHostThatClosesEveryHandleEndsWhatWeDoOnIt) {
  lines().clear();
  uv_loop_t host;
  uv_loop_init(&host);
  {
    EventLoop loop(&host);
    loop.runCallback([] {
      setTimeout(says("never"), 1);
      setImmediate(says("never"));
    });
    uv_walk(
        &host, [](uv_handle_t* handle, void*) { uv_close(handle, nullptr); }, nullptr);
    uv_run(&host, UV_RUN_DEFAULT);
    loop.runCallback([] {
      setTimeout(says("never"), 1);
      setImmediate(says("never"));
      nextTick(says("tick"));
    });
    uv_run(&host, UV_RUN_DEFAULT);
  }
  EXPECT_EQ(uv_loop_close(&host), 0);
  EXPECT_EQ(lines(), (Lines{"tick"}));
}

TEST(Misuse, AThrowInAnyPhaseIsReportedAndTheLoopGoesOn) {
  const Lines found = traceOf([] {
    onIo([] {
      setTimeout([] { fail("timers"); }, 1);
      setImmediate([] {
        onPending([] { fail("pending"); });
        fail("check");
      });
      onClose([] { fail("close"); });
      nextTick([] { fail("tick"); });
      queueMicrotask([] { fail("microtask"); });
      setTimeout(says("the end"), 20);
      block(3);
      fail("poll");
    });
  });
  EXPECT_EQ(found, (Lines{"uncaught poll", "uncaught tick", "uncaught check", "uncaught microtask",
                          "uncaught close", "uncaught timers", "uncaught pending", "the end"}));
}

TEST(Misuse, StoppingInsideATickRunsNothingMore) {
  EXPECT_EQ(traceOf([] {
              nextTick([] {
                say("tick");
                EventLoop::current().stop();
                nextTick(says("never"));
              });
              nextTick(says("never"));
              queueMicrotask(says("never"));
              setImmediate(says("never"));
            }),
            (Lines{"tick"}));
}

}  // namespace
}  // namespace nodelab
