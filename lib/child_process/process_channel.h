// process::send, process::disconnect and process.on('message'): the channel to the parent process.
//
// A program that `child_process::fork` has started has a channel to its parent:
//
//   process::on(event::message, [](const Message& work) { process::send(work); });
//
// The channel alone does not keep the program alive; listeners for 'message' and 'disconnect' do,
// while there are some. When the parent dies the program is told by 'disconnect', and by nothing
// else. Without a parent that made a channel there are no such events, and send fails with
// ERR_IPC_CHANNEL_CLOSED.
//
// The environment variables by which the program finds its channel are taken away when it is first
// used, so that programs which it starts do not take it for theirs. Only the main thread has it.
#pragma once

#include <string_view>
#include <utility>

#include "nodelab/child_process/endpoint.h"
#include "nodelab/process/process.h"

namespace nodelab::child_process {

// The end of the channel that is here, opened at the first call; also where there is no channel.
class ProcessChannel final : public Endpoint {
 public:
  static ProcessChannel& current();

  void dispose() override;

 protected:
  void onListenerAdded(const EventKey& event) override;
  void onListenerRemoved(const EventKey& event) override;

 private:
  void connect();
  void updateRef();
};

}  // namespace nodelab::child_process

namespace nodelab::process {

namespace event {
using nodelab::event::message;
// The channel to the parent is closed.
struct Disconnect {};
inline constexpr Disconnect disconnect;
}  // namespace event

// Whether there is an open channel to the parent process.
inline bool connected() { return child_process::ProcessChannel::current().connected(); }

// Sends a message to the parent process; see Endpoint::send.
inline bool send(const child_process::Message& message, Callback<void(const Error&)> sent = {}) {
  return child_process::ProcessChannel::current().send(message, std::move(sent));
}

// Closes the channel; see Endpoint::disconnect.
inline void disconnect() { child_process::ProcessChannel::current().disconnect(); }

template <class Function>
void on(nodelab::event::Message name, Function&& listener) {
  child_process::ProcessChannel::current().on(name, std::forward<Function>(listener));
}
template <class Function>
void once(nodelab::event::Message name, Function&& listener) {
  child_process::ProcessChannel::current().once(name, std::forward<Function>(listener));
}
template <class Function>
void on(event::Disconnect, Function&& listener) {
  child_process::ProcessChannel::current().on(child_process::event::disconnect,
                                              std::forward<Function>(listener));
}
template <class Function>
void once(event::Disconnect, Function&& listener) {
  child_process::ProcessChannel::current().once(child_process::event::disconnect,
                                                std::forward<Function>(listener));
}

}  // namespace nodelab::process
