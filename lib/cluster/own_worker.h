// OwnWorker: the worker that this process is.
//
// Internal to the room; cluster.h is its face.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "nodelab/child_process/process_channel.h"
#include "nodelab/cluster/requests.h"
#include "nodelab/cluster/worker.h"
#include "nodelab/net/server.h"

namespace nodelab::cluster {

class OwnWorker final : public Worker {
 public:
  // The worker of this thread's loop, or null where the loop is not that of a worker's main thread.
  // The first call tells the primary that it is 'online', and makes servers listen by the primary.
  static OwnWorker* current();

  explicit OwnWorker(int id);

  Ref<ChildProcess> process() const override { return {}; }
  bool isConnected() const override { return channel_->connected(); }
  bool isDead() const override { return false; }
  bool send(const Message& message, Callback<void(const Error&)> sent = {}) override {
    return channel_->send(message, std::move(sent));
  }
  void disconnect() override { closeServersAndDisconnect(false); }
  void kill(int signal) override;

  void dispose() override;

 protected:
  void onListenerAdded(const EventKey& event) override;

 private:
  class SharedListener;

  void start();
  void ask(Message fields, Requests::Reply reply = {}) {
    requests_.send(*channel_, std::move(fields), {}, std::move(reply));
  }
  void listen(const Ref<net::Server>& server, const net::detail::ListenRequest& request,
              net::detail::Listening done);
  void listenAnswered(const Ref<net::Server>& server, const net::detail::ListenRequest& request,
                      const Message& answer, net::detail::Listening& done);
  void receive(const Message& message, Handle handle);
  void newConnection(const Message& message, Handle handle);
  void closeServersAndDisconnect(bool askedByPrimary);
  void leave();
  void channelClosed();

  // How many servers ask for the same thing, so that each gets a socket of its own (fact 16).
  struct Asked {
    int next = 0;
    int open = 0;
  };

  Ref<child_process::ProcessChannel> channel_;
  Requests requests_;
  std::map<std::string, net::Server*> servers_;  // by the primary's key
  std::map<std::string, Asked> asked_;
  bool forwardsMessages_ = false;
};

}  // namespace nodelab::cluster
