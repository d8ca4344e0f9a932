#include "nodelab/process/program.h"

#include <utility>

#include "nodelab/process/console.h"
#include "nodelab/process/process.h"
#include "nodelab/process/rejection_error.h"
#include "nodelab/process/warnings.h"

namespace nodelab::process {

namespace {

thread_local Program* currentProgram = nullptr;

bool isExitRequest(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const ExitRequest&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

Program::Program(EventLoop& loop, Kind kind, std::vector<std::string> argv, EnvEntries workerEnv)
    : loop_(loop),
      kind_(kind),
      argv_(std::move(argv)),
      env_(std::move(workerEnv)),
      emitter_(loop, kind == Kind::main),
      previousWarningHandler_(onWarning([](const Error& warning) { emitWarning(warning); })),
      previous_(currentProgram) {
  currentProgram = this;
  if (printsWarnings()) emitter_.on(event::warning, printWarning);
  loop_.onUncaught([this](std::exception_ptr exception, UncaughtOrigin origin) {
    handleUncaught(std::move(exception), origin);
  });
  loop_.onUnhandledRejection(
      [this](std::exception_ptr reason, const Ref<RejectedPromise>& promise) {
        return emitter_.emit(event::unhandledRejection, toError(std::move(reason)), promise);
      });
  loop_.onRejectionHandled([this](const Ref<RejectedPromise>& promise) {
    return emitter_.emit(event::rejectionHandled, promise);
  });
  loop_.onBeforeExit([this] { emitter_.emit(event::beforeExit, exitCode()); });
}

Program::~Program() {
  loop_.onUncaught(nullptr);
  loop_.onUnhandledRejection(nullptr);
  loop_.onRejectionHandled(nullptr);
  loop_.onBeforeExit(nullptr);
  onWarning(std::move(previousWarningHandler_));
  currentProgram = previous_;
}

Program& Program::current() {
  if (!currentProgram) throw Error("No program runs on this thread: call nodelab::run first");
  return *currentProgram;
}

EnvEntries* Program::envCopy() noexcept {
  return currentProgram && currentProgram->kind_ == Kind::worker ? &currentProgram->env_ : nullptr;
}

void Program::countIdleTime(double now) {
  throwIfFailed(uv_loop_configure(loop_.uv(), UV_METRICS_IDLE_TIME), "uv_loop_configure");
  idleTimeCountedSince_ = now;
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
  if (!exiting_) endNaturally();
  return exitCode();
}

// process fact 5, loop facts 29 and 45: a callback like any other, but that its ticks never run.
void Program::endNaturally() {
  exiting_ = true;
  loop_.queues().ignoreTicks();
  loop_.runCallback([this] { emitter_.emit(event::exit, exitCode()); });
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
  const bool rejected = origin == UncaughtOrigin::unhandledRejection;
  try {
    if (isExitRequest(exception)) std::rethrow_exception(exception);
    const Error error = rejected ? rejectionError(exception) : toError(exception);
    if (!emitUncaught(error, origin)) die(error);
  } catch (const ExitRequest& request) {
    end(request.code);
  } catch (...) {
    console::error("Uncaught {}", toError(std::current_exception()).toString());
    abandon(7);
  }
}

// Whether there was a listener that makes the program go on.
bool Program::emitUncaught(const Error& error, UncaughtOrigin origin) {
  const std::string_view name = origin == UncaughtOrigin::unhandledRejection
                                    ? event::unhandledRejection.name
                                    : event::uncaughtException.name;
  emitter_.emit(event::uncaughtExceptionMonitor, error, name);
  return emitter_.emit(event::uncaughtException, error, name);
}

void Program::die(const Error& error) {
  if (fatal_) {
    fatal_(error);
  } else {
    console::error("Uncaught {}", error.toString());
  }
  // What was set before does not count, except by `exit` itself.
  end(exiting_ ? exitCode_.value_or(1) : 1);
}

}  // namespace nodelab::process
