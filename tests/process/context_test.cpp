// The context (AsyncLocalStorage's store) that listeners of the process find: loop fact 54, and for
// the rest what Node 20 does.
#include "nodelab/loop/async_context.h"

#include <gtest/gtest.h>

#include <string>

#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "process/program.h"

namespace nodelab {
namespace {

using ContextTest = ProgramTest;

struct Text : ContextValue {
  explicit Text(const char* its) : text(its) {}
  std::string text;
};

void enterWith(const char* text) { AsyncContext::set(1, make<Text>(text)); }
void sayStore(std::string_view who) {
  const auto* value = static_cast<Text*>(AsyncContext::get(1));
  console::error("{}: {}", who, value ? value->text : "none");
}

TEST_F(ContextTest, OfAWarningIsThatOfItsEmission) {
  expectProgram(
      [] {
        process::removeAllListeners(process::event::warning);
        process::on(process::event::warning, [](const Error& error) { sayStore(error.message()); });
        enterWith("a");
        process::emitWarning("first");
        enterWith("b");
        process::emitWarning("second");
      },
      0, {"first: a", "second: b"});
}

TEST_F(ContextTest, OfAnUncaughtExceptionIsThatOfItsCallback) {
  expectProgram(
      [] {
        process::on(process::event::uncaughtException,
                    [](const Error& error, std::string_view) { sayStore(error.message()); });
        enterWith("a");
        setTimeout([] { trace::fail("timer"); }, 1);
        setImmediate([] {
          enterWith("entered");
          trace::fail("immediate");
        });
        enterWith("b");
        process::nextTick([] { trace::fail("tick"); });
        trace::block(3);
      },
      0, {"tick: b", "timer: a", "immediate: entered"});
}

TEST_F(ContextTest, OfASignalIsThatOfItsFirstListener) {
  expectProgram(
      [] {
        enterWith("first");
        process::on("SIGTERM", [](std::string_view name, int) { sayStore(name); });
        enterWith("second");
        Timeout timer = setTimeout([] {}, 1e6);
        process::on("SIGTERM", [timer](std::string_view name, int) {
          sayStore(name);
          clearTimeout(timer);
        });
        process::kill(process::pid());
      },
      0, {"SIGTERM: first", "SIGTERM: first"});
}

TEST_F(ContextTest, OfASignalIsAlsoWhatAListenerEnteredTheLastTime) {
  expectProgram(
      [] {
        enterWith("first");
        Timeout timer = setTimeout([] {}, 1e6);
        process::on("SIGTERM", [timer, count = 0](std::string_view name, int) mutable {
          sayStore(name);
          enterWith("entered");
          if (++count == 2) return clearTimeout(timer);
          setImmediate([] { process::kill(process::pid()); });
        });
        process::kill(process::pid());
      },
      0, {"SIGTERM: first", "SIGTERM: entered"});
}

TEST_F(ContextTest, OfTheEndIsNoneUnlessTheProgramAskedForIt) {
  const auto script = [](bool asks) {
    process::on(process::event::beforeExit, [](int) { sayStore("beforeExit"); });
    process::on(process::event::exit, [](int) { sayStore("exit"); });
    enterWith("a");
    if (asks) process::exit(0);
  };
  expectProgram([&] { script(false); }, 0, {"beforeExit: none", "exit: none"});
  expectProgram([&] { script(true); }, 0, {"exit: a"});
}

}  // namespace
}  // namespace nodelab
