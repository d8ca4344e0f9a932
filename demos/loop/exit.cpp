// How does a program end, and with which code?
//
// A process ends once, so this program starts itself again for each way to end:
// with the name of one of the small programs below, which tells over the
// channel between the two what it lives through.
#include <map>
#include <string>
#include <string_view>

#include "lesson.h"
#include "nodelab/child_process/child_process.h"
#include "nodelab/child_process/process_channel.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"

using namespace nodelab;
using namespace lesson;

Promise<void> byItself();
Promise<void> exitOrExitCode();
Promise<void> errors();

Promise<void> script() {
  card({
      .asked = "How does a Node process end? exit or exitCode?",
      .say =
          "By itself, when nothing keeps the loop alive: beforeExit, which may "
          "start new work, then exit, which may not. process.exit() emits exit "
          "at once and drops what is pending, so I set exitCode and let the "
          "loop run dry. An error that nobody handles means code 1.",
      .trap =
          "\"An uncaughtException listener makes it safe to go on\": it goes "
          "on, in a state that nobody knows. Log, then exit, and let a "
          "supervisor restart it. In exit only synchronous work counts.",
  });
  co_await byItself();
  co_await exitOrExitCode();
  co_await errors();
  done();
}

// Starts this program as the small one of this name. When it has ended, shows
// what it told and its exit code.
Promise<std::string> end(std::string name) {
  namespace cp = child_process;
  const auto child = cp::fork({name}, {.stdio = cp::Stdio::ignore});
  std::string told;
  child->on(cp::event::message,
            [&told](const cp::Message& text) { told += text.string() + ", "; });
  const auto [code, signal] = co_await events::once(*child, cp::event::close);
  told += fmt::format("code {}", code.value_or(-1));
  show("{:<9} {}", name, told);
  co_return told;
}

void log(std::string_view text) { process::send(text); }

void ordinary() {
  setTimeout([] { log("timer"); }, 1);
  process::once(process::event::beforeExit, [](int) {
    log("beforeExit");
    setTimeout([] { log("new timer"); }, 1);
  });
  log("main");
}

Promise<void> byItself() {
  step("Nothing is left to do");
  // A waiting timer, an open socket, a file being read keep the loop alive.
  // When nothing does: beforeExit. What its listener starts is done as usual,
  // then it comes again. exit comes once, and what is started there never runs.
  const std::string told = co_await end("ordinary");
  claim("beforeExit may start new work, exit is the end",
        told == "main, timer, beforeExit, new timer, exit 0, code 0");
}

void orderly() {
  setTimeout([] { log("timer"); }, 1);
  process::nextTick([] { log("tick"); });
  process::setExitCode(3);
}
void sudden() {
  orderly();
  process::exit();  // with exitCode
}

Promise<void> exitOrExitCode() {
  step("process.exit(3) against process.exitCode = 3");
  // exit() emits exit from where it stands and never comes back: not even the
  // next tick runs, and an answer half written to a pipe stays half written.
  // exitCode only says what code it will be when the end comes by itself.
  const std::string exit = co_await end("sudden");
  const std::string exitCode = co_await end("orderly");
  claim("exit() drops what is pending", exit == "exit 3, code 3");
  claim("exitCode lets it finish", exitCode == "tick, timer, exit 3, code 3");
}

// Errors that nobody catches, without and with a listener.
void uncaught() {
  setTimeout([] { log("timer"); }, 1);
  process::nextTick([] { throw Error("oops"); });
}
void rejected() {
  setTimeout([] { log("timer"); }, 1);
  Promise<void>::reject(Error("oops"));
}
void heard() {
  process::on(process::event::uncaughtException,
              [](const Error&, std::string_view origin) { log(origin); });
  rejected();
}
void failing() {
  process::on(process::event::uncaughtException,
              [](auto&&...) { throw Error("again"); });
  uncaught();
}

Promise<void> errors() {
  step("An error that nobody handles");
  // It stops the program where it is, like exit(1): the timer is lost. A
  // rejected promise counts when the queues are empty and nobody has handled
  // it. Both come to uncaughtException, where a listener keeps the program
  // going. If the listener throws in turn, that is the end, even without exit.
  const std::string thrown = co_await end("uncaught");
  const std::string lost = co_await end("rejected");
  const std::string listened = co_await end("heard");
  const std::string failed = co_await end("failing");
  claim("nobody listens: code 1", thrown == "exit 1, code 1" && lost == thrown);
  claim("somebody listens: the program goes on",
        listened == "unhandledRejection, timer, exit 0, code 0");
  claim("the listener throws: code 7", failed == "code 7");
}

const std::map<std::string_view, void (*)()> programs = {
    {"ordinary", ordinary}, {"sudden", sudden},     {"orderly", orderly},
    {"uncaught", uncaught}, {"rejected", rejected}, {"heard", heard},
    {"failing", failing},
};

int main(int argc, char** argv) {
  if (argc == 1) return run(argc, argv, script);
  return run(argc, argv, [program = programs.at(argv[1])] {
    process::on(process::event::exit, [](int code) {
      log(fmt::format("exit {}", code));
      setImmediate([] { log("never"); });
    });
    program();
  });
}
