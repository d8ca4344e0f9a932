#include "nodelab/process/program.h"

#include <cstdio>

#include "nodelab/process/console.h"
#include "nodelab/process/process.h"

namespace nodelab::process {

namespace {
thread_local Program* currentProgram = nullptr;
}

Program::Program(EventLoop& loop, Kind kind, std::vector<std::string> argv)
    : loop_(loop), kind_(kind), argv_(std::move(argv)), previous_(currentProgram) {
  currentProgram = this;
  loop_.onUncaught([this](std::exception_ptr exception, UncaughtOrigin origin) {
    handleUncaught(std::move(exception), origin);
  });
  loop_.onUnhandledRejection([this](std::exception_ptr reason, const Ref<RejectedPromise>&) {
    return emitter_.emit(event::unhandledRejection, toError(std::move(reason)));
  });
  loop_.onBeforeExit([this] { emitter_.emit(event::beforeExit, exitCode()); });
}

Program::~Program() {
  loop_.onUncaught(nullptr);
  loop_.onUnhandledRejection(nullptr);
  loop_.onBeforeExit(nullptr);
  currentProgram = previous_;
}

Program& Program::current() {
  if (!currentProgram) throw Error("No program runs on this thread: call nodelab::run first");
  return *currentProgram;
}

int Program::run(Task script) {
  // A main script that throws still has its queues run, unlike any other callback.
  loop_.runCallback([&] {
    try {
      script();
    } catch (...) {
      loop_.reportUncaught(std::current_exception());
    }
  });
  loop_.run();
  if (!exiting_) emitExit();
  return exitCode();
}

void Program::end(int code) {
  exitCode_ = code;
  if (!exiting_) emitExit();
  loop_.stop();
}

void Program::abandon(int code) {
  exitCode_ = code;
  exiting_ = true;
  loop_.stop();
}

// Listeners may still change the code; one that throws or exits ends the round.
void Program::emitExit() {
  exiting_ = true;
  try {
    emitter_.emit(event::exit, exitCode());
  } catch (...) {
    handleUncaught(std::current_exception(), UncaughtOrigin::uncaughtException);
  }
}

void Program::handleUncaught(std::exception_ptr exception, UncaughtOrigin origin) {
  try {
    std::rethrow_exception(exception);
  } catch (const ExitRequest& request) {
    return end(request.code);
  } catch (...) {
  }
  const Error error = toError(exception);
  const bool rejected = origin == UncaughtOrigin::unhandledRejection;
  try {
    if (emitter_.emit(event::uncaughtException, error,
                      rejected ? "unhandledRejection" : "uncaughtException")) {
      return;
    }
  } catch (const ExitRequest& request) {
    return end(request.code);
  } catch (...) {
    console::error("Uncaught {}", toError(std::current_exception()).toString());
    return abandon(7);
  }
  if (fatal_) {
    fatal_(error);
  } else {
    console::error("Uncaught {}", error.toString());
  }
  // What was set before does not count, except by `exit` itself.
  end(exiting_ ? exitCode_.value_or(1) : 1);
}

}  // namespace nodelab::process
