// Program: one life of a script on one loop, from its first line to its exit code.
//
// `nodelab::run` has one for the main thread, a Worker has one for its thread. It carries what
// `process` is on that thread, and decides what happens to an error that nobody caught.
//
// Internal to the rooms that start loops; programs use run.h and process.h.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "nodelab/base/callback.h"
#include "nodelab/events/event_emitter.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::process {

// Thrown by process::exit in a Worker, to leave the stack: the program has ended by then, so
// nothing depends on who catches it.
struct ExitRequest {
  int code;
};

class Program {
 public:
  enum class Kind { main, worker };

  // Becomes the program of this thread; `loop` must outlive it.
  Program(EventLoop& loop, Kind kind, std::vector<std::string> argv);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  static Program& current();

  // Runs the script, then the loop until it is empty, emits `beforeExit` and `exit`, and returns
  // the exit code.
  int run(Task script);

  // In a Worker: called with an error that nobody handled, in place of printing it.
  void onFatal(Callback<void(const Error&)> handler) { fatal_ = std::move(handler); }

  // Ends the program from within a callback: emits `exit`, and no callback runs after this one.
  void end(int code);
  // The same without `exit`: a Worker that its parent terminates.
  void abandon(int code);

  Kind kind() const { return kind_; }
  EventEmitter& emitter() { return emitter_; }
  const std::vector<std::string>& argv() const { return argv_; }
  int exitCode() const { return exitCode_.value_or(0); }
  void setExitCode(int code) { exitCode_ = code; }

 private:
  void handleUncaught(std::exception_ptr exception, UncaughtOrigin origin);
  void emitExit();

  EventLoop& loop_;
  Kind kind_;
  std::vector<std::string> argv_;
  EventEmitter emitter_;
  Callback<void(const Error&)> fatal_;
  std::optional<int> exitCode_;
  bool exiting_ = false;
  Program* previous_;
};

}  // namespace nodelab::process
