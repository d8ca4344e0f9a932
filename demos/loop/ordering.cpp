// Which callback comes next?
//
// Every step queues a few callbacks, in an order that is not the order in which
// they will run, and looks at what happened. Two questions answer all of it:
// is something in the two queues (ticks, then microtasks), and if not, which
// phase of the loop are we in?
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lesson.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/net/socket.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;
using namespace lesson;

void next();
void fromMain();
void tickFromPromise();
void afterEachCallback();
void race();
void arrived(std::string_view name);
void fromIo();

void script() {
  card({
      .asked =
          "In which order do nextTick, promises, timers and immediates run?",
      .say =
          "When a callback returns, Node first runs every nextTick, then every "
          "promise callback, until both queues are empty. Only then does the "
          "loop go on, round its phases: timers, poll for I/O, check for "
          "setImmediate, close callbacks. So after I/O an immediate always "
          "comes before a timer; from the main script the two race.",
      .trap =
          "nextTick is not a microtask: it has a queue of its own, which goes "
          "first. But the body of an ES module runs inside a microtask, so "
          "there promises come before ticks. And setTimeout 0 means 1 ms.",
  });
  next();
}

const std::array steps = {
    fromMain, tickFromPromise, afterEachCallback, race, fromIo, done,
};
int position = 0;
void next() { steps.at(position++)(); }

// What ran, in the order in which it ran.
std::vector<std::string> order;
void log(std::string_view name) { order.emplace_back(name); }

// Ends a step: shows the order, claims that it follows the rule, goes on.
void conclude(std::string_view expected, std::string_view rule) {
  const std::string seen =
      fmt::format("{}", fmt::join(std::exchange(order, {}), ", "));
  show("{}", seen);
  claim(rule, seen == expected);
  next();
}

void spin(double ms) {
  const double end = performance::now() + ms;
  while (performance::now() < end) continue;
}

void fromMain() {
  step("The main script");
  // The script is a callback like any other. When it returns, Node empties the
  // tick queue, then the microtask queue (promises), and looks at both again
  // until they are empty. Only then does it enter the loop: due timers first,
  // then poll, then check, where immediates run. The spin at the end makes the
  // timer due by then; step 4 leaves that to chance.
  setImmediate([] {
    log("immediate");
    conclude("main, tick, promise, timeout, immediate",
             "ticks, then promises, and only then the loop");
  });
  setTimeout([] { log("timeout"); }, 0);
  Promise<void>::resolve().then([] { log("promise"); });
  process::nextTick([] { log("tick"); });
  log("main");
  spin(2);
}

void tickFromPromise() {
  step("A tick queued by a promise callback");
  // Each queue is emptied before Node looks at the other one. So a tick that a
  // promise callback queues waits for all promise callbacks, even for those
  // that are queued after it. The "next tick" can be a long time off.
  Promise<void>::resolve()
      .then([] {
        process::nextTick([] { log("tick"); });
        log("promise 1");
      })
      .then([] { log("promise 2"); });
  setImmediate([] {
    conclude("promise 1, promise 2, tick",
             "a tick queued in a microtask waits until no microtask is left");
  });
}

void afterEachCallback() {
  step("Two immediates in one check phase");
  // Both queues are emptied after every single callback, not once a phase.
  // (Before Node 11 it was once a phase, and old articles still say so.)
  setImmediate([] {
    log("immediate 1");
    Promise<void>::resolve().then([] { log("promise"); });
    process::nextTick([] { log("tick"); });
  });
  setImmediate([] {
    log("immediate 2");
    conclude("immediate 1, tick, promise, immediate 2",
             "ticks and promises run between two callbacks of one phase");
  });
}

int races = 0;
int timeoutFirst = 0;

void race() {
  if (races == 0) step("setTimeout 0 against setImmediate: 100 races");
  // An immediate ends where the main script ends: the loop looks at its timers
  // next, and then comes check. A timer of 0 ms is one of 1 ms. Who wins
  // depends on whether that millisecond has passed when the loop gets to the
  // timers: here after 0 to 0.9 ms of work, in a real script after whatever it
  // does. There is no rule, so do not learn one.
  setTimeout([] { arrived("timeout"); }, 0);
  setImmediate([] { arrived("immediate"); });
  spin(races % 10 / 10.0);
}

void arrived(std::string_view name) {
  log(name);
  if (order.size() < 2) return;
  if (order.front() == "timeout") timeoutFirst += 1;
  order.clear();
  races += 1;
  if (races < 100) {
    setImmediate(race);
    return;
  }
  measured("the timeout came first in {} of 100 races", timeoutFirst);
  next();
}

void fromIo() {
  step("From an I/O callback: no race");
  // I/O callbacks run in the poll phase. After poll come check, then the close
  // callbacks, and only then the timers of the next round. So the immediate is
  // always first, even before a timer that is long due, as this one is.
  fs::stat(".", [](const Error&, fs::Stats) {
    setTimeout(
        [] {
          log("timeout");
          conclude("I/O, tick, promise, immediate, close, timeout",
                   "after poll: check, then close callbacks, then timers");
        },
        0);
    // A socket that is destroyed at once: 'close' comes in the close phase.
    const auto socket = net::connect(1, "127.0.0.1");
    socket->on(event::close, [] { log("close"); });
    socket->destroy();
    setImmediate([] { log("immediate"); });
    Promise<void>::resolve().then([] { log("promise"); });
    process::nextTick([] { log("tick"); });
    log("I/O");
    spin(2);
  });
}

int main(int argc, char** argv) { return run(argc, argv, script); }
