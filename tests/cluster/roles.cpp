#include "cluster/roles.h"

#include <csignal>
#include <cstdlib>
#include <map>
#include <string>

#include "nodelab/child_process/process_channel.h"
#include "nodelab/cluster/cluster.h"
#include "nodelab/loop/timers.h"
#include "nodelab/net/server.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"

namespace {

using namespace nodelab;
using cluster::Message;

constexpr const char* here = "127.0.0.1";

std::string ownId() { return std::to_string(cluster::worker()->id()); }

Ref<net::Server> answer(int port = 0) {
  auto server = net::createServer([](const Ref<net::Socket>& socket) { socket->end(ownId()); });
  server->listen(port, here);
  return server;
}

// Ends its process, or its part in the cluster, in the way that the primary asks for.
void obey(const Message& message) {
  const std::string& order = message.string();
  if (order == "exit 3") process::exit(3);
  if (order == "throw") throw Error("as asked");
  if (order == "disconnect") cluster::worker()->disconnect();
  if (order == "kill") cluster::worker()->kill();
  if (order == "process.disconnect") process::disconnect();
  if (order == "stop") {
    process::send("stopping");
    std::raise(SIGSTOP);  // nothing is acknowledged any more
  }
}

void server() {
  answer();
  process::on(event::message, obey);
}

void idle() {
  process::send(
      Message::object({{"worker", cluster::isWorker()}, {"id", cluster::worker()->id()}}));
  process::on(event::message, obey);
}

// Two servers, both on port 0.
void twoServers() {
  answer();
  answer();
}

// Listens on a port that is taken, tells the error, and listens on another one.
void takenPort() {
  auto server = net::createServer();
  server->on(net::event::error, [server](const Error& error) {
    process::send(Message::object({{"error", error.message()}, {"syscall", error.syscall()}}));
    server->listen(0, here);
  });
  server->listen(std::atoi(std::getenv("NODELAB_TEST_PORT")), here);
}

void exclusive() {
  auto server = net::createServer();
  server->on(net::event::error,
             [](const Error& error) { process::send("error: " + error.message()); });
  server->listen(
      {.port = std::atoi(std::getenv("NODELAB_TEST_PORT")), .host = here, .exclusive = true},
      [server] { process::send(server->address()->port); });
  process::on(event::message, obey);
}

// Takes one connection at a time, and keeps it open until the other end closes it.
void one() {
  auto server = net::createServer([](const Ref<net::Socket>& socket) {
    socket->write(ownId());
    socket->resume();
  });
  server->setMaxConnections(1);
  server->listen(0, here);
}

// Answers what it gets, and keeps connections open.
void echo() {
  net::createServer([](const Ref<net::Socket>& socket) { socket->pipe(socket); })->listen(0, here);
}

// Closes its server, but not itself.
void closes() {
  auto server = answer();
  process::on(event::message, [server](const Message&) {
    server->close([](const Error&) { process::send("closed"); });
  });
}

// Sends back what it gets, by the worker object.
void messages() {
  setTimeout([] {
    cluster::worker()->on(event::message,
                          [](const Message& message) { cluster::worker()->send(message); });
  });
}

// A primary with one worker: tells its parent the worker's port.
void primary() {
  setenv("NODELAB_TEST_ROLE", "echo", 1);
  auto worker = cluster::fork();
  worker->on(cluster::Worker::event::listening,
             [](const cluster::Address& address) { process::send(address.port); });
}

const std::map<std::string_view, void (*)()> roles{
    {"server", server},       {"idle", idle},           {"twoServers", twoServers},
    {"takenPort", takenPort}, {"exclusive", exclusive}, {"one", one},
    {"echo", echo},           {"closes", closes},       {"messages", messages},
    {"primary", primary},
};

}  // namespace

int playRole(int argc, char** argv) {
  const char* role = std::getenv("NODELAB_TEST_ROLE");
  if (!role) return -1;
  return nodelab::run(argc, argv, [role = std::string(role)] {
    cluster::isWorker();
    roles.at(role)();
  });
}
