// Where in its round is the loop?
//
// The loop goes round one circle of phases, and each phase has callbacks of its
// own kind: who knows what was called knows where the loop is. (Idle and
// prepare, before poll, are hooks inside libuv that JavaScript cannot reach.)
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/timers.h"
#include "nodelab/net/server.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"

using namespace nodelab;
using namespace lesson;

Promise<void> oneRound();
Promise<void> fromEachPhase();

Promise<void> script() {
  card({
      .asked = "Name the phases of the event loop. What runs in each?",
      .say = "Timers: setTimeout and setInterval. Pending: a few results that "
             "were there at once, reported later. Poll: wait for I/O, and its "
             "callbacks. Check: setImmediate. Close: handles that were closed. "
             "Ticks and promises are no phase: they run after every callback.",
      .trap =
          "\"I/O callbacks run in pending\": no, in poll. \"Poll burns CPU\": "
          "it sleeps in the kernel. And not every 'close' is the close phase: "
          "most streams emit theirs from a tick.",
  });
  co_await oneRound();
  co_await fromEachPhase();
  done();
}

void spin(double ms) {
  const double end = performance::now() + ms;
  while (performance::now() < end) continue;
}

// A callback of each kind. The spin makes the timer due.
void inCheck(Task callback) { setImmediate(std::move(callback)); }
void inPoll(Task callback) {
  fs::stat(".", [callback = std::move(callback)](
                    const Error&, fs::Stats) mutable { callback(); });
}
void inTimers(Task callback) {
  setTimeout(std::move(callback), 0);
  spin(2);
}
// A socket that is destroyed at once: only its handle is left to close.
void inClose(Task callback) {
  const auto socket = net::connect(1, "127.0.0.1");
  socket->on(event::close, std::move(callback));
  socket->destroy();
}

std::vector<std::string> entered;  // the phases that called back
void enter(std::string_view phase, std::string_view what = "") {
  entered.emplace_back(phase);
  if (!what.empty()) show("{:<9}{}", phase, what);
}
std::string takeOrder() {
  return fmt::format("{}", fmt::join(std::exchange(entered, {}), ", "));
}

// A connection, whose other end reads until we end it.
Promise<Ref<net::Socket>> connection() {
  const auto server = net::createServer(
      [](const Ref<net::Socket>& socket) { socket->resume(); });
  server->listen(0, "127.0.0.1");
  co_await events::once(*server, net::event::listening);
  const auto socket = net::connect(server->address()->port, "127.0.0.1");
  co_await events::once(*socket, net::event::connect);
  server->close();
  co_return socket;
}

Promise<void> oneRound() {
  step("Once round the circle: all queued in one check phase");
  // Pending: to end a connection is one system call that does not wait. libuv
  // has the result at once, but never calls back inside your call: it keeps the
  // result for this phase. Poll: the loop sleeps here until the system reports
  // a socket, or the thread pool a file (a stat here). Both are ready while the
  // timer's callback spins, and still pending comes first.
  const auto socket = co_await connection();
  auto [end, resolver] = Promise<void>::withResolvers();
  inCheck([socket, resolver = resolver] {
    enter("check", "an immediate, which queues all of these");
    inPoll([resolver] {
      enter("poll", "fs.stat has its result");
      inCheck([resolver] { resolver.resolve(); });
    });
    socket->on(event::finish,
               [] { enter("pending", "a socket sent its end"); });
    socket->end();
    inTimers([] {
      enter("timers", "a timeout that was due");
      spin(5);
    });
    inClose([] { enter("close", "a destroyed socket's 'close'"); });
  });
  co_await end;
  enter("check", "an immediate, queued in poll");
  claim("check, close, timers, pending, poll, and check again",
        takeOrder() == "check, close, timers, pending, poll, check");
}

using InPhase = void (*)(Task callback);

// Queues a close, an immediate and a timer in a phase; tells how they came.
Promise<bool> from(std::string_view phase, InPhase in, std::string_view order) {
  auto [three, resolver] = Promise<std::string>::withResolvers();
  in([resolver = resolver] {
    const auto arrived = [resolver](std::string_view where) {
      enter(where);
      if (entered.size() == 3) resolver.resolve(takeOrder());
    };
    inClose([arrived] { arrived("close"); });
    inCheck([arrived] { arrived("check"); });
    inTimers([arrived] { arrived("timers"); });
  });
  const std::string seen = co_await three;
  show("from {:<7} {}", phase, seen);
  co_return seen == order;
}

Promise<void> fromEachPhase() {
  step("A close, an immediate and a timer, queued in each phase");
  // They come in the order of the circle, from the phase on where we are. That
  // phase itself is closed to newcomers: what it queues for itself waits a
  // whole round, which makes setImmediate fair. (A round of libuv begins with
  // the timers, and since 1.45, in Node 20, ends with them: the same circle.)
  bool holds = co_await from("poll", inPoll, "check, close, timers");
  holds &= co_await from("check", inCheck, "close, timers, check");
  holds &= co_await from("close", inClose, "timers, check, close");
  holds &= co_await from("timers", inTimers, "check, close, timers");
  claim("the next phases of one circle; the own one comes last", holds);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
