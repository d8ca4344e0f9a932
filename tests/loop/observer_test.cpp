// What an observer of the loop is told.
#include <gtest/gtest.h>

#include "nodelab/loop/loop_observer.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using namespace trace;
using process::nextTick;

class Teller : public LoopObserver {
 public:
  void phaseEntered(const LoopState& state) override { tell("enter", state); }
  void phaseLeft(const LoopState& state) override { tell("leave", state); }
  void callbackBegins(const LoopState& state, const char* cause) override {
    say("{} in {}", cause, phaseName(state.phase));
  }

 private:
  void tell(const char* what, const LoopState& state) {
    if (state.phase != LoopPhase::poll) say("{} {}", what, phaseName(state.phase));
  }
};

TEST(Observer, SeesPhasesAndTheCallbacksInThem) {
  lines().clear();
  EventLoop loop;
  Teller teller;
  loop.observe(&teller);
  loop.runCallback([] {
    nextTick([] {});
    queueMicrotask([] {});
    onIo([] {
      setTimeout([] { nextTick([] {}); }, 1);
      setImmediate([] {});
      onClose([] {});
      block(3);
    });
  });
  loop.run();
  EXPECT_EQ(lines(),
            (Lines{"main in main", "TickObject in main", "Microtask in main",  //
                   "FSREQCALLBACK in poll",                                    //
                   "enter check", "Immediate in check", "leave check",         //
                   "enter close", "PIPEWRAP in close", "leave close",          //
                   "enter timers", "Timeout in timers", "TickObject in timers", "leave timers"}));
}

TEST(Observer, SeesTheQueuesAndTheTurns) {
  struct Counter : LoopObserver {
    void callbackBegins(const LoopState& state, const char* cause) override {
      say("{}: turn {}, {} ticks, {} microtasks, {} immediates, {} timers", cause, state.iteration,
          state.ticks, state.microtasks, state.immediates, state.timers);
    }
  };
  lines().clear();
  EventLoop loop;
  Counter counter;
  loop.observe(&counter);
  loop.runCallback([] {
    nextTick([] {});
    nextTick([] {});
    queueMicrotask([] {});
    clearTimeout(setTimeout([] {}, 5000));
    setTimeout([] {}, 5000).unref();
    setImmediate([] { setImmediate([] {}); });
  });
  loop.run();
  EXPECT_EQ(lines(), (Lines{"main: turn 0, 0 ticks, 0 microtasks, 0 immediates, 0 timers",
                            "TickObject: turn 0, 1 ticks, 1 microtasks, 1 immediates, 1 timers",
                            "TickObject: turn 0, 0 ticks, 1 microtasks, 1 immediates, 1 timers",
                            "Microtask: turn 0, 0 ticks, 0 microtasks, 1 immediates, 1 timers",
                            "Immediate: turn 1, 0 ticks, 0 microtasks, 0 immediates, 1 timers",
                            "Immediate: turn 2, 0 ticks, 0 microtasks, 0 immediates, 1 timers"}));
}

TEST(Observer, IsToldOfTheEndOfACallbackAlsoWhenItThrew) {
  struct Ends : LoopObserver {
    void callbackEnds(const LoopState&, const char* cause) override { say("{} ended", cause); }
  };
  lines().clear();
  EventLoop loop;
  Ends ends;
  loop.onUncaught([](std::exception_ptr, UncaughtOrigin) { say("uncaught"); });
  loop.observe(&ends);
  loop.runCallback([] { setTimeout([] { fail("x"); }, 1); });
  loop.run();
  EXPECT_EQ(lines(), (Lines{"main ended", "uncaught", "Timeout ended", "Immediate ended"}));
}

TEST(Observer, IsToldNothingMoreOnceItWasTakenOff) {
  lines().clear();
  EventLoop loop;
  Teller teller;
  loop.observe(&teller);
  loop.runCallback([&] { setImmediate([&] { loop.observe(nullptr); }); });
  loop.run();
  EXPECT_EQ(lines(), (Lines{"main in main", "enter check", "Immediate in check"}));
}

TEST(Observer, ThatComesWithinACallbackFirstHearsOfItsEnd) {
  struct Causes : LoopObserver {
    void callbackBegins(const LoopState&, const char* cause) override { say("{} begins", cause); }
    void callbackEnds(const LoopState&, const char* cause) override { say("{} ends", cause); }
  };
  lines().clear();
  EventLoop loop;
  Causes causes;
  loop.runCallback([&] {
    loop.observe(&causes);
    nextTick([] {});
  });
  EXPECT_EQ(lines(), (Lines{"main ends", "TickObject begins", "TickObject ends"}));
}

TEST(Observer, ADeferredErrorIsInThePendingPhase) {
  struct Causes : LoopObserver {
    void callbackBegins(const LoopState& state, const char* cause) override {
      say("{} in {}", cause, phaseName(state.phase));
    }
  };
  lines().clear();
  EventLoop loop;
  Causes causes;
  loop.observe(&causes);
  onPending([] {});
  loop.run();
  EXPECT_EQ(lines(), (Lines{"PIPECONNECTWRAP in pending"}));
}

}  // namespace
}  // namespace nodelab
