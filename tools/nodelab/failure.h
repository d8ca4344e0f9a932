// Failure: why a command could not do what it was asked, and the exit code that says so.
#pragma once

#include <stdexcept>
#include <string>

namespace nodelab::command {

// The exit codes of every command.
inline constexpr int kOk = 0;
inline constexpr int kMismatch = 1;    // a claim failed, lines differ, nothing was found
inline constexpr int kWrongUsage = 2;  // the command line asks for what does not exist

// Thrown by commands; main() prints `nodelab: what()` on stderr and exits with the code.
class Failure : public std::runtime_error {
 public:
  Failure(int exitCode, const std::string& message)
      : std::runtime_error(message), exitCode_(exitCode) {}
  int exitCode() const noexcept { return exitCode_; }

 private:
  int exitCode_;
};

}  // namespace nodelab::command
