// Programs that the command starts: without a shell, with Ctrl-C as in one.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nodelab::command {

// How a program ended: by its exit code, or by a signal (then `exitCode` is 128 + signal).
struct Ended {
  int exitCode = 0;
  int signal = 0;
  bool well() const { return exitCode == 0; }
};

// Runs `arguments` (the program, looked for in PATH when it has no `/`, then what it is given) with
// our own input and output, until it ends. Throws a Failure (mismatch) when it cannot be started.
//
// While it runs, Ctrl-C, SIGTERM and SIGHUP are its affair: they are passed on to it, and end us
// only if they end it.
Ended runProgram(const std::vector<std::string>& arguments);

// The same, but its output comes here, line by line as it is written and without the newlines, and
// it has no input. What it writes to stderr stays there.
Ended readProgram(const std::vector<std::string>& arguments,
                  const std::function<void(std::string_view line)>& onLine);

}  // namespace nodelab::command
