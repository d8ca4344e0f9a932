// run: a program is a main script, as in Node.
//
//   int main(int argc, char** argv) {
//     return nodelab::run(argc, argv, [] { console::log("hello"); });
//   }
//
// Makes the thread's EventLoop, runs the script as its first callback (ticks and microtasks
// follow), turns the loop until nothing that is ref'd is left, emits `beforeExit` and `exit`, and
// returns the exit code: 0, or what process::setExitCode set, or 1 after an error that nobody
// caught. The script may be a coroutine: a rejection that leaves it is such an error.
//
// SIGPIPE is ignored from then on, as in Node; writing to a closed pipe is an EPIPE error instead.
#pragma once

#include "nodelab/base/callback.h"

namespace nodelab {

int run(int argc, char** argv, Task script);

}  // namespace nodelab
