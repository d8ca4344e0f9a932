// Channel: a pipe between two processes that carries messages and sockets.
//
// The wire is Node's 'json' serialization, so that the other end may be a Node program: each
// message is a line of JSON. A socket travels as a descriptor beside a line {"cmd":"NODE_HANDLE",
// "msg":…}; the receiver answers NODE_HANDLE_ACK (or NACK when the descriptor was lost, then it is
// sent again), and until then later messages wait, so that order is kept (child_process facts 46
// and 66).
//
// What comes from the other end is not trusted: text that is no message, a line of more than
// maxLine bytes or a descriptor that is no TCP socket end the channel with an error.
//
// Internal; programs use ChildProcess, `process::send` and cluster.
#pragma once

#include <uv.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "nodelab/base/callback.h"
#include "nodelab/base/error.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"
#include "nodelab/base/unique_handle.h"
#include "nodelab/child_process/message.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::child_process {

using Handle = UniqueHandle<uv_tcp_t>;
// A handle that is being sent: it must stay until the other end has it.
using SharedHandle = std::shared_ptr<uv_tcp_t>;

class Channel : public RefCounted<Channel> {
 public:
  using Sent = Callback<void(const Error&)>;

  static constexpr std::size_t maxLine = std::size_t{64} << 20;

  // Of a pipe that was made with ipc = 1 and is connected.
  Channel(EventLoop& loop, UniqueHandle<uv_pipe_t> pipe);

  // Begins to read. `onMessage` gets each message, in a tick of its own, with the handle that came
  // with it or null; `onEnd` comes once, last, with an error if the channel failed. What they hold
  // is let go of then.
  void start(Callback<void(Message, Handle)> onMessage, Callback<void(const Error&)> onEnd);

  // Sends a message, with a handle or without. `sent` is called later, when the system has it (with
  // a handle: when the other end has it), or with the error. Returns false when so much waits that
  // the caller had better wait, too.
  bool send(const Message& message, SharedHandle handle = {}, Sent sent = {});

  // No more messages from either side: ends when what was sent before has been written.
  void disconnect();
  bool connected() const { return connected_; }

  void setRef(bool refed);

  // Ends it without a word, at the end of the loop.
  void close();

 private:
  struct Outgoing : RefCounted<Outgoing> {
    std::string line;
    SharedHandle handle;
    Sent sent;
    int triesLeft = 3;

    void finish(const Error& error) {
      if (auto callback = std::exchange(sent, {})) callback(error);
    }
  };
  struct Write;

  static Ref<Outgoing> outgoing(const Message& message);
  void write(const Ref<Outgoing>& outgoing);
  void written(const Ref<Outgoing>& outgoing, int status);
  void sendControl(std::string_view command);
  void acknowledged();
  void notAcknowledged();
  void sendWaiting();
  void endIfIdle();

  void onRead(ssize_t count);
  void acceptHandles();
  void readLines();
  void receive(const Message& message);
  void deliver(Message message, Handle handle);
  void fail(std::string_view problem);
  void end(const Error& error);

  EventLoop& loop_;
  UniqueHandle<uv_pipe_t> pipe_;
  bool connected_ = true;
  Callback<void(Message, Handle)> onMessage_;
  Callback<void(const Error&)> onEnd_;

  AsyncResource resource_{"PIPEWRAP"};
  std::unique_ptr<char[]> readBuffer_;
  std::string input_;         // from the beginning of an unfinished line
  std::size_t searched_ = 0;  // of it, without a line's end
  Ring<Handle> received_;     // whose NODE_HANDLE has not come yet

  int writing_ = 0;
  Ref<Outgoing> unacknowledged_;  // sent with a handle
  Ring<Ref<Outgoing>> waiting_;   // behind it
};

}  // namespace nodelab::child_process
