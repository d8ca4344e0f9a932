// Signals: process facts 7 and 27 to 33. What a program is sent, it sends itself: a signal of one's
// own is there when `kill` returns, and waits for the loop.
#include "nodelab/process/signals.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/program.h"
#include "process/program.h"

namespace nodelab {
namespace {

using process::nextTick;
using SignalTest = ProgramTest;

void sendSelf(std::string_view signal) { process::kill(process::pid(), signal); }

void saySignal(std::string_view name, int number) { console::error("{} {}", name, number); }

// What keeps a program that waits for a signal; it never comes to its end.
Timeout stay() {
  return setTimeout([] {}, 1e6);
}

std::string thrownBy(auto call) {
  try {
    call();
    return "nothing";
  } catch (const Error& error) {
    return error.toString();
  }
}

TEST_F(SignalTest, WithoutAListenerTheSystemActs) {  // 7
  EXPECT_EXIT(program([] {
                sayExit();
                sendSelf("SIGTERM");
              }),
              testing::KilledBySignal(SIGTERM), exactly({}));
}

TEST_F(SignalTest, AListenerTakesThePlaceOfTheSystemsAction) {  // 27, 30
  expectProgram(
      [] {
        sayExit();
        Timeout timer = stay();
        process::on("SIGTERM", [timer](std::string_view name, int number) {
          saySignal(name, number);
          nextTick(says("tick"));
          process::setExitCode(3);
          clearTimeout(timer);
        });
        sendSelf("SIGTERM");
        trace::block(2);
        say("not in the midst of running code");
      },
      3, {"not in the midst of running code", "SIGTERM 15", "tick", "exit 3"});
}

TEST_F(SignalTest, TheSecondSignalEndsAProgramThatListenedOnce) {  // 27
  EXPECT_EXIT(program([] {
                process::once("SIGINT", [](std::string_view, int) {
                  say("stopping");
                  setImmediate([] { sendSelf("SIGINT"); });
                });
                sendSelf("SIGINT");
                stay();
              }),
              testing::KilledBySignal(SIGINT), exactly({"stopping"}));
}

TEST_F(SignalTest, TheSystemActsAgainWhenTheLastListenerIsGone) {  // 27
  EXPECT_EXIT(program([] {
                const Listener<std::string_view, int> listener(saySignal);
                process::on("SIGHUP", listener);
                process::on("SIGHUP", listener);
                process::off("SIGHUP", listener);
                process::once("SIGHUP", [listener](std::string_view, int) {
                  setImmediate([listener] {
                    console::error("{} left", process::listenerCount("SIGHUP"));
                    process::off("SIGHUP", listener);
                    sendSelf("SIGHUP");
                  });
                });
                stay();
                sendSelf("SIGHUP");
              }),
              testing::KilledBySignal(SIGHUP), exactly({"SIGHUP 1", "1 left"}));
  EXPECT_EXIT(program([] {
                process::on("SIGHUP", saySignal);
                process::emitter().removeAllListeners();
                sendSelf("SIGHUP");
              }),
              testing::KilledBySignal(SIGHUP), exactly({}));
}

TEST_F(SignalTest, SeveralSignalsAndSeveralListeners) {
  expectProgram(
      [] {
        for (process::SignalEvent signal :
             {process::SignalEvent("SIGUSR2"), process::SignalEvent("SIGHUP")}) {
          process::on(signal, saySignal);
        }
        Timeout timer = stay();
        process::on("SIGUSR2", [](std::string_view, int) { sendSelf("SIGHUP"); });
        process::on("SIGHUP", [timer](std::string_view, int) { clearTimeout(timer); });
        sendSelf("SIGUSR2");
      },
      0, {"SIGUSR2 12", "SIGHUP 1"});
}

TEST_F(SignalTest, AListenerDoesNotKeepTheProgram) {  // 28
  expectProgram([] { process::on("SIGTERM", saySignal); }, 0, {});
}

TEST_F(SignalTest, WhatAListenerThrowsIsUncaught) {
  expectProgram(
      [] {
        sayUncaught();
        Timeout timer = stay();
        process::on("SIGTERM", [timer](std::string_view, int) {
          clearTimeout(timer);
          trace::fail("in the listener");
        });
        sendSelf("SIGTERM");
      },
      0, {"uncaughtException in the listener"});
}

TEST_F(SignalTest, SomeCannotBeCaught) {  // 29
  program([] {
    EXPECT_EQ(thrownBy([] { process::on("SIGKILL", saySignal); }), "Error: uv_signal_start EINVAL");
    EXPECT_EQ(thrownBy([] { process::once("SIGSTOP", saySignal); }),
              "Error: uv_signal_start EINVAL");
    EXPECT_EQ(process::listenerCount("SIGKILL"), 0u);
    EXPECT_EQ(process::listenerCount("SIGSTOP"), 0u);
  });
}

TEST_F(SignalTest, SigpipeIsIgnored) {  // 33
  expectProgram([] { sendSelf("SIGPIPE"); }, 0, {});
}

TEST_F(SignalTest, AWorkersListenersHearNothing) {  // 32
  EXPECT_EXIT(
      {
        EventLoop loop;
        process::Program worker(loop, process::Program::Kind::worker, {"program"});
        worker.run([] {
          process::on("SIGTERM", saySignal);
          sendSelf("SIGTERM");
        });
      },
      testing::KilledBySignal(SIGTERM), exactly({}));
}

// ---- kill

TEST(Kill, ZeroOnlyAsks) {  // 31
  EXPECT_TRUE(process::kill(process::pid(), 0));
}

TEST(Kill, ThrowsWhatNodeThrows) {  // 31
  EXPECT_EQ(thrownBy([] { process::kill(99'999'999, 0); }), "Error: kill ESRCH");
  EXPECT_EQ(thrownBy([] { process::kill(process::pid(), 999); }), "Error: kill EINVAL");
  EXPECT_EQ(thrownBy([] { process::kill(process::pid(), "SIGNOPE"); }),
            "TypeError [ERR_UNKNOWN_SIGNAL]: Unknown signal: SIGNOPE");
}

TEST(SignalNames, AreNodes) {
  static_assert(process::signalName(15) == "SIGTERM");
  static_assert(process::signalNumber("SIGKILL") == 9);
  EXPECT_EQ(process::signalName(SIGABRT), "SIGABRT");
  EXPECT_EQ(process::signalNumber("SIGIOT"), SIGABRT);
  EXPECT_EQ(process::signalName(0), "");
  EXPECT_EQ(process::signalNumber("sigterm"), 0);
}

}  // namespace
}  // namespace nodelab
