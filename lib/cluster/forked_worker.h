// ForkedWorker: a worker as its primary sees it.
//
// Internal to the room; programs hold a Ref<Worker>.
#pragma once

#include "nodelab/cluster/requests.h"
#include "nodelab/cluster/worker.h"

namespace nodelab::cluster {

class Primary;

class ForkedWorker final : public Worker {
 public:
  ForkedWorker(Primary& primary, int id, Ref<ChildProcess> process);

  // Forwards what the process emits; once, after the constructor.
  void watch();

  Ref<ChildProcess> process() const override { return process_; }
  bool isConnected() const override { return process_->connected(); }
  bool isDead() const override { return process_->exitCode() || !process_->signalCode().empty(); }
  bool send(const Message& message, Callback<void(const Error&)> sent = {}) override {
    return process_->send(message, std::move(sent));
  }
  void disconnect() override;
  void kill(int signal) override { process_->kill(signal); }

  void dispose() override;

  // For the primary.
  Requests& requests() { return requests_; }
  void ask(Message fields, SharedHandle handle = {}, Requests::Reply reply = {}) {
    requests_.send(*process_, std::move(fields), std::move(handle), std::move(reply));
  }
  void noteRequestedEnd() { exitedAfterDisconnect_ = true; }
  // Whether it is among workers(): not asked to disconnect.
  bool listed() const { return listed_; }

 private:
  void exited(std::optional<int> code, const std::string& signal);
  void disconnected();

  Primary& primary_;
  Ref<ChildProcess> process_;
  Requests requests_;
  bool listed_ = true;
};

}  // namespace nodelab::cluster
