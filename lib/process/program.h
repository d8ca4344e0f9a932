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
#include "nodelab/base/warning.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/process/env.h"
#include "nodelab/process/process_emitter.h"

namespace nodelab::process {

// Thrown by process::exit in a Worker, to leave the stack: the program has ended by then, so
// nothing depends on who catches it.
struct ExitRequest {
  int code;
};

class Program {
 public:
  enum class Kind { main, worker };

  // Becomes the program of this thread; `loop` must outlive it. A worker's has an environment of
  // its own (env.h).
  Program(EventLoop& loop, Kind kind, std::vector<std::string> argv, EnvEntries workerEnv = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  static Program& current();
  // What a worker's thread has in place of the system's environment; null on any other thread.
  static EnvEntries* envCopy() noexcept;

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
  EventLoop& loop() { return loop_; }

  // Makes libuv count the time that the loop waits, from `now` on, and keeps that moment.
  void countIdleTime(double now);
  bool countsIdleTime() const { return idleTimeCountedSince_.has_value(); }
  double idleTimeCountedSince() const { return *idleTimeCountedSince_; }

 private:
  void handleUncaught(std::exception_ptr exception, UncaughtOrigin origin);
  bool emitUncaught(const Error& error, UncaughtOrigin origin);
  void die(const Error& error);
  void endNaturally();
  void emitExit();

  EventLoop& loop_;
  Kind kind_;
  std::vector<std::string> argv_;
  EnvEntries env_;
  ProcessEmitter emitter_;
  Callback<void(const Error&)> fatal_;
  std::optional<int> exitCode_;
  bool exiting_ = false;
  std::optional<double> idleTimeCountedSince_;
  WarningHandler previousWarningHandler_;
  Program* previous_;
};

}  // namespace nodelab::process
