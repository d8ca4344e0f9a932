#include "nodelab/cluster/own_worker.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include "nodelab/process/process.h"
#include "nodelab/process/program.h"

namespace nodelab::cluster {

namespace {

thread_local OwnWorker* ownWorker = nullptr;

int addressTypeOf(const std::string& host) { return net::isIP(host) == 6 ? 6 : 4; }

std::string askedKey(const net::detail::ListenRequest& request) {
  return request.host + ':' + std::to_string(request.port);
}

}  // namespace

// Stands for the primary's socket in a server of this process.
class OwnWorker::SharedListener final : public net::detail::Listener {
 public:
  SharedListener(Ref<OwnWorker> worker, std::string key, std::string asked,
                 net::AddressInfo address)
      : worker_(std::move(worker)),
        key_(std::move(key)),
        asked_(std::move(asked)),
        address_(std::move(address)) {}
  ~SharedListener() override {
    worker_->servers_.erase(key_);
    if (--worker_->asked_[asked_].open == 0) worker_->asked_.erase(asked_);
    worker_->ask(Message::object({{"act", "close"}, {"key", key_}}));
  }
  net::AddressInfo address() const override { return address_; }
  // The worker lives as long as its channel.
  void setRef(bool) override {}

 private:
  Ref<OwnWorker> worker_;
  std::string key_;
  std::string asked_;
  net::AddressInfo address_;
};

OwnWorker* OwnWorker::current() {
  const char* id = std::getenv("NODE_UNIQUE_ID");
  if (id && process::Program::current().kind() == process::Program::Kind::main) {
    const int number = std::atoi(id);
    unsetenv("NODE_UNIQUE_ID");
    auto worker = make<OwnWorker>(number);
    worker->addRef();  // released by dispose
    ownWorker = worker.get();
    worker->start();
  }
  return ownWorker;
}

OwnWorker::OwnWorker(int id)
    : MessageEmitter(id),
      channel_(Ref<child_process::ProcessChannel>(&child_process::ProcessChannel::current())) {}

void OwnWorker::start() {
  net::detail::setListenDelegate(
      [this](const Ref<net::Server>& server, const net::detail::ListenRequest& request,
             net::detail::Listening done) { listen(server, request, std::move(done)); });
  channel_->onInternalMessage(
      [this](const Message& message, Handle handle) { receive(message, std::move(handle)); });
  // This listener keeps the channel, and by it the worker, alive (fact 34).
  channel_->once(child_process::event::disconnect, [this] { channelClosed(); });
  ask(Message::object({{"act", "online"}}));
}

// Listening (facts 7, 8, 15 to 17, 19 and 22).

void OwnWorker::listen(const Ref<net::Server>& server, const net::detail::ListenRequest& request,
                       net::detail::Listening done) {
  Asked& asked = asked_[askedKey(request)];
  ++asked.open;
  Message query = Message::object({{"act", "queryServer"},
                                   {"index", asked.next++},
                                   {"address", request.host.empty() ? Message() : request.host},
                                   {"port", request.port},
                                   {"addressType", addressTypeOf(request.host)},
                                   {"backlog", request.backlog}});
  ask(std::move(query),
      [this, server, request, done = std::move(done)](const Message& answer) mutable {
        listenAnswered(server, request, answer, done);
      });
}

void OwnWorker::listenAnswered(const Ref<net::Server>& server,
                               const net::detail::ListenRequest& request, const Message& answer,
                               net::detail::Listening& done) {
  const std::string asked = askedKey(request);
  if (const int status = answer["errno"].integer(); status < 0) {
    if (--asked_[asked].open == 0) asked_.erase(asked);
    return done(status, nullptr);
  }
  const Message& bound = answer["sockname"];
  const net::AddressInfo address{bound["address"].string(), bound["family"].string(),
                                 bound["port"].integer()};
  const std::string& key = answer["key"].string();
  servers_[key] = server.get();
  done(0, std::make_unique<SharedListener>(Ref<OwnWorker>(this), key, asked, address));
  if (!server->listening()) return;  // it was closed meanwhile
  server->once(net::event::listening, [this, request, port = address.port] {
    ask(Message::object({{"act", "listening"},
                         {"addressType", addressTypeOf(request.host)},
                         {"address", request.host.empty() ? Message() : request.host},
                         {"port", port}}));
  });
}

// From the primary.

void OwnWorker::receive(const Message& message, Handle handle) {
  if (requests_.takeReply(message)) return;
  const std::string& act = message["act"].string();
  if (act == "newconn") newConnection(message, std::move(handle));
  if (act == "disconnect") closeServersAndDisconnect(true);
}

void OwnWorker::newConnection(const Message& message, Handle handle) {
  const auto found = servers_.find(message["key"].string());
  const bool accepted = handle && found != servers_.end() && found->second->takesConnections();
  ask(Message::object({{"ack", message["seq"]}, {"accepted", accepted}}));
  if (accepted) found->second->connect(std::move(handle));
}

// The end (facts 36, 37, 39 and 41 to 43).

void OwnWorker::closeServersAndDisconnect(bool askedByPrimary) {
  exitedAfterDisconnect_ = true;
  struct Countdown : RefCounted<Countdown> {
    std::size_t left = 0;
    Task then;
    void one() {
      if (--left == 0) then();
    }
  };
  std::vector<Ref<net::Server>> servers;
  for (const auto& [key, server] : servers_) servers.emplace_back(server);
  auto closed = make<Countdown>();
  closed->left = servers.size() + 1;
  closed->then = [this, askedByPrimary] {
    if (askedByPrimary) return leave();
    ask(Message::object({{"act", "exitedAfterDisconnect"}}), [this](const Message&) { leave(); });
  };
  for (const auto& server : servers) server->close([closed](const Error&) { closed->one(); });
  closed->one();
}

void OwnWorker::leave() {
  if (channel_->connected()) channel_->disconnect();
}

void OwnWorker::kill(int) {
  exitedAfterDisconnect_ = true;
  if (!channel_->connected()) nodelab::process::exit(0);
  channel_->once(child_process::event::disconnect, [] { nodelab::process::exit(0); });
  ask(Message::object({{"act", "exitedAfterDisconnect"}}), [this](const Message&) { leave(); });
}

void OwnWorker::channelClosed() {
  emit(event::disconnect);
  // The primary died, or process::disconnect was called: a worker without primary is of no use.
  if (!exitedAfterDisconnect_) nodelab::process::exit(0);
}

void OwnWorker::onListenerAdded(const EventKey& name) {
  if (name != messageName.name || std::exchange(forwardsMessages_, true)) return;
  channel_->on(child_process::event::message,
               [this](const Message& message) { emit(messageName, message); });
}

void OwnWorker::dispose() {
  const Ref<OwnWorker> self(this);
  ownWorker = nullptr;
  net::detail::setListenDelegate({});
  requests_.clear();
  Worker::dispose();
  release();
}

}  // namespace nodelab::cluster
