#include "nodelab/cluster/cluster.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "nodelab/child_process/child_process.h"
#include "nodelab/loop/timers.h"
#include "nodelab/net/server.h"
#include "nodelab/net/socket.h"
#include "nodelab/process/process.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"
#include "nodelab/promise/promise.h"

namespace nodelab::cluster {
namespace {

using Trace = std::vector<std::string>;
constexpr const char* here = "127.0.0.1";

Ref<Worker> forkRole(const std::string& role, int port = 0) {
  return fork({{"NODELAB_TEST_ROLE", role}, {"NODELAB_TEST_PORT", std::to_string(port)}});
}

Promise<int> portOf(Ref<Worker> worker) {
  auto listening = events::once(*worker, Worker::event::listening);
  auto [address] = co_await listening;
  co_return address.port;
}

// The next message of the worker.
Promise<Message> messageOf(const Ref<Worker>& worker) {
  auto [promise, resolver] = Promise<Message>::withResolvers();
  worker->once(nodelab::event::message,
               [resolver = resolver](const Message& message) { resolver.resolve(message); });
  return promise;
}

struct End {
  std::optional<int> code;
  std::string signal;
  std::optional<bool> onRequest;
};

Promise<End> endOf(const Ref<Worker>& worker) {
  auto [promise, resolver] = Promise<End>::withResolvers();
  worker->once(Worker::event::exit,
               [resolver = resolver, worker](std::optional<int> code, std::string_view signal) {
                 resolver.resolve(End{code, std::string(signal), worker->exitedAfterDisconnect()});
               });
  return promise;
}

// Connects and reads until the other end closes; an error is an answer, too.
Promise<std::string> ask(int port) {
  auto [promise, resolver] = Promise<std::string>::withResolvers();
  auto socket = net::connect(port, here);
  struct Text : RefCounted<Text> {
    std::string text;
  };
  auto answer = make<Text>();
  socket->on(event::data, [answer](const Buffer& chunk) { answer->text += chunk.toString(); });
  socket->on(net::event::error, [answer](const Error& error) { answer->text = error.code(); });
  socket->on(net::event::close, [answer, resolver = resolver] { resolver.resolve(answer->text); });
  return promise;
}

// Runs a primary. A coroutine is given as a function without captures and its arguments.
template <class... Args>
void primary(Promise<void> (*script)(Args...), std::type_identity_t<Args>... args) {
  EXPECT_EQ(run(0, nullptr, [&] { script(args...); }), 0);
}

// cluster facts 1 and 2, and 34: without a server it stays until it is disconnected.
TEST(ClusterWorker, KnowsWhatItIsAndStays) {
  primary(+[]() -> Promise<void> {
    EXPECT_TRUE(isPrimary());
    EXPECT_FALSE(isWorker());
    EXPECT_FALSE(cluster::worker());
    auto first = forkRole("idle");
    auto second = forkRole("idle");
    EXPECT_EQ(second->id(), first->id() + 1);
    EXPECT_EQ(workers().size(), 2u);
    EXPECT_NE(first->process()->pid(), second->process()->pid());
    Message message = co_await messageOf(second);
    EXPECT_TRUE(message["worker"].boolean());
    EXPECT_EQ(message["id"].integer(), second->id());
    EXPECT_FALSE(second->exitedAfterDisconnect());
    EXPECT_TRUE(second->isConnected() && !second->isDead());
    disconnect();
    EXPECT_TRUE(workers().empty());
    End end = co_await endOf(second);
    EXPECT_EQ(end.code, 0);
    EXPECT_TRUE(second->isDead());
  });
}

// cluster facts 25, 27 and 29.
TEST(ClusterEvents, ComeInOrderTheWorkersOwnFirst) {
  static Trace trace;
  trace.clear();
  primary(+[]() -> Promise<void> {
    on(event::fork, [](const Ref<Worker>&) { trace.push_back("cluster fork"); });
    on(event::online, [](const Ref<Worker>&) { trace.push_back("cluster online"); });
    on(event::listening, [](const Ref<Worker>& worker, const Address& address) {
      EXPECT_EQ(address.addressType, 4);
      EXPECT_EQ(address.address, here);
      EXPECT_GT(address.port, 0);
      trace.push_back("cluster listening");
      worker->disconnect();
    });
    on(event::disconnect, [](const Ref<Worker>&) { trace.push_back("cluster disconnect"); });
    on(event::exit, [](const Ref<Worker>&, std::optional<int>, std::string_view) {
      trace.push_back("cluster exit");
    });
    auto worker = forkRole("server");
    worker->on(Worker::event::online, [] { trace.push_back("online"); });
    worker->on(Worker::event::listening, [](const Address&) { trace.push_back("listening"); });
    worker->on(Worker::event::disconnect, [] { trace.push_back("disconnect"); });
    worker->on(Worker::event::exit,
               [](std::optional<int>, std::string_view) { trace.push_back("exit"); });
    trace.push_back("forked");
    co_return;
  });
  ASSERT_EQ(trace.size(), 10u);
  const auto last = trace.begin() + 6;
  EXPECT_EQ(Trace(trace.begin(), last), (Trace{"forked", "cluster fork", "online", "cluster online",
                                               "listening", "cluster listening"}));
  // 'disconnect' and 'exit' come from different descriptors.
  const Trace end(last, trace.end());
  EXPECT_TRUE(end == (Trace{"disconnect", "cluster disconnect", "exit", "cluster exit"}) ||
              end == (Trace{"exit", "cluster exit", "disconnect", "cluster disconnect"}));
}

// cluster facts 8, 11 and 16.
TEST(ClusterPort, IsSharedInStrictTurns) {
  primary(+[]() -> Promise<void> {
    auto first = forkRole("server");
    int port = co_await portOf(first);
    auto second = forkRole("server");
    int samePort = co_await portOf(second);
    EXPECT_EQ(port, samePort);
    for (int turn = 0; turn < 3; ++turn) {
      std::string one = co_await ask(port);
      std::string two = co_await ask(port);
      EXPECT_EQ(one, "1");
      EXPECT_EQ(two, "2");
    }
    disconnect();
  });
}

TEST(ClusterPort, GivesEachServerOfAWorkerItsOwn) {
  static std::vector<int> ports[2];
  ports[0].clear();
  ports[1].clear();
  primary(+[]() -> Promise<void> {
    on(event::listening, [](const Ref<Worker>& worker, const Address& address) {
      ports[worker->id() - 1].push_back(address.port);
      if (ports[0].size() == 2 && ports[1].size() == 2) disconnect();
    });
    forkRole("twoServers");
    forkRole("twoServers");
    co_return;
  });
  EXPECT_NE(ports[0][0], ports[0][1]);
  EXPECT_EQ(ports[0], ports[1]);
}

// cluster facts 17 and 19.
TEST(ClusterPort, ThatIsTakenIsAnErrorOfTheWorkersServer) {
  primary(+[]() -> Promise<void> {
    auto first = forkRole("server");
    int port = co_await portOf(first);
    auto second = forkRole("takenPort", port);
    Message message = co_await messageOf(second);
    EXPECT_EQ(message["error"].string(), "bind EADDRINUSE 127.0.0.1:" + std::to_string(port));
    EXPECT_EQ(message["syscall"].string(), "bind");
    // The worker lives, and what it listens on next is shared again: both have asked for port 0.
    int shared = co_await portOf(second);
    EXPECT_EQ(shared, port);
    disconnect();
  });
}

// cluster fact 18.
TEST(ClusterPort, IsNotSharedWhereListenIsExclusive) {
  primary(+[]() -> Promise<void> {
    on(event::listening, [](const Ref<Worker>&, const Address&) { ADD_FAILURE(); });
    auto first = forkRole("exclusive");
    Message port = co_await messageOf(first);
    auto second = forkRole("exclusive", port.integer());
    Message error = co_await messageOf(second);
    EXPECT_EQ(error.string(), "error: listen EADDRINUSE: address already in use 127.0.0.1:" +
                                  std::to_string(port.integer()));
    // An exclusive server keeps its worker alive (fact 37).
    first->kill();
    second->disconnect();
    End end = co_await endOf(first);
    EXPECT_EQ(end.signal, "SIGTERM");
  });
}

// cluster fact 14.
TEST(ClusterConnection, ThatAWorkerRefusesGoesToAnother) {
  primary(+[]() -> Promise<void> {
    auto first = forkRole("one");
    int port = co_await portOf(first);
    auto held = net::connect(port, here);
    auto connected = events::once(*held, net::event::readable);
    co_await connected;
    auto second = forkRole("server");
    co_await portOf(second);
    for (int i = 0; i < 3; ++i) {
      std::string answer = co_await ask(port);
      EXPECT_EQ(answer, "2");
    }
    held->destroy();
    disconnect();
  });
}

// cluster facts 47 and 48, and where we differ from Node: nothing is leaked.
TEST(ClusterConnection, OnItsWayToAWorkerThatDiesGoesToAnother) {
  primary(+[]() -> Promise<void> {
    auto first = forkRole("server");
    int port = co_await portOf(first);
    auto second = forkRole("server");
    co_await portOf(second);
    auto stopping = messageOf(first);
    first->send("stop");
    co_await stopping;
    auto lost = ask(port);  // the first worker's turn
    std::string other = co_await ask(port);
    EXPECT_EQ(other, "2");
    first->kill(SIGKILL);
    std::string answer = co_await lost;
    EXPECT_EQ(answer, "2");
    disconnect();
  });
}

TEST(ClusterConnection, IsClosedWhereNoWorkerIsLeft) {
  primary(+[]() -> Promise<void> {
    auto worker = forkRole("server");
    int port = co_await portOf(worker);
    auto stopping = messageOf(worker);
    worker->send("stop");
    co_await stopping;
    auto lost = ask(port);
    auto waiting = ask(port);
    // Both are accepted before the worker dies: a third one is refused only after that.
    auto third = net::connect(port, here);
    auto connected = events::once(*third, net::event::connect);
    co_await connected;
    third->on(net::event::error, [](const Error&) {});
    worker->kill(SIGKILL);
    std::string one = co_await lost;
    std::string two = co_await waiting;
    EXPECT_TRUE(one == "" || one == "ECONNRESET") << one;
    EXPECT_TRUE(two == "" || two == "ECONNRESET") << two;
    // cluster fact 23: the port is closed with its last worker.
    std::string refused = co_await ask(port);
    EXPECT_EQ(refused, "ECONNREFUSED");
  });
}

// cluster fact 24.
TEST(ClusterServer, ClosedInOneWorkerLeavesTheWorkerConnected) {
  primary(+[]() -> Promise<void> {
    auto first = forkRole("closes");
    int port = co_await portOf(first);
    auto second = forkRole("server");
    co_await portOf(second);
    auto closed = messageOf(first);
    first->send("close");
    co_await closed;
    for (int i = 0; i < 3; ++i) {
      std::string answer = co_await ask(port);
      EXPECT_EQ(answer, "2");
    }
    EXPECT_TRUE(first->isConnected());
    disconnect();
  });
}

// cluster facts 35, 36 and 51.
TEST(ClusterDisconnect, WaitsForOpenConnections) {
  primary(+[]() -> Promise<void> {
    auto worker = forkRole("echo");
    int port = co_await portOf(worker);
    auto socket = net::connect(port, here);
    socket->write("before");
    auto data = events::once(*socket, net::event::readable);
    co_await data;
    socket->read();
    auto ended = endOf(worker);
    worker->disconnect();
    EXPECT_EQ(worker->exitedAfterDisconnect(), true);
    EXPECT_TRUE(workers().empty());
    // The worker has closed its server, but serves what it has.
    std::string refused = co_await ask(port);
    EXPECT_EQ(refused, "ECONNREFUSED");
    socket->write("after");
    auto more = events::once(*socket, net::event::readable);
    co_await more;
    EXPECT_EQ(socket->read()->toString(), "after");
    EXPECT_FALSE(worker->isDead());
    socket->end();
    socket->resume();
    End end = co_await ended;
    EXPECT_EQ(end.code, 0);
    EXPECT_EQ(end.onRequest, true);
  });
}

// cluster fact 44.
TEST(ClusterDisconnect, OfAllCallsBackWhenNoneIsLeft) {
  static Trace trace;
  trace.clear();
  primary(+[]() -> Promise<void> {
    disconnect([] { trace.push_back("none"); });
    trace.push_back("sync");
    forkRole("idle");
    auto second = forkRole("idle");
    co_await messageOf(second);
    on(event::exit,
       [](const Ref<Worker>&, std::optional<int>, std::string_view) { trace.push_back("exit"); });
    disconnect([] { trace.push_back("none"); });
  });
  EXPECT_EQ(trace, (Trace{"sync", "none", "exit", "exit", "none"}));
}

Promise<void> endsLike(std::string order, std::optional<int> code, bool onRequest) {
  auto worker = forkRole("server");
  co_await portOf(worker);
  auto ended = endOf(worker);
  worker->send(order);
  End end = co_await ended;
  EXPECT_EQ(end.code, code) << order;
  EXPECT_EQ(end.onRequest, onRequest) << order;
}

// cluster facts 39, 41, 42 and 43.
TEST(ClusterWorker, CanEndItself) {
  primary(endsLike, "disconnect", 0, true);
  primary(endsLike, "kill", 0, true);
  primary(endsLike, "process.disconnect", 0, false);
}

// cluster facts 45 and 46.
TEST(ClusterWorker, ThatFailsEndsAlone) {
  primary(endsLike, "exit 3", 3, false);
  primary(endsLike, "throw", 1, false);
  primary(+[]() -> Promise<void> {
    auto first = forkRole("server");
    int port = co_await portOf(first);
    auto second = forkRole("server");
    co_await portOf(second);
    auto ended = endOf(first);
    first->send("exit 3");
    co_await ended;
    std::string answer = co_await ask(port);
    EXPECT_EQ(answer, "2");
    EXPECT_EQ(workers().size(), 1u);
    disconnect();
  });
}

// cluster fact 40.
TEST(ClusterWorker, KilledByThePrimaryGetsASignal) {
  primary(+[]() -> Promise<void> {
    auto worker = forkRole("server");
    co_await portOf(worker);
    auto ended = endOf(worker);
    worker->kill();
    End end = co_await ended;
    EXPECT_FALSE(end.code);
    EXPECT_EQ(end.signal, "SIGTERM");
    EXPECT_EQ(end.onRequest, false);
  });
}

// cluster fact 28, and 33 where we differ: a message that comes before the worker listens is kept.
TEST(ClusterMessages, GoBothWaysAndAreKept) {
  static Trace trace;
  trace.clear();
  primary(+[]() -> Promise<void> {
    on(event::message, [](const Ref<Worker>&, const Message& message) {
      trace.push_back("cluster " + message.string());
    });
    auto worker = forkRole("messages");
    worker->on(nodelab::event::message, [worker](const Message& message) {
      trace.push_back("worker " + message.string());
      if (message == Message("two")) worker->disconnect();
    });
    worker->send("one");
    worker->send("two");
    co_return;
  });
  EXPECT_EQ(trace, (Trace{"cluster one", "worker one", "cluster two", "worker two"}));
}

// cluster fact 43: a worker does not outlive its primary.
TEST(ClusterPrimary, TakesItsWorkersAlong) {
  primary(+[]() -> Promise<void> {
    auto env = child_process::environment();
    env.emplace_back("NODELAB_TEST_ROLE", "primary");
    auto child = child_process::fork({}, {.env = env});
    auto [promise, resolver] = Promise<int>::withResolvers();
    child->once(nodelab::event::message,
                [resolver = resolver](const Message& port) { resolver.resolve(port.integer()); });
    int port = co_await promise;
    auto connection = ask(port);
    auto socket = net::connect(port, here);
    socket->write("x");
    auto served = events::once(*socket, net::event::readable);
    co_await served;
    child->kill(SIGKILL);
    socket->resume();
    auto closed = events::once(*socket, net::event::close);
    co_await closed;
    co_await connection;
  });
}

// The messages between primary and worker are Node's own: its primary can have our workers.
TEST(ClusterPrimary, MayBeNode) {
  static Trace trace;
  trace.clear();
  static bool found;
  found = true;
  run(0, nullptr, [] {
    std::vector<char> path(4096);
    std::size_t length = path.size();
    ASSERT_EQ(uv_exepath(path.data(), &length), 0);
    auto node = child_process::spawn(
        "node",
        {"-e",
         "const cluster = require('cluster'), net = require('net');"
         "process.execPath = process.argv[1];"
         "process.env.NODELAB_TEST_ROLE = 'server';"
         "cluster.setupPrimary({ exec: '-' });"
         "cluster.fork().once('listening', ({ port }) => {"
         "  cluster.fork().once('listening', () => ask(port, 4));"
         "});"
         "const ask = (port, times) => net.connect(port, '127.0.0.1')"
         "  .on('data', (id) => process.send(String(id)))"
         "  .on('close', () => times > 1 ? ask(port, times - 1) : cluster.disconnect());"
         "cluster.on('exit', (w, code) => process.send([code, w.exitedAfterDisconnect]));",
         std::string(path.data(), length)},
        {.ipc = true});
    node->on(nodelab::event::message,
             [](const Message& message) { trace.push_back(message.stringify()); });
    node->on(nodelab::event::error, [](const Error&) { found = false; });
  });
  if (!found) GTEST_SKIP() << "there is no Node";
  EXPECT_EQ(trace, (Trace{"\"1\"", "\"2\"", "\"1\"", "\"2\"", "[0,true]", "[0,true]"}));
}

// Whatever runs when the primary's loop ends is let go of.
TEST(ClusterPrimary, LetsGoOfEverythingAtTheEndOfItsLoop) {
  const int code = run(0, nullptr, [] {
    auto worker = forkRole("server");
    worker->on(Worker::event::listening, [worker](const Address& address) {
      auto socket = net::connect(address.port, here);
      socket->on(net::event::connect, [socket] { throw Error("the primary ends here"); });
    });
  });
  EXPECT_EQ(code, 1);
}

}  // namespace
}  // namespace nodelab::cluster
