#include "nodelab/child_process/child_process.h"

#include <algorithm>
#include <array>
#include <memory>

#include "nodelab/loop/next_tick.h"
#include "nodelab/process/env.h"
#include "nodelab/process/signals.h"

namespace nodelab::child_process {

namespace {

constexpr int channelDescriptor = 3;

// Whether Node reports the failure by 'error'; it throws the others (child_process fact 4).
bool isReportedLater(int status) {
  constexpr std::array later{UV_ENOENT, UV_EACCES, UV_EAGAIN, UV_EMFILE, UV_ENFILE};
  return std::find(later.begin(), later.end(), status) != later.end();
}

UniqueHandle<uv_pipe_t> makeChannelPipe(EventLoop& loop) {
  auto pipe = std::make_unique<uv_pipe_t>();
  throwIfFailed(uv_pipe_init(loop.uv(), pipe.get(), 1), "uv_pipe_init");
  return UniqueHandle<uv_pipe_t>(pipe.release());
}

// What libuv wants: an array of pointers that ends with null.
std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environmentLines(const SpawnOptions& options) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : options.env ? *options.env : environment()) {
    // Of our own channel, or about to be set.
    if (name == "NODE_CHANNEL_FD" || name == "NODE_CHANNEL_SERIALIZATION_MODE") continue;
    lines.push_back(name + "=" + value);
  }
  if (options.ipc) {
    lines.push_back("NODE_CHANNEL_FD=" + std::to_string(channelDescriptor));
    lines.push_back("NODE_CHANNEL_SERIALIZATION_MODE=json");
  }
  return lines;
}

}  // namespace

Environment environment() { return process::env.entries(); }

void ChildProcess::start(const std::string& file, const std::vector<std::string>& args,
                         const SpawnOptions& options) {
  std::vector<std::string> argv{file};
  argv.insert(argv.end(), args.begin(), args.end());
  const auto argPointers = pointersTo(argv);
  auto env = environmentLines(options);
  const auto envPointers = pointersTo(env);

  std::array<uv_stdio_container_t, channelDescriptor + 1> stdio{};
  for (int fd = 0; fd < channelDescriptor; ++fd) {
    stdio[fd].flags = options.stdio == Stdio::inherit ? UV_INHERIT_FD : UV_IGNORE;
    stdio[fd].data.fd = fd;
  }
  UniqueHandle<uv_pipe_t> pipe;
  if (options.ipc) {
    pipe = makeChannelPipe(loop());
    stdio[channelDescriptor].flags =
        static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE);
    stdio[channelDescriptor].data.stream = asStream(pipe.get());
  }

  uv_process_options_t spawning{};
  spawning.file = file.c_str();
  spawning.args = const_cast<char**>(argPointers.data());
  spawning.env = const_cast<char**>(envPointers.data());
  spawning.stdio = stdio.data();
  spawning.stdio_count = options.ipc ? channelDescriptor + 1 : channelDescriptor;
  spawning.exit_cb = [](uv_process_t* handle, int64_t code, int signal) {
    const Ref<ChildProcess> self(static_cast<ChildProcess*>(handle->data));
    self->loop().runCallback(self->resource_, [&] { self->exited(code, signal); });
  };
  self_ = Ref<ChildProcess>(this);
  process_.reset(new uv_process_t{});
  process_->data = this;
  const int status = uv_spawn(loop().uv(), process_.get(), &spawning);
  if (status < 0) return spawnFailed(status, file);
  pid_ = process_->pid;
  if (options.ipc) open(std::move(pipe));
  process::nextTick([self = Ref<ChildProcess>(this)] { self->emit(event::spawn); });
}

void ChildProcess::spawnFailed(int status, const std::string& file) {
  process_.reset();
  const Error error = callError(status, "spawn " + file, file);
  const Ref<ChildProcess> self(this);
  if (!isReportedLater(status)) {
    self_ = {};
    throw callError(status, "spawn");
  }
  exitCode_ = status;
  process::nextTick([self, error] {
    process::nextTick([self] { self->closeIfDone(); });
    self->emit(event::error, error);
  });
}

void ChildProcess::exited(int64_t code, int signal) {
  process_.reset();
  if (signal != 0) {
    signalCode_ = process::signalName(signal);
  } else {
    exitCode_ = static_cast<int>(code);
  }
  process::nextTick([self = Ref<ChildProcess>(this)] { self->closeIfDone(); });
  emit(event::exit, exitCode_, signalCode_);
}

void ChildProcess::disconnected() {
  channelEnded_ = true;
  closeIfDone();
}

void ChildProcess::closeIfDone() {
  const bool ended = exitCode_ || !signalCode_.empty();
  const bool channelOpen = channel() && !channelEnded_;
  if (!ended || channelOpen || closed_) return;
  closed_ = true;
  const Ref<ChildProcess> self = std::move(self_);
  process::nextTick([self] { self->removeAllListeners(); });
  emit(event::close, exitCode_, signalCode_);
}

bool ChildProcess::kill(int signal) {
  if (!process_) return false;
  const int status = uv_process_kill(process_.get(), signal);
  if (status == UV_ESRCH) return false;
  throwIfFailed(status, "kill");
  killed_ = true;
  return true;
}

void ChildProcess::ref() {
  if (process_) uv_ref(asHandle(process_.get()));
}
void ChildProcess::unref() {
  if (process_) uv_unref(asHandle(process_.get()));
}

void ChildProcess::dispose() {
  const Ref<ChildProcess> self(this);
  self_ = {};
  process_.reset();
  Endpoint::dispose();
}

Ref<ChildProcess> spawn(const std::string& file, const std::vector<std::string>& args,
                        SpawnOptions options) {
  if (file.empty()) {
    throw Error("ERR_INVALID_ARG_VALUE", "The argument 'file' cannot be empty. Received ''",
                "TypeError");
  }
  auto child = make<ChildProcess>();
  child->start(file, args, options);
  return child;
}

Ref<ChildProcess> fork(const std::vector<std::string>& args, SpawnOptions options) {
  options.ipc = true;
  std::array<char, 4096> path{};
  std::size_t length = path.size();
  throwIfFailed(uv_exepath(path.data(), &length), "uv_exepath");
  return spawn(std::string(path.data(), length), args, std::move(options));
}

}  // namespace nodelab::child_process
