// The life of a loop: its end with things left, a borrowed uv_loop_t, uncaught exceptions,
// stopping.
#include "nodelab/loop/event_loop.h"

#include <gtest/gtest.h>

#include <memory>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

// Calls back when it is destroyed.
class AtEnd {
 public:
  explicit AtEnd(Task task) : task_(std::move(task)) {}
  AtEnd(AtEnd&&) noexcept = default;
  AtEnd& operator=(AtEnd&&) = delete;
  ~AtEnd() {
    if (task_) task_();
  }

 private:
  Task task_;
};

TEST(EventLoop, CurrentThrowsWhereThereIsNone) { EXPECT_THROW(EventLoop::current(), Error); }

TEST(EventLoop, IsCurrentWhileItLives) {
  EventLoop outer;
  {
    EventLoop inner;
    EXPECT_EQ(&EventLoop::current(), &inner);
  }
  EXPECT_EQ(&EventLoop::current(), &outer);
}

TEST(EventLoop, LetsGoOfCallbacksThatWereLeft) {
  auto owned = std::make_shared<int>(1);
  Timeout timeout, interval, fired;
  Immediate immediate;
  {
    EventLoop loop;
    timeout = setTimeout([owned] {}, 1000);
    interval = setInterval([owned] {}, 1000);
    immediate = setImmediate([owned] {});
    nextTick([owned] {});
    queueMicrotask([owned] {});
    EXPECT_EQ(owned.use_count(), 6);
  }
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(EventLoop, HandlesThatOutliveItDoNothing) {
  Timeout waiting, fired;
  Immediate immediate;
  {
    EventLoop loop;
    fired = setTimeout([] {}, 1);
    loop.run();
    waiting = setTimeout(says("never"), 1);
    immediate = setImmediate(says("never"));
  }
  for (Timeout& timeout : {std::ref(waiting), std::ref(fired)}) {
    EXPECT_TRUE(timeout.hasRef());
    timeout.refresh().unref().ref().close();
    timeout.refresh();
  }
  clearImmediate(immediate);
  EXPECT_FALSE(immediate.ref().unref().hasRef());
}

TEST(EventLoop, WhatIsLetGoMayStillUseTheLoop) {
  lines().clear();
  {
    EventLoop loop;
    Timeout other = setTimeout(says("never"), 1000);
    auto useLoop = [other] {
      clearTimeout(other);
      setTimeout(says("never"), 1);
      setImmediate(says("never"));
      nextTick(says("never"));
      say("let go");
    };
    setTimeout([end = AtEnd(useLoop)] {}, 1000);
    setImmediate([end = AtEnd(useLoop)] {});
    nextTick([end = AtEnd(useLoop)] {});
  }
  EXPECT_EQ(lines(), (Lines{"let go", "let go", "let go"}));
}

TEST(EventLoop, DisposesOfResourcesThatAreLeft) {
  struct Resource : LoopResource {
    void dispose() override {
      say("dispose");
      delete this;
    }
  };
  struct Kept : LoopResource {
    void dispose() override { say("kept"); }
  };
  lines().clear();
  Kept gone;
  {
    Kept kept;
    EventLoop loop;
    loop.track(*new Resource);
    loop.track(kept);
    loop.track(gone);
    gone.unlink();
  }
  EXPECT_EQ(lines(), (Lines{"dispose", "kept"}));
}

TEST(EventLoop, AResourceThatDiesFirstIsForgotten) {
  struct Resource : LoopResource {
    void dispose() override { say("never"); }
  };
  lines().clear();
  EventLoop loop;
  {
    Resource resource;
    loop.track(resource);
  }
  EXPECT_TRUE(lines().empty());
}

TEST(EventLoop, WithoutAHandlerAnUncaughtExceptionEndsIt) {
  lines().clear();
  EventLoop loop;
  testing::internal::CaptureStderr();
  loop.runCallback([] {
    setTimeout(
        [] {
          say("T");
          nextTick(says("never"));
          queueMicrotask(says("never"));
          fail("boom");
        },
        1);
    setTimeout(says("never"), 1);
    block(3);
    setImmediate(says("never"));
  });
  loop.run();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "Uncaught Error: boom\n");
  EXPECT_TRUE(loop.stopped());
  EXPECT_EQ(lines(), (Lines{"T"}));
}

// Whatever stops the loop, nothing of the program runs on it afterwards.
TEST(EventLoop, AfterStopNothingRuns) {
  auto stop = [] { EventLoop::current().stop(); };
  auto scheduleRest = [] {
    nextTick(says("never"));
    queueMicrotask(says("never"));
    setTimeout(says("never"), 1);
    setImmediate(says("never"));
    onClose(says("never"));
    block(3);
  };
  auto stopAndSchedule = [stop, scheduleRest] {
    stop();
    scheduleRest();
  };
  EXPECT_EQ(traceOf([stopAndSchedule] { stopAndSchedule(); }), Lines{});
  EXPECT_EQ(traceOf([stopAndSchedule] { nextTick([stopAndSchedule] { stopAndSchedule(); }); }),
            Lines{});
  EXPECT_EQ(
      traceOf([stopAndSchedule] { queueMicrotask([stopAndSchedule] { stopAndSchedule(); }); }),
      Lines{});
  EXPECT_EQ(traceOf([stopAndSchedule] {
              setTimeout([stopAndSchedule] { nextTick([stopAndSchedule] { stopAndSchedule(); }); },
                         1);
              setTimeout(says("never"), 1);
              setTimeout(says("never"), 2);
              block(4);
            }),
            Lines{});
  EXPECT_EQ(
      traceOf([stopAndSchedule] {
        setImmediate([stopAndSchedule] { nextTick([stopAndSchedule] { stopAndSchedule(); }); });
        setImmediate(says("never"));
      }),
      Lines{});
}

TEST(EventLoop, BeforeExitComesEachTimeItRunsDry) {  // fact 44
  EXPECT_EQ(traceOf([] {
              EventLoop::current().onBeforeExit([n = 0]() mutable {
                say("beforeExit");
                nextTick(says("t"));
                if (n++ == 0) setImmediate(says("again"));
              });
              setTimeout(says("T"), 1);
            }),
            (Lines{"T", "beforeExit", "t", "again", "beforeExit", "t"}));
}

TEST(EventLoop, AThrowInBeforeExitIsUncaughtAndItComesAgain) {
  EXPECT_EQ(traceOf([] {
              EventLoop::current().onBeforeExit([n = 0]() mutable {
                say("beforeExit");
                if (n++ == 0) fail("b");
              });
            }),
            (Lines{"beforeExit", "uncaught b", "beforeExit"}));
}

TEST(BorrowedLoop, RunsUnderItsHostAndLeavesItUsable) {
  lines().clear();
  uv_loop_t host;
  ASSERT_EQ(uv_loop_init(&host), 0);
  uv_timer_t hostTimer;
  uv_timer_init(&host, &hostTimer);
  uv_timer_start(
      &hostTimer, [](uv_timer_t*) { say("host"); }, 100, 0);
  {
    EventLoop loop(&host);
    loop.runCallback([] {
      setTimeout(says("timeout"), 1);
      setImmediate(says("immediate"));
      nextTick(says("tick"));
      block(3);
    });
    uv_run(&host, UV_RUN_DEFAULT);
    setTimeout(says("never"), 1000);
    setImmediate(says("never"));
  }
  uv_timer_start(
      &hostTimer, [](uv_timer_t*) { say("host again"); }, 1, 0);
  uv_run(&host, UV_RUN_DEFAULT);
  uv_close(reinterpret_cast<uv_handle_t*>(&hostTimer), nullptr);
  uv_run(&host, UV_RUN_DEFAULT);
  EXPECT_EQ(uv_loop_close(&host), 0);
  EXPECT_EQ(lines(), (Lines{"tick", "timeout", "immediate", "host", "host again"}));
}

TEST(BorrowedLoop, StopMakesTheHostsRunReturn) {
  lines().clear();
  uv_loop_t host;
  ASSERT_EQ(uv_loop_init(&host), 0);
  {
    EventLoop loop(&host);
    loop.runCallback([] {
      setInterval(says("never"), 1000);
      setImmediate([] { EventLoop::current().stop(); });
    });
    uv_run(&host, UV_RUN_DEFAULT);
    EXPECT_TRUE(loop.stopped());
  }
  EXPECT_EQ(uv_loop_close(&host), 0);
  EXPECT_TRUE(lines().empty());
}

}  // namespace
}  // namespace nodelab
