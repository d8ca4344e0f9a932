// Warnings: process facts 23 to 25.
#include <gtest/gtest.h>

#include "nodelab/base/warning.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/program.h"
#include "process/program.h"

namespace nodelab {
namespace {

using WarningTest = ProgramTest;

void sayWarnings() {
  process::on(process::event::warning, [](const Error& warning) {
    console::error("event {}, {}, {}", warning.name(), warning.message(), warning.code());
  });
}

TEST_F(WarningTest, ComesOnTheNextTickAndIsPrinted) {  // 23
  expectProgram(
      [] {
        sayWarnings();
        process::emitWarning("careful");
        process::emitWarning("m", "MyWarning", "W1");
        say("after the call");
        queueMicrotask(says("microtask"));
      },
      0,
      {"after the call", "\\(nodelab:[0-9]+\\) Warning: careful", "event Warning, careful, ",
       "\\(nodelab:[0-9]+\\) \\[W1\\] MyWarning: m", "event MyWarning, m, W1", "microtask"});
}

TEST_F(WarningTest, AnErrorKeepsItsName) {
  expectProgram([] { process::emitWarning(Error("", "m", "Custom")); }, 0,
                {"\\(nodelab:[0-9]+\\) Custom: m"});
}

TEST_F(WarningTest, ComesEveryTime) {  // 24
  expectProgram(
      [] {
        process::removeAllListeners(process::event::warning);  // the one that prints, too
        sayWarnings();
        for (int i = 0; i < 2; ++i) process::emitWarning("old", "DeprecationWarning", "D1");
      },
      0, {"event DeprecationWarning, old, D1", "event DeprecationWarning, old, D1"});
}

TEST_F(WarningTest, NodeNoWarningsSilencesTheLineNotTheEvent) {  // 25
  process::env.set("NODE_NO_WARNINGS", "1");
  expectProgram(
      [] {
        sayWarnings();
        process::emitWarning("quiet");
      },
      0, {"event Warning, quiet, "});
  process::env.remove("NODE_NO_WARNINGS");
}

TEST_F(WarningTest, IsLostWhenTheProgramEndsBeforeTheTick) {
  expectProgram(
      [] {
        process::emitWarning("lost");
        process::exit(0);
      },
      0, {});
}

TEST_F(WarningTest, LowerRoomsWarnByTheSameWay) {
  expectProgram(
      [] {
        sayWarnings();
        warn(Error("", "low", "LowWarning"));
        setTimeout([] {}, 1e10).unref();
      },
      0,
      {"\\(nodelab:[0-9]+\\) LowWarning: low", "event LowWarning, low, ",
       "\\(nodelab:[0-9]+\\) TimeoutOverflowWarning: .*", "event TimeoutOverflowWarning, .*",
       ".*"});
}

TEST(Warning, NeedsAProgram) { EXPECT_THROW(process::emitWarning("nobody"), Error); }

}  // namespace
}  // namespace nodelab
