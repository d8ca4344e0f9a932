// process: the running program, or in a Worker the running thread, as Node's `process` object.
//
// Its events are emitted on the thread that they belong to:
//
//   process::on(process::event::exit, [](int code) { … });
//   process::once("SIGTERM", [](std::string_view signal, int number) { … });
//
// `beforeExit` comes when the loop has run dry, with the exit code; what it schedules makes the
// loop go on. `exit` comes once, last, and only synchronous work counts in it.
//
// What left a callback, or the reason of a promise that nobody handled, is an uncaught exception.
// `uncaughtExceptionMonitor` sees it first and changes nothing. With a listener of
// `uncaughtException` the loop goes on with the next callback; without one the error is printed to
// stderr and the program ends with code 1. A listener that throws ends it with code 7 and without
// `exit`. `unhandledRejection` is asked first about a promise that nobody handled; with a listener
// that is all that happens. `rejectionHandled` tells that somebody did after all; without a
// listener that is a PromiseRejectionHandledWarning.
//
// A signal, by its name, does to its listeners what Node's does: the first takes the place of the
// system's action, the last one to go gives it back; it is delivered from the poll phase, so a
// blocked loop does not notice; it does not keep the program alive; only the main thread gets it.
// SIGKILL and SIGSTOP cannot be listened to: EINVAL.
//
// The rest of Node's object is in the files that are included here: env.h, clock.h (hrtime,
// uptime), usage.h (memoryUsage, cpuUsage, resourceUsage), signals.h (kill); `nextTick` is in
// loop/next_tick.h, `send` and its like are in child_process/process_channel.h. What Node has
// beyond that (`title`, `umask`, `report`, the standard streams…) is not here.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/task_queues.h"
#include "nodelab/process/clock.h"
#include "nodelab/process/env.h"
#include "nodelab/process/performance.h"
#include "nodelab/process/signals.h"
#include "nodelab/process/usage.h"

namespace nodelab::process {

namespace event {
inline constexpr EventName<int> exit{"exit"};
inline constexpr EventName<int> beforeExit{"beforeExit"};
// The error and its origin, "uncaughtException" or "unhandledRejection".
inline constexpr EventName<Error, std::string_view> uncaughtException{"uncaughtException"};
inline constexpr EventName<Error, std::string_view> uncaughtExceptionMonitor{
    "uncaughtExceptionMonitor"};
// The reason, and the promise.
inline constexpr EventName<Error, Ref<RejectedPromise>> unhandledRejection{"unhandledRejection"};
// The same Ref as before.
inline constexpr EventName<Ref<RejectedPromise>> rejectionHandled{"rejectionHandled"};
// See emitWarning. The program listens, too: that listener prints the warning.
inline constexpr EventName<Error> warning{"warning"};
}  // namespace event

// The emitter behind the functions below. Throws Error where no program runs (see run.h).
EventEmitter& emitter();

// As those of EventEmitter. Listening to a signal throws the system's error where that is refused.
template <class... Args, class Function>
void on(EventName<Args...> name, Function&& listener) {
  emitter().on(name, std::forward<Function>(listener));
}
template <class... Args, class Function>
void once(EventName<Args...> name, Function&& listener) {
  emitter().once(name, std::forward<Function>(listener));
}
template <class... Args>
void off(EventName<Args...> name, const Listener<std::type_identity_t<Args>...>& listener) {
  emitter().off(name, listener);
}
template <class... Args>
void removeAllListeners(EventName<Args...> name) {
  emitter().removeAllListeners(name);
}
template <class... Args>
std::size_t listenerCount(EventName<Args...> name) {
  return emitter().listenerCount(name);
}

template <class Function>
void on(SignalEvent signal, Function&& listener) {
  on(signal.name(), std::forward<Function>(listener));
}
template <class Function>
void once(SignalEvent signal, Function&& listener) {
  once(signal.name(), std::forward<Function>(listener));
}
inline void off(SignalEvent signal, const Listener<std::string_view, int>& listener) {
  off(signal.name(), listener);
}
inline void removeAllListeners(SignalEvent signal) { removeAllListeners(signal.name()); }
inline std::size_t listenerCount(SignalEvent signal) { return listenerCount(signal.name()); }

// Says that something is odd without being an error: `warning` is emitted on the next tick, each
// time, with an Error of this name (`type`), message and code; and the line
// `(nodelab:PID) [CODE] TYPE: message` goes to stderr, unless NODE_NO_WARNINGS is 1.
void emitWarning(std::string_view message, std::string_view type = "Warning",
                 std::string_view code = {});
void emitWarning(const Error& warning);

// Ends the program: emits `exit`, then nothing more of it runs, no destructor of a stack frame
// either. In a Worker it ends the thread only: no callback runs on it any more, and the present one
// is left by an exception of a private type, which a `catch (...)` should let through.
// The system sees the code modulo 256. A code that is no integer does not compile.
[[noreturn]] void exit(int code);
[[noreturn]] void exit();  // with exitCode()
template <std::floating_point Code>
void exit(Code code) = delete;

// Ends the program at once by SIGABRT, without any event. Throws ERR_WORKER_UNSUPPORTED_OPERATION
// in a Worker.
[[noreturn]] void abort();

// The code that the program will end with: 0 unless it was set. Node's `process.exitCode`.
int exitCode();
void setExitCode(int code);
template <std::floating_point Code>
void setExitCode(Code code) = delete;

// The program's arguments; argv[0] is the program as it was called (Node's argv0), and since there
// is no script, the first argument is argv[1]. In a Worker those of the program too.
const std::vector<std::string>& argv();

// The absolute path of the program.
std::string execPath();

// The working directory. `chdir` changes it, for all threads; it throws the system's error
// (`ENOENT: no such file or directory, chdir '/now' -> 'there'`), and
// ERR_WORKER_UNSUPPORTED_OPERATION in a Worker.
std::string cwd();
void chdir(const std::string& directory);

// The process ids of this program and of the one that started it, the same in every thread.
int pid();
int ppid();

// "linux", "darwin"…
inline constexpr std::string_view platform =
#if defined(__linux__)
    "linux";
#elif defined(__APPLE__)
    "darwin";
#else
    "unknown";
#endif

}  // namespace nodelab::process
