// Worker: one worker process of a cluster. Node's `cluster.Worker`.
//
// In the primary there is one for each fork(), with the child process behind it; in a worker there
// is one, `cluster::worker()`, which is the worker itself.
//
//   auto worker = cluster::fork();
//   worker->on(cluster::Worker::event::listening,
//              [](const cluster::Address& address) { console::log("port {}", address.port); });
#pragma once

#include <csignal>
#include <optional>
#include <string>

#include "nodelab/base/ref.h"
#include "nodelab/child_process/child_process.h"
#include "nodelab/child_process/message.h"
#include "nodelab/events/message_event.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::cluster {

using child_process::ChildProcess;
using child_process::Message;

// What a worker listens on.
struct Address {
  int addressType = 4;  // 4 or 6
  std::string address;  // as the worker asked for it
  int port = 0;         // the real one
};

namespace detail {

class WorkerBase : public RefCounted<WorkerBase>, public EventEmitter, public LoopResource {
 public:
  struct event {
    // The process runs. It does not mean yet that it listens to messages.
    static constexpr EventName<> online{"online"};
    static constexpr EventName<Address> listening{"listening"};
    // The channel between it and the primary is closed.
    static constexpr EventName<> disconnect{"disconnect"};
    // The process has ended, with a code or by a signal (child_process.h).
    static constexpr EventName<std::optional<int>, std::string> exit{"exit"};
  };

  // Counts from 1; no id is used again.
  int id() const { return id_; }

  // Whether it ended because it was asked to (true) or not (false); nothing while it runs. It is
  // the question to ask before forking another one in its place.
  std::optional<bool> exitedAfterDisconnect() const { return exitedAfterDisconnect_; }

  // In the primary: the process of the worker; null in the worker itself.
  virtual Ref<ChildProcess> process() const = 0;
  virtual bool isConnected() const = 0;
  virtual bool isDead() const = 0;

  // Sends a message to the other side; see child_process::Endpoint::send.
  virtual bool send(const Message& message, Callback<void(const Error&)> sent = {}) = 0;

  // Ends the worker in peace: it closes its servers, waits until their connections have ended,
  // closes the channel, and exits if nothing else keeps it alive. In the primary it gets no new
  // connections from now on, and is gone from workers().
  virtual void disconnect() = 0;

  // In the primary: sends the signal, no more than that. In the worker: closes the channel and
  // exits with code 0.
  virtual void kill(int signal = SIGTERM) = 0;

  void dispose() override { removeAllListeners(); }

 protected:
  explicit WorkerBase(int id) : id_(id) { EventLoop::current().track(*this); }
  std::optional<bool> exitedAfterDisconnect_;

 private:
  int id_;
};

}  // namespace detail

// Its 'message' is a Message from the other side.
using Worker = MessageEmitter<Message, detail::WorkerBase>;

}  // namespace nodelab::cluster
