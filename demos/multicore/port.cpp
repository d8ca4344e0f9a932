// How can two processes listen on one port?
//
// By having one of them do it. This program runs three times: as the primary,
// which prints, and as two workers, which it forks and which answer
// connections. The last lines tell who is who.
#include <memory>
#include <string>
#include <vector>

#include "lesson.h"
#include "nodelab/cluster/cluster.h"
#include "nodelab/net/server.h"
#include "nodelab/net/socket.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;
using namespace lesson;
using cluster::Worker;

struct Workers {
  Ref<Worker> first, second;
  int port;
};
Promise<Workers> start();
Promise<void> connections(int port);
Promise<void> stranger(int port);
Promise<void> stop(Ref<Worker> first, Ref<Worker> second);

Promise<void> primary() {
  card({
      .asked = "How do several cluster workers listen on one port?",
      .say =
          "Workers are processes, started from the same program. By default "
          "only the primary holds the listening socket: it accepts each "
          "connection and hands it to the workers in turn, round robin. They "
          "share no memory, so what they have in common goes into a store or "
          "messages.",
      .trap =
          "\"The kernel balances\": only with SCHED_NONE (or on Windows). "
          "Turns are by connection, not by request: keep-alive stays with its "
          "worker. And nothing restarts a worker that died but your 'exit' "
          "listener.",
  });
  const auto [first, second, port] = co_await start();
  co_await connections(port);
  co_await stranger(port);
  co_await stop(first, second);
  done();
}

Promise<Workers> start() {
  step("Two workers listen on 127.0.0.1, both on port 0");
  // Port 0 means any free one. A worker's listen() does not bind: it asks the
  // primary over the channel between them, and the primary binds once for all
  // who ask for the same address and port. Even for 0: they get one port, and
  // the second listen succeeds. ('listening' comes when the primary knows.)
  const auto listening = Worker::event::listening;
  const auto first = cluster::fork();
  const auto [firstAddress] = co_await events::once(*first, listening);
  const auto second = cluster::fork();
  const auto [secondAddress] = co_await events::once(*second, listening);
  measured("port {} and port {}", firstAddress.port, secondAddress.port);
  claim("they are two processes",
        first->process()->pid() != second->process()->pid());
  claim("both listen on the same port",
        firstAddress.port == secondAddress.port);
  co_return Workers{first, second, firstAddress.port};
}

// Connects, and reads what the other side says until it ends.
Promise<std::string> ask(int port) {
  auto [promise, resolver] = Promise<std::string>::withResolvers();
  auto answer = std::make_shared<std::string>();
  const auto socket = net::connect(port, "127.0.0.1");
  socket->on(event::data,
             [answer](const Buffer& chunk) { *answer += chunk.toString(); });
  socket->on(event::close,
             [answer, resolver = resolver] { resolver.resolve(*answer); });
  socket->on(event::error, [resolver = resolver](const Error& error) {
    resolver.reject(error);
  });
  return promise;
}

Promise<void> connections(int port) {
  step("Six connections, one after the other");
  // The primary accepts, and sends the open connection to the worker that has
  // been ready the longest. A worker is ready again when it has acknowledged
  // what it got, so a busy one is passed over. With one connection at a time
  // these are strict turns. The count is each worker's own.
  std::vector<std::string> answers;
  for (int i = 1; i <= 6; i++) {
    const std::string answer = co_await ask(port);
    show("connection {}: {}", i, answer);
    answers.push_back(answer);
  }
  std::vector<std::string> expected;
  for (int turn = 1; turn <= 3; turn++) {
    expected.push_back(fmt::format("worker 1, its count {}", turn));
    expected.push_back(fmt::format("worker 2, its count {}", turn));
  }
  claim("the workers take turns, and each counts for itself: no shared memory",
        answers == expected);
}

Promise<void> stranger(int port) {
  step("Somebody else listens on that port");
  // The system knows nothing of sharing: for it one socket listens, and it
  // belongs to the primary. Whoever does not go through cluster is refused, and
  // that includes a server of the primary itself, which we use as the stranger.
  // (A worker is a stranger too, if it listens with exclusive = true.)
  const auto server = net::createServer();
  const auto [promise, resolver] = Promise<Error>::withResolvers();
  const auto resolve = [resolver = resolver](const Error& error) {
    resolver.resolve(error);
  };
  server->on(event::error, resolve);
  server->listen(port, "127.0.0.1",
                 [server, resolve] { server->close(resolve); });
  const Error error = co_await promise;
  show("{}, {}", error.code(), error.syscall());
  claim("the port is in use", error.code() == "EADDRINUSE");
}

Promise<void> stop(Ref<Worker> first, Ref<Worker> second) {
  step("Disconnecting the workers");
  // Each closes its server, lets its open connections end, closes the channel
  // and exits because nothing is left to do. exitedAfterDisconnect tells this
  // from a crash: it is what a listener that restarts workers looks at.
  const auto firstExit = events::once(*first, Worker::event::exit);
  const auto secondExit = events::once(*second, Worker::event::exit);
  cluster::disconnect();
  const auto [firstCode, firstSignal] = co_await firstExit;
  const auto [secondCode, secondSignal] = co_await secondExit;
  show("exit codes {} and {}", firstCode.value(), secondCode.value());
  claim("both exit with code 0", firstCode == 0 && secondCode == 0);
  claim("and on request: exitedAfterDisconnect",
        first->exitedAfterDisconnect() == true &&
            second->exitedAfterDisconnect() == true);
}

// A worker's main script: an ordinary server. It does not know that it shares
// its port. `count` is an ordinary variable: each process has one.
void worker() {
  static int count = 0;
  const auto server = net::createServer([](const Ref<net::Socket>& socket) {
    count += 1;
    socket->end(
        fmt::format("worker {}, its count {}", cluster::worker()->id(), count));
  });
  server->listen(0, "127.0.0.1");
}

void script() {
  if (cluster::isPrimary()) {
    primary();
  } else {
    worker();
  }
}

int main(int argc, char** argv) { return run(argc, argv, script); }
