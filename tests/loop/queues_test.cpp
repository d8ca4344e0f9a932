// The two queues between callbacks: loop facts 22 to 30.
#include <gtest/gtest.h>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

TEST(Queues, ATickRunsBeforeAMicrotask) {
  EXPECT_EQ(traceOf([] {
              queueMicrotask(says("micro"));
              nextTick(says("tick"));
              say("main");
            }),
            (Lines{"main", "tick", "micro"}));
}

TEST(Queues, MicrotasksOfMicrotasksRunBeforeTheNextTick) {
  EXPECT_EQ(traceOf([] {
              queueMicrotask([] {
                say("m1");
                nextTick(says("t of m1"));
                queueMicrotask(says("m of m1"));
              });
              queueMicrotask(says("m2"));
            }),
            (Lines{"m1", "m2", "m of m1", "t of m1"}));
}

TEST(Queues, TicksOfTicksRunBeforeTheFirstMicrotask) {
  EXPECT_EQ(traceOf([] {
              nextTick([] {
                say("t1");
                queueMicrotask(says("m of t1"));
                nextTick(says("t of t1"));
              });
              queueMicrotask(says("m1"));
              nextTick(says("t2"));
            }),
            (Lines{"t1", "t2", "t of t1", "m1", "m of t1"}));
}

TEST(Queues, NoMicrotaskRunsBetweenTwoTicks) {
  EXPECT_EQ(traceOf([] {
              nextTick([] {
                say("t1");
                queueMicrotask(says("m"));
              });
              nextTick(says("t2"));
            }),
            (Lines{"t1", "t2", "m"}));
}

TEST(Queues, AMicrotaskThatStartsThingsFinishesItsQueueFirst) {
  EXPECT_EQ(traceOf([] {
              queueMicrotask([] {
                nextTick(says("tick"));
                queueMicrotask(says("micro"));
                say("body");
              });
            }),
            (Lines{"body", "micro", "tick"}));
}

void alternate(char name, int step, bool tick) {
  auto next = [name, step, tick] {
    say("{}{}", name, step);
    if (step < 6) alternate(name, step + 1, !tick);
  };
  tick ? nextTick(next) : queueMicrotask(next);
}

TEST(Queues, AlternatingChainsInterleave) {
  EXPECT_EQ(traceOf([] {
              alternate('a', 1, true);
              alternate('b', 1, false);
            }),
            (Lines{"a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4", "a5", "b5", "a6", "b6"}));
}

void countTicks(int n) {
  nextTick([n] {
    say("tick {}", n);
    if (n < 5) countTicks(n + 1);
  });
}

TEST(Queues, RecursiveTicksKeepMicrotasksAndTheLoopWaiting) {
  EXPECT_EQ(
      traceOf([] {
        countTicks(1);
        queueMicrotask(says("micro"));
        setImmediate(says("immediate"));
        setTimeout(says("timeout"), 1);
        block(3);
      }),
      (Lines{"tick 1", "tick 2", "tick 3", "tick 4", "tick 5", "micro", "timeout", "immediate"}));
}

TEST(Queues, AThrowInATickLeavesTheRestForTheNextScope) {
  EXPECT_EQ(traceOf([] {
              nextTick([] {
                say("t1");
                fail("bad");
              });
              nextTick(says("t2"));
              queueMicrotask(says("m"));
              setTimeout(says("T"), 1);
              block(3);
              setImmediate(says("i"));
            }),
            (Lines{"t1", "uncaught bad", "T", "t2", "m", "i"}));
}

TEST(Queues, TheRestOfAThrowingTickRunsBeforeTheFirstImmediate) {  // fact 15
  EXPECT_EQ(traceOf([] {
              onIo([] {
                nextTick([] {
                  say("t1");
                  fail("bad");
                });
                nextTick(says("t2"));
                queueMicrotask(says("m"));
                setTimeout(says("T"), 1);
                block(3);
                setImmediate(says("i"));
              });
            }),
            (Lines{"t1", "uncaught bad", "t2", "m", "i", "T"}));
}

TEST(Queues, AThrowInAMicrotaskDoesNotStopTheNextOne) {
  EXPECT_EQ(traceOf([] {
              queueMicrotask([] {
                say("m1");
                fail("bad");
              });
              queueMicrotask(says("m2"));
              nextTick(says("t"));
            }),
            (Lines{"t", "m1", "uncaught bad", "m2"}));
}

TEST(Queues, AThrowInACallbackSkipsTheQueuesAtItsEnd) {  // fact 27
  EXPECT_EQ(traceOf([] {
              onIo([] {
                nextTick(says("t"));
                queueMicrotask(says("m"));
                onClose(says("close"));
                setImmediate(says("i"));
                fail("bad");
              });
            }),
            (Lines{"uncaught bad", "t", "m", "i", "close"}));
}

TEST(Queues, TicksThatAThrowLeftRunSoonThoughNothingElseIsDue) {  // fact 17
  EXPECT_EQ(traceOf([] {
              onClose([] {
                nextTick(says("t"));
                fail("bad");
              });
              onClose(says("first"));
            }),
            (Lines{"first", "uncaught bad", "t"}));
}

TEST(Queues, ArgumentsArePassedOn) {  // fact 29
  EXPECT_EQ(traceOf([] {
              nextTick([](int a, std::string b) { say("tick {} {}", a, b); }, 1, "x");
              setTimeout([](const char* a) { say("timeout {}", a); }, 1, "y");
              block(3);
              setImmediate([](int a, int b) { say("immediate {} {}", a, b); }, 2, 3);
            }),
            (Lines{"tick 1 x", "timeout y", "immediate 2 3"}));
}

TEST(Queues, AMoveOnlyArgumentIsPassedByReference) {
  EXPECT_EQ(traceOf([] {
              nextTick([](std::unique_ptr<int>& n) { say("{}", *n); }, std::make_unique<int>(7));
            }),
            (Lines{"7"}));
}

TEST(Queues, NestedScopesDoNothingAtTheirEnd) {  // fact 22
  EXPECT_EQ(traceOf([] {
              EventLoop::current().runCallback([] { nextTick(says("tick")); });
              say("main");
            }),
            (Lines{"main", "tick"}));
}

TEST(Queues, AnExceptionOfANestedScopePassesToTheOuterOne) {
  EXPECT_EQ(traceOf([] {
              try {
                EventLoop::current().runCallback([] { fail("inner"); });
              } catch (const Error& error) {
                say("caught {}", error.message());
              }
            }),
            (Lines{"caught inner"}));
}

}  // namespace
}  // namespace nodelab
