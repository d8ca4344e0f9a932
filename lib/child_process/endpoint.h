// Endpoint: one end of a channel between two processes, as an emitter.
//
// What a ChildProcess in the parent and `process` in the child have in common: send, 'message',
// disconnect, 'disconnect'. Messages that come while nobody listens are kept, and delivered when
// the first listener is there, in order (child_process fact 52).
#pragma once

#include "nodelab/base/callback.h"
#include "nodelab/base/ref.h"
#include "nodelab/base/ring.h"
#include "nodelab/child_process/channel.h"
#include "nodelab/child_process/message.h"
#include "nodelab/events/message_event.h"
#include "nodelab/loop/event_loop.h"

namespace nodelab::child_process {

namespace event {
using namespace nodelab::event;
// The channel is closed, from whichever side: nothing comes or goes any more.
inline constexpr EventName<> disconnect{"disconnect"};
}  // namespace event

namespace detail {

class EndpointBase : public RefCounted<EndpointBase>, public EventEmitter, public LoopResource {
 public:
  // Whether there is a channel and nobody has closed it.
  bool connected() const { return channel_ && channel_->connected(); }

  // Sends a message to the other process. `sent` is called later: with null when the system has it,
  // else with the error. Returns false when more than 128 KiB wait to be written; the message is
  // sent nevertheless. On a closed channel the error is ERR_IPC_CHANNEL_CLOSED, which without a
  // callback is emitted as 'error'.
  bool send(const Message& message, Callback<void(const Error&)> sent = {});

  // Closes the channel, once what was sent is written; 'disconnect' follows on both sides. The
  // other process goes on as long as it has something to do. Where there is no channel any more,
  // 'error' with ERR_IPC_DISCONNECTED is emitted.
  void disconnect();

  void dispose() override;

  // Internal, for cluster: messages whose `cmd` begins with NODE_ go to this function, and handles
  // go with messages. Without a function such messages are dropped.
  void onInternalMessage(Callback<void(Message, Handle)> handler);
  const Ref<Channel>& channel() const { return channel_; }

 protected:
  EndpointBase();
  void open(UniqueHandle<uv_pipe_t> pipe);
  void onListenerAdded(const EventKey& event) override;
  // The channel has ended, and 'disconnect' was emitted.
  virtual void disconnected() {}

  EventLoop& loop() { return loop_; }

 private:
  void receive(Message message, Handle handle);
  void deliverOne();
  void ended(const Error& error);

  EventLoop& loop_;
  Ref<Channel> channel_;
  Callback<void(Message, Handle)> internal_;
  Ring<Message> kept_;
};

}  // namespace detail

using Endpoint = MessageEmitter<Message, detail::EndpointBase>;

}  // namespace nodelab::child_process
