// Which callback comes next?
//
// The puzzle of every interview: five callbacks are queued, in an order that is
// not the one in which they run. Two questions solve it. Is something in the
// two queues (ticks, then promises)? If not, which phase of the loop are we in?
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
#include "nodelab/process/run.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;
using namespace lesson;

void next();
void fromMain();
void notAsynchronous();
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
          "comes before a timer.",
      .trap =
          "nextTick is not a microtask: it has a queue of its own, which goes "
          "first. And setTimeout 0 means 1 ms: from the main script it races "
          "with an immediate. Next: loop/timeout-vs-immediate, "
          "loop/ticks-and-microtasks.",
  });
  next();
}

const std::array steps = {fromMain, notAsynchronous, fromIo, done};
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

// The puzzle. The spin makes the timer due before the loop goes on, so that
// its place depends on the phases alone and not on how fast this machine is.
void queueFour() {
  setImmediate([] { log("immediate"); });
  setTimeout([] { log("timeout"); }, 0);
  Promise<void>::resolve().then([] { log("promise"); });
  process::nextTick([] { log("tick"); });
  spin(2);
}

void fromMain() {
  step("The main script");
  // The script is a callback like any other. When it returns, Node empties the
  // tick queue, then the microtask queue (promises), and looks at both again
  // until they are empty. Only then does it enter the loop: due timers first,
  // then poll, then check, where immediates run.
  queueFour();
  log("main");
  setImmediate([] {
    conclude("main, tick, promise, timeout, immediate",
             "ticks, then promises, and only then the loop");
  });
}

Promise<void> asyncFunction() {
  log("async body");
  co_await Promise<void>::resolve();
  log("after await");
}

void notAsynchronous() {
  step("What only looks asynchronous");
  // The function given to `new Promise` runs at once, before the constructor
  // returns. So does an async function, up to its first await: what follows the
  // await is a promise callback and waits for its turn, behind every tick.
  process::nextTick([] { log("tick"); });
  asyncFunction();
  auto [promise, resolver] = Promise<void>::withResolvers();
  log("executor");  // C++ needs no function for it: this is plainly at once
  resolver.resolve();
  promise.then([] { log("then"); });
  log("end of the callback");
  setImmediate([] {
    conclude(
        "async body, executor, end of the callback, tick, after await, then",
        "before the first await nothing is asynchronous");
  });
}

void fromIo() {
  step("The same puzzle in an I/O callback");
  // Nothing changes for the two queues. But I/O callbacks run in the poll
  // phase, and from there the loop comes to check before it comes to timers. So
  // the immediate is first, even before a timer that is long due, as this is.
  fs::stat(".", [](const Error&, fs::Stats) {
    queueFour();
    log("I/O");
    setTimeout(
        [] {
          conclude("I/O, tick, promise, immediate, timeout",
                   "the same queues; but from poll, check comes before timers");
        },
        1);
  });
}

int main(int argc, char** argv) { return run(argc, argv, script); }
