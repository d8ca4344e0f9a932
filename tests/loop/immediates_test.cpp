// The check phase, and the order of the phases: loop facts 14 to 21.
#include <gtest/gtest.h>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

TEST(Phases, FromTheMainScriptAnOverdueTimerComesFirst) {
  EXPECT_EQ(traceOf([] {
              setTimeout(says("timeout"), 1);
              block(3);
              setImmediate(says("immediate"));
              queueMicrotask(says("micro"));
              nextTick(says("tick"));
              say("main");
            }),
            (Lines{"main", "tick", "micro", "timeout", "immediate"}));
}

TEST(Phases, FromIoTheImmediateComesFirst) {
  EXPECT_EQ(traceOf([] {
              onIo([] {
                setTimeout(says("timeout"), 1);
                block(3);
                setImmediate(says("immediate"));
                nextTick(says("tick"));
                queueMicrotask(says("micro"));
                say("io");
              });
            }),
            (Lines{"io", "tick", "micro", "immediate", "timeout"}));
}

TEST(Phases, FromAnImmediateTheOverdueTimerComesFirst) {
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                setTimeout(says("timeout"), 1);
                block(3);
                setImmediate(says("immediate"));
              });
            }),
            (Lines{"timeout", "immediate"}));
}

TEST(Phases, FromATimerTheImmediateComesFirst) {
  EXPECT_EQ(traceOf([] {
              setTimeout(
                  [] {
                    setTimeout(says("timeout"), 1);
                    block(3);
                    setImmediate([] {
                      say("immediate");
                      setImmediate(says("second immediate"));
                    });
                  },
                  1);
            }),
            (Lines{"immediate", "timeout", "second immediate"}));
}

TEST(Phases, FromACloseCallbackTheOverdueTimerComesFirst) {
  EXPECT_EQ(traceOf([] {
              onClose([] {
                setImmediate(says("immediate"));
                setTimeout(says("timeout"), 1);
                block(3);
              });
            }),
            (Lines{"timeout", "immediate"}));
}

TEST(Phases, CloseCallbacksRunAfterCheckInReverseOrder) {  // fact 21
  EXPECT_EQ(traceOf([] {
              onIo([] {
                onClose([] {
                  say("c1");
                  onClose(says("nested"));
                  setImmediate(says("i in c1"));
                });
                onClose(says("c2"));
                setImmediate([] {
                  say("i");
                  onClose(says("c3"));
                });
                setTimeout(says("T"), 1);
                block(3);
              });
            }),
            (Lines{"i", "c3", "c2", "c1", "T", "i in c1", "nested"}));
}

TEST(Immediates, ABatchTakesTheWholeQueueAndThoseMadeMeanwhileWait) {
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                say("i1");
                nextTick(says("t1"));
                queueMicrotask(says("m1"));
                setImmediate(says("nested"));
              });
              setImmediate([] {
                say("i2");
                nextTick(says("t2"));
              });
              setImmediate(says("i3"));
            }),
            (Lines{"i1", "t1", "m1", "i2", "t2", "i3", "nested"}));
}

TEST(Immediates, AfterAThrowTheRestOfTheBatchGoesOnInTheSamePhase) {  // fact 16
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                say("i1");
                nextTick(says("t1"));
                setImmediate(says("nested"));
                fail("bad");
              });
              setImmediate([] {
                say("i2");
                nextTick(says("t2"));
              });
              setImmediate(says("i3"));
            }),
            (Lines{"i1", "uncaught bad", "i2", "t1", "t2", "i3", "nested"}));
}

TEST(Immediates, AfterAThrowOfTheLastOneNewOnesRunInTheSamePhase) {  // fact 16
  EXPECT_EQ(traceOf([] {
              onIo([] {
                setTimeout(says("T"), 1);
                block(3);
                setImmediate([] {
                  say("i1");
                  setImmediate(says("same phase"));
                  nextTick(says("t1"));
                  fail("bad");
                });
              });
            }),
            (Lines{"i1", "uncaught bad", "same phase", "t1", "T"}));
}

TEST(Immediates, AfterAThrowInATickBetweenTwoTheBatchGoesOn) {
  EXPECT_EQ(traceOf([] {
              setImmediate([] {
                say("i1");
                nextTick([] {
                  say("t1");
                  fail("bad");
                });
                nextTick(says("t2"));
              });
              setImmediate([] {
                say("i2");
                nextTick(says("t3"));
              });
              setImmediate(says("i3"));
            }),
            (Lines{"i1", "t1", "uncaught bad", "i2", "t2", "t3", "i3"}));
}

TEST(Immediates, AClearedTailOfTheBatchIsNoBatch) {
  EXPECT_EQ(traceOf([] {
              static Immediate never;
              setImmediate([] {
                say("a");
                clearImmediate(never);
                setImmediate(says("next"));
                nextTick([] {
                  say("t1");
                  fail("bad");
                });
                nextTick(says("t2"));
              });
              never = setImmediate(says("never"));
              onClose(says("close"));
            }),
            (Lines{"a", "t1", "uncaught bad", "close", "t2", "next"}));
}

TEST(Immediates, ClearingALaterOneOfTheBatchPreventsIt) {  // fact 18
  EXPECT_EQ(traceOf([] {
              static Immediate never;
              setImmediate([] {
                say("a");
                clearImmediate(never);
              });
              never = setImmediate(says("never"));
              setImmediate(says("c"));
            }),
            (Lines{"a", "c"}));
}

TEST(Immediates, ATickBetweenTwoMayClearTheNext) {  // fact 18
  EXPECT_EQ(traceOf([] {
              static Immediate never;
              setImmediate([] {
                say("a");
                nextTick([] {
                  say("t");
                  clearImmediate(never);
                });
              });
              never = setImmediate(says("never"));
              setImmediate(says("c"));
            }),
            (Lines{"a", "t", "c"}));
}

TEST(Immediates, AnUnrefdOneAloneDoesNotKeepTheLoop) {  // fact 19
  EXPECT_EQ(traceOf([] {
              Immediate never = setImmediate(says("never"));
              never.unref();
              say("{}", never.hasRef());
            }),
            (Lines{"false"}));
}

TEST(Immediates, AnUnrefdOneRunsWhenACheckPhaseComesBy) {
  EXPECT_EQ(traceOf([] {
              setImmediate(says("unref")).unref();
              setImmediate(says("ref"));
            }),
            (Lines{"unref", "ref"}));
}

TEST(Immediates, HasRefIsFalseOnceItHasBegunOrWasCleared) {  // fact 11
  EXPECT_EQ(traceOf([] {
              static Immediate i;
              i = setImmediate([] { say("in {}", i.hasRef()); });
              say("{}", i.hasRef());
              say("{}", i.unref().hasRef());
              say("{}", i.ref().hasRef());
              Immediate cleared = setImmediate(says("never"));
              clearImmediate(cleared);
              clearImmediate(cleared);
              say("{}", cleared.hasRef());
              setImmediate([] { say("after {}", i.hasRef()); });
            }),
            (Lines{"true", "false", "true", "false", "in false", "after false"}));
}

TEST(Immediates, AnEmptyHandleDoesNothing) {
  Immediate none;
  clearImmediate(none);
  EXPECT_FALSE(none.ref().unref().hasRef());
}

TEST(Immediates, AHandleLetsGoOfTheCallbackOnceItHasRun) {
  auto owned = std::make_shared<int>(1);
  Immediate immediate;
  traceOf([&] { immediate = setImmediate([held = owned] { say("{}", *held); }); });
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace nodelab
