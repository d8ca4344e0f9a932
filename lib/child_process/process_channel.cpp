#include "nodelab/child_process/process_channel.h"

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "nodelab/process/program.h"

namespace nodelab::child_process {

namespace {

// That of this thread's program.
thread_local ProcessChannel* currentChannel = nullptr;

// The descriptor that the environment names. Asked once: whoever is started by this program has
// another channel or none.
std::optional<int> takeDescriptor() {
  const char* text = std::getenv("NODE_CHANNEL_FD");
  if (!text) return {};
  const int fd = std::atoi(text);
  unsetenv("NODE_CHANNEL_FD");
  unsetenv("NODE_CHANNEL_SERIALIZATION_MODE");
  return fd;
}

}  // namespace

ProcessChannel& ProcessChannel::current() {
  if (!currentChannel) {
    auto channel = make<ProcessChannel>();
    channel->addRef();  // released by dispose
    currentChannel = channel.get();
    if (process::Program::current().kind() == process::Program::Kind::main) channel->connect();
  }
  return *currentChannel;
}

void ProcessChannel::connect() {
  const auto fd = takeDescriptor();
  if (!fd) return;
  auto pipe = std::make_unique<uv_pipe_t>();
  throwIfFailed(uv_pipe_init(loop().uv(), pipe.get(), 1), "uv_pipe_init");
  UniqueHandle<uv_pipe_t> handle(pipe.release());
  throwIfFailed(uv_pipe_open(handle.get(), *fd), "uv_pipe_open");
  open(std::move(handle));
  updateRef();
}

void ProcessChannel::updateRef() {
  if (!channel()) return;
  channel()->setRef(listenerCount(event::message) + listenerCount(event::disconnect) > 0);
}

void ProcessChannel::onListenerAdded(const EventKey& name) {
  Endpoint::onListenerAdded(name);
  updateRef();
}
void ProcessChannel::onListenerRemoved(const EventKey&) { updateRef(); }

void ProcessChannel::dispose() {
  currentChannel = nullptr;
  Endpoint::dispose();
  release();
}

}  // namespace nodelab::child_process
