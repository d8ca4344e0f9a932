#include "nodelab/cluster/primary.h"

#include <utility>

#include "nodelab/loop/next_tick.h"
#include "nodelab/process/process.h"

namespace nodelab::cluster {

namespace {

thread_local Primary* currentPrimary = nullptr;

// What servers must have in common to share a socket (cluster facts 15 to 17).
std::string keyOf(const Message& query) {
  const auto number = [&](const char* name) { return std::to_string(query[name].integer()); };
  return query["address"].string() + ':' + number("port") + ':' + number("addressType") +
         "::" + number("index");
}

}  // namespace

Primary::Primary() : loop_(EventLoop::current()) { loop_.track(*this); }

Primary& Primary::current() {
  if (!currentPrimary) currentPrimary = new Primary;  // deleted by dispose
  return *currentPrimary;
}

Ref<Worker> Primary::fork(const child_process::Environment& env) {
  const int id = ++lastId_;
  auto all = child_process::environment();
  for (const auto& variable : env) {
    std::erase_if(all, [&](const auto& ours) { return ours.first == variable.first; });
    all.push_back(variable);
  }
  all.emplace_back("NODE_UNIQUE_ID", std::to_string(id));
  const auto& argv = nodelab::process::argv();
  const std::vector<std::string> args(argv.empty() ? argv.end() : argv.begin() + 1, argv.end());

  auto worker = make<ForkedWorker>(*this, id, child_process::fork(args, {.env = std::move(all)}));
  workers_.emplace(id, worker);
  worker->watch();
  nodelab::process::nextTick([worker, this] { emitter_.emit(event::fork, Ref<Worker>(worker)); });
  return worker;
}

std::vector<Ref<Worker>> Primary::workers() const {
  std::vector<Ref<Worker>> listed;
  for (const auto& [id, worker] : workers_) {
    if (worker->listed()) listed.push_back(worker);
  }
  return listed;
}

void Primary::disconnect(Task done) {
  if (done) whenNoneIsLeft_.push_back(std::move(done));
  for (const auto& worker : workers()) worker->disconnect();
  if (!workers_.empty()) return;
  nodelab::process::nextTick([this] {
    for (Task& task : std::exchange(whenNoneIsLeft_, {})) task();
  });
}

// What a worker asks or tells. It is another process: nothing in it is taken for granted.
void Primary::receive(ForkedWorker& worker, const Message& message) {
  if (worker.requests().takeReply(message)) return;
  const std::string& act = message["act"].string();
  if (act == "online") {
    worker.emit(Worker::event::online);
    emitter_.emit(event::online, Ref<Worker>(&worker));
  } else if (act == "queryServer") {
    queryServer(worker, message);
  } else if (act == "listening") {
    listening(worker, message);
  } else if (act == "close") {
    closeServer(worker, message["key"].string());
  } else if (act == "exitedAfterDisconnect") {
    worker.noteRequestedEnd();
    worker.ask(Message::object({{"ack", message["seq"]}}));
  }
}

void Primary::queryServer(ForkedWorker& worker, const Message& query) {
  if (worker.exitedAfterDisconnect()) return;
  const std::string key = keyOf(query);
  const int status = share(key, query);
  Message answer = Message::object({{"ack", query["seq"]}, {"key", key}});
  if (status < 0) {
    answer.set("errno", status);
    return worker.ask(std::move(answer));
  }
  const Ref<RoundRobin> shared = shared_.at(key);
  const net::AddressInfo bound = shared->address();
  answer.set("sockname",
             Message::object(
                 {{"address", bound.address}, {"family", bound.family}, {"port", bound.port}}));
  worker.ask(std::move(answer));
  shared->add(worker.id());
}

// Makes the socket behind a key, if there is none yet.
int Primary::share(const std::string& key, const Message& query) {
  if (shared_.contains(key)) return 0;
  const int port = query["port"].integer();
  if (port < 0 || port > 65535) return UV_EINVAL;
  auto handOver = [this, key](int workerId, SharedHandle connection, Callback<void(bool)> answer) {
    const auto found = workers_.find(workerId);
    if (found == workers_.end()) return;
    found->second->ask(Message::object({{"act", "newconn"}, {"key", key}}), std::move(connection),
                       [answer = std::move(answer)](const Message& reply) mutable {
                         answer(reply["accepted"].boolean());
                       });
  };
  auto shared = make<RoundRobin>(loop_, std::move(handOver));
  const int backlog = query["backlog"].isNull() ? 511 : query["backlog"].integer();
  const int status = shared->listen({query["address"].string(), port, backlog});
  if (status == 0) shared_.emplace(key, std::move(shared));
  return status;
}

void Primary::listening(ForkedWorker& worker, const Message& message) {
  const Address address{message["addressType"].integer(), message["address"].string(),
                        message["port"].integer()};
  worker.emit(Worker::event::listening, address);
  emitter_.emit(event::listening, Ref<Worker>(&worker), address);
}

void Primary::closeServer(ForkedWorker& worker, const std::string& key) {
  const auto found = shared_.find(key);
  if (found != shared_.end() && found->second->remove(worker.id())) shared_.erase(found);
}

void Primary::stopServing(ForkedWorker& worker) {
  std::erase_if(shared_, [&](const auto& entry) { return entry.second->remove(worker.id()); });
}

void Primary::lost(ForkedWorker& worker) {
  std::erase_if(shared_, [&](const auto& entry) { return entry.second->removeDead(worker.id()); });
  worker.requests().clear();
}

void Primary::forget(ForkedWorker& worker) {
  workers_.erase(worker.id());
  if (!workers_.empty()) return;
  for (Task& task : std::exchange(whenNoneIsLeft_, {})) task();
}

void Primary::dispose() {
  currentPrimary = nullptr;
  delete this;
}

}  // namespace nodelab::cluster
