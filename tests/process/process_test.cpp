// The life of a program: process facts 1 to 20 and loop facts 40 to 46.
#include "nodelab/process/process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/program.h"
#include "nodelab/promise/promise.h"
#include "process/program.h"

namespace nodelab {
namespace {

using process::nextTick;
using trace::block;
using trace::fail;

using ProcessTest = ProgramTest;

TEST_F(ProcessTest, AnEmptyProgramEndsWithZero) {
  expectProgram([] {}, 0, {});
}

TEST_F(ProcessTest, BeforeExitComesWhenTheLoopIsEmptyAndAgainAfterNewWork) {  // 1
  expectProgram(
      [] {
        sayExit();
        process::on(process::event::beforeExit, [n = 0](int code) mutable {
          console::error("beforeExit {}", code);
          if (n++ < 1) setImmediate(says("again"));
          nextTick(says("t"));
        });
        setTimeout(says("T"), 1);
      },
      0, {"T", "beforeExit 0", "t", "again", "beforeExit 0", "t", "exit 0"});
}

TEST_F(ProcessTest, ExitEndsAtOnceWithoutBeforeExit) {  // 2
  expectProgram(
      [] {
        sayExit();
        process::on(process::event::beforeExit, [](int) { say("never"); });
        struct Local {
          ~Local() { say("never"); }
        } local;
        setTimeout(says("never"), 1);
        nextTick(says("never"));
        process::exit(3);
      },
      3, {"exit 3"});
}

TEST_F(ProcessTest, ExitInATickAMicrotaskATimerOrAnImmediateIsTheEnd) {  // 2
  const auto endsIn = [](void (*queue)(Task task)) {
    const auto script = [queue] {
      sayExit();
      process::on(process::event::beforeExit, [](int) { say("never"); });
      queue([] {
        nextTick(says("never"));
        queueMicrotask(says("never"));
        process::exit(3);
      });
      queue(says("never"));
    };
    expectProgram(script, 3, {"exit 3"});
  };
  endsIn([](Task task) { nextTick(std::move(task)); });
  endsIn([](Task task) { queueMicrotask(std::move(task)); });
  endsIn([](Task task) { setTimeout(std::move(task), 1); });
  endsIn([](Task task) { setImmediate(std::move(task)); });
}

TEST_F(ProcessTest, ExitWithoutACodeTakesExitCode) {  // 3
  expectProgram(
      [] {
        sayExit();
        process::setExitCode(4);
        setImmediate([] { process::exit(); });
      },
      4, {"exit 4"});
}

TEST_F(ProcessTest, ExitListenersMayChangeTheCode) {  // 3
  expectProgram(
      [] {
        process::on(process::event::exit, [](int) { process::setExitCode(9); });
        process::setExitCode(2);
        sayExit();
      },
      9, {"exit 2"});
  expectProgram(
      [] {
        process::on(process::event::exit, [](int) { process::setExitCode(9); });
        process::exit(2);
      },
      9, {});
}

TEST_F(ProcessTest, TheSystemSeesTheCodeModulo256) {  // 4
  expectProgram([] { process::setExitCode(300); }, 44, {});
}

TEST_F(ProcessTest, WhatExitListenersScheduleNeverRuns) {  // 5
  expectProgram(
      [] {
        process::on(process::event::exit, [](int) {
          setTimeout(says("never"), 0);
          setImmediate(says("never"));
          nextTick(says("never"));
          say("exit");
        });
      },
      0, {"exit"});
}

TEST_F(ProcessTest, PromiseJobsOfExitListenersRunIfTheEndCameByItself) {  // 5
  const auto reactInExit = [](int) {
    Promise<void>::resolve().then([] {
      say("reaction");
      nextTick(says("never"));
      queueMicrotask(says("microtask"));
      process::setExitCode(5);
    });
  };
  expectProgram([&] { process::on(process::event::exit, reactInExit); }, 5,
                {"reaction", "microtask"});
  expectProgram(
      [&] {
        process::on(process::event::exit, reactInExit);
        process::exit(2);
      },
      2, {});
}

TEST_F(ProcessTest, WhatFailsInJobsOfExitListenersIsUncaught) {
  expectProgram(
      [] {
        process::on(process::event::exit, [](int) {
          queueMicrotask([] { fail("x"); });
          queueMicrotask(says("never"));
        });
      },
      1, {"Uncaught Error: x"});
  expectProgram(
      [] {
        sayUncaught();
        process::on(process::event::exit, [](int) { Promise<void>::reject(Error("r")); });
      },
      0, {"unhandledRejection r"});
  expectProgram(
      [] {
        sayUncaught();
        process::on(process::event::exit, [](int) {
          queueMicrotask(says("never"));
          fail("x");
        });
      },
      0, {"uncaughtException x"});
}

TEST_F(ProcessTest, ExitInAnExitListenerSkipsTheOthers) {  // 6
  expectProgram(
      [] {
        sayExit();
        process::on(process::event::exit, [](int) { process::exit(5); });
        process::on(process::event::exit, [](int) { say("never"); });
        process::exit(2);
      },
      5, {"exit 2"});
}

TEST_F(ProcessTest, WithoutAListenerAnUncaughtExceptionEndsTheProgram) {  // 13, loop fact 42
  expectProgram(
      [] {
        sayExit();
        process::on(process::event::beforeExit, [](int) { say("never"); });
        process::setExitCode(3);  // does not count
        nextTick([] { fail("fatal"); });
        nextTick(says("never"));
        queueMicrotask(says("never"));
        setImmediate(says("never"));
      },
      1, {"Uncaught Error: fatal", "exit 1"});
}

TEST_F(ProcessTest, AnExitListenerMayChangeTheCodeOfAnUncaughtException) {
  expectProgram(
      [] {
        process::on(process::event::exit, [](int) { process::setExitCode(9); });
        fail("fatal");
      },
      9, {"Uncaught Error: fatal"});
}

TEST_F(ProcessTest, WithAListenerTheLoopGoesOn) {  // 12
  expectProgram(
      [] {
        sayUncaught();
        sayExit();
        setTimeout([] { fail("a"); }, 1);
        setTimeout(says("b"), 1);
        block(3);
      },
      0, {"uncaughtException a", "b", "exit 0"});
}

TEST_F(ProcessTest, AMainScriptThatThrowsStillHasItsQueuesRun) {
  expectProgram(
      [] {
        sayUncaught();
        nextTick(says("t"));
        queueMicrotask(says("m"));
        setImmediate(says("i"));
        setTimeout(says("T"), 1);
        block(3);
        fail("bad");
      },
      0, {"uncaughtException bad", "t", "m", "T", "i"});
}

TEST_F(ProcessTest, AThrowInTheUncaughtListenerEndsWithSevenAndNoExitEvent) {  // 14
  expectProgram(
      [] {
        sayExit();
        process::on(process::event::uncaughtException,
                    [](const Error&, std::string_view) { fail("worse"); });
        setImmediate(says("never"));
        fail("bad");
      },
      7, {"Uncaught Error: worse"});
}

TEST_F(ProcessTest, TheMonitorComesFirstAndChangesNothing) {  // 11, 13
  const auto monitor = [](const Error& error, std::string_view origin) {
    console::error("monitor {} {}", error.message(), origin);
  };
  expectProgram(
      [&] {
        sayUncaught();
        process::on(process::event::uncaughtExceptionMonitor, monitor);
        setImmediate(says("goes on"));
        fail("bad");
      },
      0, {"monitor bad uncaughtException", "uncaughtException bad", "goes on"});
  expectProgram(
      [&] {
        sayExit();
        process::on(process::event::uncaughtExceptionMonitor, monitor);
        fail("bad");
      },
      1, {"monitor bad uncaughtException", "Uncaught Error: bad", "exit 1"});
  expectProgram(
      [] {
        sayExit();
        process::on(process::event::uncaughtExceptionMonitor,
                    [](const Error&, std::string_view) { fail("worse"); });
        fail("bad");
      },
      7, {"Uncaught Error: worse"});
}

TEST_F(ProcessTest, AListenerIsTakenOffByItsHandle) {
  expectProgram(
      [] {
        const Listener<int> listener([](int code) { console::error("exit {}", code); });
        process::on(process::event::exit, listener);
        process::on(process::event::exit, listener);
        process::off(process::event::exit, listener);
        console::error("{} left", process::listenerCount(process::event::exit));
        process::on(process::event::beforeExit, [](int) { say("never"); });
        process::removeAllListeners(process::event::beforeExit);
      },
      0, {"1 left", "exit 0"});
}

TEST_F(ProcessTest, AbortComesWithoutEvents) {  // 9
  EXPECT_EXIT(program([] {
                sayExit();
                process::abort();
              }),
              testing::KilledBySignal(SIGABRT), exactly({}));
}

TEST_F(ProcessTest, AnyValueMayBeThrown) {  // 15
  expectProgram(
      [] {
        sayUncaught();
        setImmediate([] { throw 7; });
        setImmediate([] { throw std::runtime_error("std"); });
      },
      0, {"uncaughtException Unknown exception", "uncaughtException std"});
}

TEST_F(ProcessTest, AnUnhandledRejectionIsAnUncaughtException) {  // 16, loop fact 40
  expectProgram(
      [] {
        sayUncaught();
        Promise<void>::reject(Error("r"));
        nextTick(says("t"));
        setImmediate(says("i"));
      },
      0, {"t", "unhandledRejection r", "i"});
  expectProgram(
      [] {
        sayExit();
        Promise<void>::reject(Error("r"));
        nextTick(says("t"));
        setImmediate(says("never"));
      },
      1, {"t", "Uncaught Error: r", "exit 1"});
}

template <class Value>
Promise<void> throws(Value value) {
  co_await Promise<void>::resolve();
  throw value;
}

// As Node: `UnhandledPromiseRejection ERR_UNHANDLED_REJECTION … the reason "5".`
TEST_F(ProcessTest, AReasonThatIsNoErrorIsWrapped) {  // 20
  expectProgram(
      [] {
        process::on(process::event::uncaughtException,
                    [](const Error& error, std::string_view origin) {
                      const std::string& message = error.message();
                      console::error("{} {} {} {}", error.name(), error.code(), origin,
                                     message.substr(message.rfind(". ") + 1));
                    });
        throws(5);
        throws(std::string("text"));
        throws(std::runtime_error("std"));
      },
      0,
      {"UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection "
       " The promise rejected with the reason \"5\".",
       "UnhandledPromiseRejection ERR_UNHANDLED_REJECTION unhandledRejection "
       " The promise rejected with the reason \"text\".",
       "Error  unhandledRejection std"});
}

TEST_F(ProcessTest, AnUnhandledRejectionThatIsListenedForIsNotUncaught) {  // loop fact 40
  expectProgram(
      [] {
        sayUncaught();
        process::on(process::event::unhandledRejection,
                    [](const Error& reason, const Ref<RejectedPromise>&) {
                      console::error("unhandled {}", reason.message());
                    });
        Promise<void>::reject(Error("r"));
        nextTick(says("t"));
        setImmediate(says("i"));
      },
      0, {"t", "unhandled r", "i"});
}

// Rejects, and is handled when the loop goes on.
void handleTooLate() {
  const auto promise = Promise<void>::reject(Error("r"));
  setImmediate([promise] { promise.catch_([](const Error&) { say("too late"); }); });
}

TEST_F(ProcessTest, ARejectionThatIsHandledLaterIsTold) {  // 21, loop fact 41
  expectProgram(
      [] {
        const auto seen = std::make_shared<Ref<RejectedPromise>>();
        process::on(process::event::unhandledRejection,
                    [seen](const Error&, const Ref<RejectedPromise>& promise) {
                      say("unhandled");
                      *seen = promise;
                    });
        process::on(process::event::rejectionHandled, [seen](const Ref<RejectedPromise>& promise) {
          console::error("handled, {}", promise == *seen);
        });
        handleTooLate();
      },
      0, {"unhandled", "too late", "handled, true"});
}

TEST_F(ProcessTest, ARejectionThatIsHandledLaterIsAWarningWhereNobodyListens) {  // loop fact 41
  expectProgram(
      [] {
        process::on(process::event::unhandledRejection,
                    [](const Error&, const Ref<RejectedPromise>&) { say("unhandled"); });
        handleTooLate();
      },
      0,
      {"unhandled", "too late",
       "\\(nodelab:[0-9]+\\) PromiseRejectionHandledWarning: "
       "Promise rejection was handled asynchronously \\(rejection id: 1\\)"});
}

Promise<void> asyncMain() {
  co_await Promise<void>::resolve();
  fail("async");
}

TEST_F(ProcessTest, TheMainScriptMayBeACoroutine) {
  expectProgram([] { return asyncMain(); }, 1, {"Uncaught Error: async"});
}

TEST_F(ProcessTest, AThrowInAnExitListenerIsUncaught) {
  expectProgram(
      [] {
        sayExit();
        process::on(process::event::exit, [](int) { fail("x"); });
        process::on(process::event::exit, [](int) { say("never"); });
      },
      1, {"exit 0", "Uncaught Error: x"});
  expectProgram(
      [] {
        sayUncaught();
        process::on(process::event::exit, [](int) { fail("x"); });
      },
      0, {"uncaughtException x"});
  expectProgram(
      [] {
        process::on(process::event::exit, [](int) { fail("x"); });
        process::exit(3);
      },
      3, {"Uncaught Error: x"});
}

TEST_F(ProcessTest, UnrefdWorkDoesNotKeepTheProgram) {  // loop fact 46
  expectProgram(
      [] {
        setTimeout(says("never"), 100000).unref();
        setImmediate(says("never")).unref();
      },
      0, {});
}

// ---- a Worker's program

TEST(WorkerProgram, ExitLeavesTheStackAndEndsTheLoop) {
  trace::Lines lines;
  EventLoop loop;
  process::Program worker(loop, process::Program::Kind::worker, {"program"});
  process::on(process::event::exit,
              [&](int code) { lines.push_back("exit " + std::to_string(code)); });
  const int code = worker.run([&] {
    struct Local {
      explicit Local(trace::Lines& itsLines) : said(itsLines) {}
      ~Local() { said.push_back("unwound"); }
      trace::Lines& said;
    } local(lines);
    nextTick([&] { lines.push_back("never"); });
    process::exit(4);
  });
  EXPECT_EQ(code, 4);
  EXPECT_EQ(lines, (trace::Lines{"exit 4", "unwound"}));
}

Promise<void> exits() {
  co_await Promise<void>::resolve();
  process::exit(6);
}

TEST(WorkerProgram, ExitInACoroutineIsNoRejection) {
  EventLoop loop;
  process::Program worker(loop, process::Program::Kind::worker, {"program"});
  bool caught = false;
  const int code = worker.run([&] { exits().catch_([&](const Error&) { caught = true; }); });
  EXPECT_EQ(code, 6);
  EXPECT_FALSE(caught);
}

TEST(WorkerProgram, AnErrorThatNobodyCaughtGoesToItsOwner) {
  EventLoop loop;
  process::Program worker(loop, process::Program::Kind::worker, {"program"});
  std::string fatal;
  worker.onFatal([&](const Error& error) { fatal = error.message(); });
  EXPECT_EQ(worker.run([] { fail("boom"); }), 1);
  EXPECT_EQ(fatal, "boom");
}

}  // namespace
}  // namespace nodelab
