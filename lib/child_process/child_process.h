// child_process: programs that run beside this one.
//
//   auto child = child_process::spawn("sort", {"names.txt"});
//   child->on(child_process::event::exit,
//             [](std::optional<int> code, const std::string& signal) { … });
//
// `fork` starts this very program again with a channel for messages between the two. That is not
// Unix's fork: no memory is copied, the child runs `main` from its beginning and finds out by its
// arguments or environment what it is for:
//
//   auto child = child_process::fork({"--worker"});
//   child->on(event::message, [](const Message& answer) { … });
//   child->send("work");
//
// In the child `process::send` and `process::on(event::message, …)` are the other end
// (process_channel.h).
//
// Events of a ChildProcess: 'spawn' (it runs), 'error' (it could not be started), 'exit' (code and
// signal), 'message', 'disconnect', and 'close', after which nothing comes. Exactly one of code and
// signal is there: the signal is empty or the code is. 'exit' and 'disconnect' come from different
// descriptors, in either order.
//
// A child keeps the parent's loop alive until it has ended. It does not die with its parent. The
// streams of the child are this process's own (or nothing): pipes are for a later version.
#pragma once

#include <uv.h>

#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nodelab/base/unique_handle.h"
#include "nodelab/child_process/endpoint.h"

namespace nodelab::child_process {

namespace event {
inline constexpr EventName<> spawn{"spawn"};
inline constexpr EventName<std::optional<int>, std::string> exit{"exit"};
inline constexpr EventName<std::optional<int>, std::string> close{"close"};
}  // namespace event

// Names and values of environment variables.
using Environment = std::vector<std::pair<std::string, std::string>>;

// A copy of this process's.
Environment environment();

enum class Stdio { inherit, ignore };

struct SpawnOptions {
  // The child's whole environment; nothing: a copy of ours.
  std::optional<Environment> env = {};
  // Its standard input, output and error: those of this process, or /dev/null.
  Stdio stdio = Stdio::inherit;
  // Whether there is a channel to it. `fork` always makes one.
  bool ipc = false;
};

class ChildProcess final : public Endpoint {
 public:
  // The process id, or nothing if it could not be started.
  std::optional<int> pid() const { return pid_; }

  // How it ended: set before 'exit'.
  std::optional<int> exitCode() const { return exitCode_; }
  const std::string& signalCode() const { return signalCode_; }

  // Sends a signal, which the child may catch. Returns whether it was sent: false when the child
  // has ended. Signal 0 sends nothing and asks whether the child is there.
  bool kill(int signal = SIGTERM);
  // Whether kill has sent one; it does not say that the child has ended.
  bool killed() const { return killed_; }

  // Whether it keeps the parent's loop alive, apart from its channel.
  void ref();
  void unref();

  void dispose() override;

  // Internal; programs use spawn and fork.
  ChildProcess() = default;
  void start(const std::string& file, const std::vector<std::string>& args,
             const SpawnOptions& options);

 private:
  void spawnFailed(int status, const std::string& file);
  void exited(int64_t code, int signal);
  void disconnected() override;
  void closeIfDone();

  AsyncResource resource_{"PROCESSWRAP"};
  UniqueHandle<uv_process_t> process_;
  std::optional<int> pid_;
  std::optional<int> exitCode_;
  std::string signalCode_;
  bool killed_ = false;
  bool channelEnded_ = false;
  bool closed_ = false;
  Ref<ChildProcess> self_;  // until 'close'
};

// Starts a program, found along PATH, with arguments. Where it cannot be started because it is not
// there, may not be run, or there are too many processes or files, 'error' and 'close' follow;
// other failures are thrown. An empty file throws ERR_INVALID_ARG_VALUE.
Ref<ChildProcess> spawn(const std::string& file, const std::vector<std::string>& args = {},
                        SpawnOptions options = {});

// Starts this program again, with a channel.
Ref<ChildProcess> fork(const std::vector<std::string>& args = {}, SpawnOptions options = {});

}  // namespace nodelab::child_process
