// process: the running program, or in a Worker the running thread, as Node's `process` object.
//
// Its events are emitted on the thread that they belong to:
//
//   process::on(process::event::exit, [](int code) { … });
//
// `beforeExit` comes when the loop has run dry, with the exit code; what it schedules makes the
// loop go on. `exit` comes once, last, and only synchronous work counts in it. `uncaughtException`
// gets what left a callback, or the reason of a promise that nobody handled; with a listener the
// loop goes on with the next callback, without one the error is printed to stderr and the program
// ends with code 1. A listener that throws ends it with code 7. `unhandledRejection` is asked first
// about a promise that nobody handled; with a listener that is all that happens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/events/event_emitter.h"

namespace nodelab::process {

namespace event {
inline constexpr EventName<int> exit{"exit"};
inline constexpr EventName<int> beforeExit{"beforeExit"};
// The error and its origin, "uncaughtException" or "unhandledRejection".
inline constexpr EventName<Error, std::string_view> uncaughtException{"uncaughtException"};
// The reason.
inline constexpr EventName<Error> unhandledRejection{"unhandledRejection"};
}  // namespace event

// The emitter behind on and once. Throws Error where no program runs (see run.h).
EventEmitter& emitter();

template <class... Args, class Function>
void on(EventName<Args...> name, Function&& listener) {
  emitter().on(name, std::forward<Function>(listener));
}
template <class... Args, class Function>
void once(EventName<Args...> name, Function&& listener) {
  emitter().once(name, std::forward<Function>(listener));
}

// Ends the program: emits `exit`, then nothing more of it runs, no destructor of a stack frame
// either. In a Worker it ends the thread only: no callback runs on it any more, and the present one
// is left by an exception of a private type, which a `catch (...)` should let through.
[[noreturn]] void exit(int code);
[[noreturn]] void exit();  // with exitCode()

// The code that the program will end with: 0 unless it was set. Node's `process.exitCode`.
int exitCode();
void setExitCode(int code);

// The program's arguments; argv[0] is the program. In a Worker those of the program too.
const std::vector<std::string>& argv();

// The process id, the same in every thread.
int pid();

// Nanoseconds of a clock that never goes back, from an arbitrary start (`process.hrtime.bigint()`).
uint64_t hrtime();

// Resident set size of the whole process in bytes (`process.memoryUsage.rss()`).
std::size_t residentMemory();

}  // namespace nodelab::process

namespace nodelab::performance {

// Milliseconds with fractions since the process started its first loop (`performance.now()`).
double now();

}  // namespace nodelab::performance
