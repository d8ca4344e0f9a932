// Timers: loop facts 1 to 13.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "nodelab/base/warning.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

TEST(TimerLists, AListIsRunAsAWhole) {  // fact 2: not by the time at which each timer was due
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                setTimeout(says("A 5 at 0"), 5);
                block(4);
                setTimeout(says("B 5 at 4"), 5);
                setTimeout(says("C 3 at 4"), 3);
                block(8);
              });
            }),
            (Lines{"A 5 at 0", "B 5 at 4", "C 3 at 4"}));
}

TEST(TimerLists, FractionsAreCutAndShareAList) {  // fact 1
  EXPECT_EQ(traceOf([] {
              setTimeout(says("4.5"), 4.5);
              setTimeout(says("5.9"), 5.9);
              setTimeout(says("5"), 5);
              block(8);
            }),
            (Lines{"4.5", "5.9", "5"}));
}

TEST(TimerLists, WhatIsNotADelayIsOneMillisecond) {  // fact 5
  constexpr double infinity = std::numeric_limits<double>::infinity();
  WarningHandler before = onWarning([](const Error&) {});
  EXPECT_EQ(traceOf([] {
              setTimeout(says("NaN"), std::nan(""));
              setTimeout(says("-5"), -5);
              setTimeout(says("0"), 0);
              setTimeout(says("0.9"), 0.9);
              setTimeout(says("1.9"), 1.9);
              setTimeout(says("none"));
              setTimeout(says("infinity"), infinity);
              setTimeout(says("-infinity"), -infinity);
              setTimeout(says("2^31"), 2147483648.0);
              setTimeout(says("2"), 2);
              block(5);
            }),
            (Lines{"NaN", "-5", "0", "0.9", "1.9", "none", "infinity", "-infinity", "2^31", "2"}));
  onWarning(std::move(before));
}

TEST(TimerLists, ADelayThatIsTooLongIsWarnedAbout) {  // fact 5
  Lines warnings;
  WarningHandler before = onWarning(
      [&](const Error& warning) { warnings.push_back(warning.name() + ": " + warning.message()); });
  traceOf([] {
    for (double delay : {std::numeric_limits<double>::infinity(), 2147483648.0, 2147483647.0, -5.0,
                         std::nan("")}) {
      clearTimeout(setTimeout([] {}, delay));
    }
  });
  onWarning(std::move(before));
  const std::string rest =
      " does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.";
  EXPECT_EQ(warnings, (Lines{"TimeoutOverflowWarning: Infinity" + rest,
                             "TimeoutOverflowWarning: 2147483648" + rest}));
}

TEST(TimerLists, PollDoesNotWaitForATimerThatBecameDueWhileTimersRan) {
  EventLoop loop;
  uv_prepare_t prepare;
  uv_prepare_init(loop.uv(), &prepare);
  uv_unref(reinterpret_cast<uv_handle_t*>(&prepare));
  static std::vector<int> timeouts;
  timeouts.clear();
  auto look = [](uv_prepare_t* handle) { timeouts.push_back(uv_backend_timeout(handle->loop)); };
  setTimeout(
      [&] {
        setTimeout([] {}, 5);
        uv_prepare_start(&prepare, look);  // the next one before poll
        block(8);
      },
      1);
  setTimeout([&] { uv_prepare_stop(&prepare); }, 6);
  loop.run();
  ASSERT_FALSE(timeouts.empty());
  EXPECT_EQ(timeouts.front(), 0);
}

TEST(Timers, CanBeClearedByTheirPrimitiveId) {  // fact 8
  EXPECT_EQ(traceOf([] {
              const Timeout a = setTimeout(says("never"), 1);
              const Timeout b = setTimeout(says("never"), 1);
              const Timeout c = setInterval(says("never"), 1);
              setTimeout(says("d"), 1);
              EXPECT_EQ(a.id(), a.id());
              EXPECT_NE(a.id(), b.id());
              clearTimeout(a.id());
              clearTimeout(std::to_string(b.id()));
              clearTimeout(std::to_string(c.id()));
              clearInterval(setInterval(says("never"), 1).id());
              clearInterval(std::to_string(setTimeout(says("never"), 1).id()));
              clearTimeout("no id");
              clearTimeout(987654321);
            }),
            (Lines{"d"}));
}

TEST(Timers, APrimitiveIdIsForgottenWhenItsTimerHasFired) {
  EXPECT_EQ(traceOf([] {
              static Timeout timer;
              static uint64_t id;
              static int calls;
              calls = 0;
              timer = setTimeout(
                  [] {
                    say("fired");
                    if (++calls == 2) return;
                    setImmediate([] {
                      timer.refresh();
                      clearTimeout(id);  // of the time before: unknown by now
                    });
                  },
                  1);
              id = timer.id();
            }),
            (Lines{"fired", "fired"}));
}

TEST(Timers, AMillionOfThemLeaveNothingBehind) {
  auto owned = std::make_shared<int>(0);
  EventLoop loop;
  loop.runCallback([&] {
    for (int i = 0; i < 1'000'000; ++i) {
      setTimeout([owned] { ++*owned; }, 1 + i % 3);
      clearTimeout(setTimeout([owned] { *owned = -1; }, i));
    }
  });
  loop.run();
  EXPECT_EQ(*owned, 1'000'000);
  EXPECT_EQ(owned.use_count(), 1);
  EXPECT_TRUE(loop.timers().empty());
}

TEST(TimerLists, DelaysCountFromTheCall) {  // fact 4
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                setTimeout(says("A"), 6);
                block(4);
                setTimeout(says("B"), 4);
                block(4);
                setTimeout(says("C"), 1);
                block(6);
              });
            }),
            (Lines{"A", "B", "C"}));
}

TEST(TimerLists, ATimerMadeInATimerNeverRunsInTheSamePhase) {  // fact 3
  EXPECT_EQ(traceOf([] {
              setTimeout(
                  [] {
                    say("A");
                    setTimeout(says("B"), 1);
                    block(3);
                    setImmediate(says("i"));
                  },
                  1);
              block(3);
            }),
            (Lines{"A", "i", "B"}));
}

TEST(TimerLists, WaitedForTimersComeByDelay) {
  EXPECT_EQ(traceOf([] {
              setTimeout(says("200"), 200);
              setTimeout(says("1"), 1);
            }),
            (Lines{"1", "200"}));
}

TEST(TimerLists, TicksAndMicrotasksRunBetweenTwoTimers) {  // fact 12
  EXPECT_EQ(traceOf([] {
              setTimeout(
                  [] {
                    say("T1");
                    nextTick(says("t1"));
                    queueMicrotask(says("m1"));
                    setImmediate(says("i1"));
                  },
                  1);
              setTimeout(
                  [] {
                    say("T2");
                    queueMicrotask(says("m2"));
                  },
                  1);
              setTimeout(
                  [] {
                    say("T3");
                    nextTick(says("t3"));
                  },
                  2);
              setTimeout(says("T4"), 2);
              block(4);
            }),
            (Lines{"T1", "t1", "m1", "T2", "m2", "T3", "t3", "T4", "i1"}));
}

TEST(TimerLists, AListThatTicksOfThePhaseMadeDueRunsInThisPhase) {  // fact 7
  EXPECT_EQ(traceOf([] {
              setTimeout(
                  [] {
                    nextTick([] {
                      say("t");
                      setTimeout(says("T1"), 1);
                      block(3);
                      setTimeout(says("T2"), 1);
                      block(3);
                    });
                    setImmediate(says("i"));
                  },
                  1);
              block(3);
            }),
            (Lines{"t", "T1", "T2", "i"}));
}

TEST(TimerLists, AListThatTheCallbackMadeDueWaits) {  // fact 7
  EXPECT_EQ(traceOf([] {
              setTimeout(
                  [] {
                    setTimeout(says("T1"), 1);
                    block(3);
                    setTimeout(says("T2"), 1);
                    block(3);
                    setImmediate(says("i"));
                    nextTick(says("t"));
                  },
                  1);
              block(3);
            }),
            (Lines{"t", "i", "T1", "T2"}));
}

TEST(TimerLists, AfterAThrowTheListsRunOnAtOnce) {  // fact 13
  EXPECT_EQ(
      traceOf([] {
        setTimeout(
            [] {
              say("T1");
              nextTick(says("t1"));
              queueMicrotask(says("m1"));
              fail("bad");
            },
            1);
        setTimeout(
            [] {
              say("T2");
              nextTick(says("t2"));
              fail("worse");
            },
            1);
        setTimeout(says("T3"), 1);
        block(3);
        setImmediate([] {
          say("i");
          setImmediate(says("j"));
        });
      }),
      (Lines{"T1", "uncaught bad", "T2", "uncaught worse", "T3", "t1", "t2", "m1", "i", "j"}));
}

TEST(TimerLists, AfterAThrowInATickBetweenTimersTheNextTimerRunsFirst) {  // fact 26
  EXPECT_EQ(traceOf([] {
              setTimeout(
                  [] {
                    say("T1");
                    nextTick([] {
                      say("t1");
                      fail("bad");
                    });
                    nextTick(says("t2"));
                    queueMicrotask(says("m"));
                  },
                  1);
              setTimeout(
                  [] {
                    say("T2");
                    nextTick(says("t3"));
                  },
                  1);
              setTimeout(says("T3"), 1);
              block(3);
            }),
            (Lines{"T1", "t1", "uncaught bad", "T2", "t2", "t3", "m", "T3"}));
}

TEST(ClearTimeout, PreventsALaterTimerOfTheList) {
  EXPECT_EQ(traceOf([] {
              static Timeout never;
              setTimeout(
                  [] {
                    say("A");
                    clearTimeout(never);
                  },
                  1);
              never = setTimeout(says("never"), 1);
              setTimeout(says("C"), 1);
              block(3);
            }),
            (Lines{"A", "C"}));
}

TEST(ClearTimeout, PreventsTheNextTimerAlsoFromATickBetween) {
  EXPECT_EQ(traceOf([] {
              static Timeout never;
              setTimeout(
                  [] {
                    say("A");
                    nextTick([] {
                      say("t");
                      clearTimeout(never);
                    });
                  },
                  1);
              never = setTimeout(says("never"), 1);
              block(3);
              setTimeout(says("C"), 1);
              say("main");
            }),
            (Lines{"main", "A", "t", "C"}));
}

TEST(ClearTimeout, FromATickDoesNotBringTheOneBehindForward) {
  EXPECT_EQ(traceOf([] {
              static Timeout never;
              setTimeout(
                  [] {
                    say("A");
                    nextTick([] {
                      say("t");
                      clearTimeout(never);
                    });
                  },
                  50);
              never = setTimeout(says("never"), 50);
              block(52);
              setTimeout(says("four"), 4);
              setTimeout(says("due later"), 50);
            }),
            (Lines{"A", "t", "four", "due later"}));
}

TEST(ClearTimeout, WorksInsideTheCallback) {
  EXPECT_EQ(traceOf([] {
              static Timeout once, interval;
              once = setTimeout(
                  [] {
                    say("A");
                    clearTimeout(once);
                  },
                  1);
              interval = setInterval(
                  [] {
                    say("V");
                    clearInterval(interval);
                    say("V ends");
                  },
                  1);
              block(3);
            }),
            (Lines{"A", "V", "V ends"}));
}

TEST(ClearTimeout, IsIdempotent) {
  EXPECT_EQ(traceOf([] {
              Timeout never = setTimeout(says("never"), 1);
              clearTimeout(never);
              clearTimeout(never);
              never.close();
              clearTimeout({});
            }),
            Lines{});
}

TEST(ClearTimeout, DropsTheCallbackAndWhatItOwns) {
  auto owned = std::make_shared<int>(1);
  traceOf([&] {
    Timeout timer = setTimeout([held = owned] { say("{}", *held); }, 1);
    EXPECT_EQ(owned.use_count(), 2);
    clearTimeout(timer);
    EXPECT_EQ(owned.use_count(), 1);
  });
}

TEST(ClearTimeout, TheEmptyListOfAnUnrefdTimerStaysUntilItsExpiry) {  // fact 8
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                Timeout never = setTimeout(says("never"), 20);
                never.unref();
                clearTimeout(never);
                block(10);
                setTimeout(says("15"), 15);
                setTimeout(says("20, joins it"), 20);
                block(25);
              });
            }),
            (Lines{"20, joins it", "15"}));
}

TEST(ClearTimeout, TheEmptyListOfARefdTimerGoes) {  // fact 8
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                Timeout never = setTimeout(says("never"), 20);
                clearTimeout(never);
                block(10);
                setTimeout(says("15"), 15);
                setTimeout(says("20"), 20);
                block(25);
              });
            }),
            (Lines{"15", "20"}));
}

TEST(Refresh, MovesTheTimerToTheEndOfItsList) {  // fact 10
  EXPECT_EQ(traceOf([] {
              Timeout a = setTimeout(says("A"), 1);
              setTimeout(says("B"), 1);
              a.refresh();
              block(3);
            }),
            (Lines{"B", "A"}));
}

TEST(Refresh, InItsOwnCallbackFiresAgain) {
  EXPECT_EQ(traceOf([] {
              static Timeout timer;
              timer = setTimeout(
                  [n = 0]() mutable {
                    say("A {}", ++n);
                    if (n < 3) timer.refresh();
                  },
                  1);
              block(3);
            }),
            (Lines{"A 1", "A 2", "A 3"}));
}

TEST(Refresh, RevivesATimerThatHasFired) {
  EXPECT_EQ(traceOf([] {
              Timeout timer = setTimeout([n = 0]() mutable { say("A {}", ++n); }, 1);
              block(3);
              setImmediate([timer]() mutable {
                setImmediate([timer]() mutable {
                  say("i {}", timer.hasRef());
                  timer.refresh();
                });
              });
            }),
            (Lines{"A 1", "i true", "A 2"}));
}

TEST(Refresh, FromATickDoesNotHoldBackTheTimerThatIsNext) {
  EXPECT_EQ(traceOf([] {
              static Timeout b;
              setTimeout(
                  [] {
                    say("A");
                    nextTick([] {
                      say("t");
                      b.refresh();
                    });
                  },
                  1);
              b = setTimeout(says("B"), 1);
              setTimeout(says("C"), 1);
              block(3);
            }),
            (Lines{"A", "t", "B", "C"}));
}

TEST(Refresh, DoesNothingAfterAClear) {
  EXPECT_EQ(traceOf([] {
              Timeout waiting = setTimeout(says("never"), 1);
              clearTimeout(waiting);
              waiting.refresh();
              Timeout fired = setTimeout(says("once"), 1);
              block(3);
              setImmediate([fired]() mutable {
                clearTimeout(fired);
                fired.refresh();
              });
            }),
            (Lines{"once"}));
}

TEST(SetInterval, PollAndCheckComeBetweenTwoFirings) {  // fact 9
  EXPECT_EQ(traceOf([] {
              static Timeout interval;
              interval = setInterval(
                  [n = 0]() mutable {
                    say("V {}", ++n);
                    setImmediate(says("i"));
                    nextTick(says("t"));
                    if (n == 3) clearInterval(interval);
                    block(3);
                  },
                  1);
              block(3);
            }),
            (Lines{"V 1", "t", "i", "V 2", "t", "i", "V 3", "t", "i"}));
}

TEST(SetInterval, ThePeriodCountsFromTheBeginningOfTheCall) {  // fact 9
  EXPECT_EQ(traceOf([] {
              static Timeout interval;
              interval = setInterval(
                  [n = 0]() mutable {
                    say("V {}", ++n);
                    block(6);
                    setTimeout(says("T"), 4);
                    if (n == 2) clearInterval(interval);
                  },
                  5);
              block(7);
            }),
            (Lines{"V 1", "V 2", "T", "T"}));
}

TEST(SetInterval, GoesOnAfterAThrow) {  // fact 13
  EXPECT_EQ(traceOf([] {
              static Timeout interval;
              interval = setInterval(
                  [n = 0]() mutable {
                    say("V {}", ++n);
                    if (n == 2) clearInterval(interval);
                    fail("bad");
                  },
                  1);
              block(3);
            }),
            (Lines{"V 1", "uncaught bad", "V 2", "uncaught bad"}));
}

TEST(SetInterval, ARefreshInsideDoesNotDoubleIt) {  // fact 10
  EXPECT_EQ(traceOf([] {
              static Timeout interval;
              interval = setInterval(
                  [n = 0]() mutable {
                    say("V {}", ++n);
                    interval.refresh();
                    if (n == 2) clearInterval(interval);
                  },
                  1);
              block(3);
            }),
            (Lines{"V 1", "V 2"}));
}

TEST(TimerRef, AnUnrefdTimerFiresOnlyIfTheLoopRunsAnyway) {  // fact 11
  EXPECT_EQ(traceOf([] {
              setTimeout(says("never"), 100000).unref();
              setTimeout(says("unref"), 1).unref();
              setTimeout(says("ref"), 10);
              block(3);
            }),
            (Lines{"unref", "ref"}));
}

TEST(TimerRef, AnUnrefdTimerAloneDoesNotKeepTheLoop) {
  EXPECT_EQ(traceOf([] {
              Timeout timer = setTimeout(says("never"), 1);
              say("{}", timer.hasRef());
              say("{}", timer.unref().hasRef());
              block(3);
            }),
            (Lines{"true", "false"}));
}

TEST(TimerRef, RefTakesBackAnUnref) {
  EXPECT_EQ(traceOf([] {
              Timeout timer = setTimeout(says("A"), 1);
              timer.unref().unref();
              say("{}", timer.ref().ref().hasRef());
              block(3);
            }),
            (Lines{"true", "A"}));
}

TEST(TimerRef, HasRefSurvivesFiring) {
  EXPECT_EQ(traceOf([] {
              Timeout timer = setTimeout(says("A"), 1);
              block(3);
              setImmediate([timer]() mutable {
                say("{}", timer.hasRef());
                say("{}", timer.unref().hasRef());
              });
            }),
            (Lines{"A", "true", "false"}));
}

TEST(TimerRef, AnUnrefdTimerThatIsDueWhenTheLastRefdThingEndsStillRuns) {  // fact 43
  EXPECT_EQ(traceOf([] {
              EventLoop::current().onBeforeExit(says("beforeExit"));
              setTimeout(
                  [] {
                    say("unref");
                    setImmediate(says("i"));
                  },
                  60)
                  .unref();
              onClose([] {
                say("close");
                block(70);
              });
            }),
            (Lines{"close", "unref", "i", "beforeExit"}));
}

TEST(Timeout, AnEmptyHandleDoesNothing) {
  Timeout none;
  none.close();
  EXPECT_FALSE(none.refresh().ref().unref().hasRef());
}

}  // namespace
}  // namespace nodelab
