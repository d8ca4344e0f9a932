// What runs between two callbacks of the loop?
//
// Two queues: ticks (process.nextTick) and microtasks (promise callbacks and
// queueMicrotask). Neither belongs to a phase. Node empties one, then the
// other, and again, until both are empty; only then may the loop go on.
#include <string>
#include <string_view>
#include <utility>

#include "lesson.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;
using namespace lesson;

void alternation();
void betweenCallbacks();
Promise<void> afterAwait();
Promise<void> modules();

void script() {
  card({
      .asked = "Does nextTick run before a promise callback?",
      .say =
          "If one callback of the loop queues both, yes: all ticks run, then "
          "all microtasks, and again until both queues are empty. Each queue "
          "is emptied before Node looks at the other. So inside a microtask it "
          "is the other way round: the tick waits until no microtask is left.",
      .trap =
          "After an await you are inside a microtask, and so is the whole body "
          "of an ES module: there promises come before ticks. \"Microtasks run "
          "at the end of a phase\" was true before Node 11.",
  });
  alternation();  // each step begins the next one
}

// What ran, in the order in which it ran.
std::string order;
void log(std::string_view name) {
  order.append(order.empty() ? "" : ", ").append(name);
}

// Ends a step: shows the order, claims that it follows the rule.
void conclude(std::string_view expected, std::string_view rule) {
  const std::string seen = std::exchange(order, {});
  show("{}", seen);
  claim(rule, seen == expected);
}

void spin(double ms) {
  const double end = performance::now() + ms;
  while (performance::now() < end) continue;
}

void alternation() {
  step("Both queues, filled while they are being emptied");
  // Round one: every tick, also t2, which a tick queues; then every microtask,
  // also m3, which a microtask queues. Only now Node looks at the ticks again,
  // and finds t3, which was queued by m1: m2 and m3 went before it.
  queueMicrotask([] {
    log("m1");
    process::nextTick([] { log("t3"); });
    queueMicrotask([] { log("m3"); });
  });
  process::nextTick([] {
    log("t1");
    process::nextTick([] { log("t2"); });
    queueMicrotask([] { log("m2"); });
  });
  setImmediate([] {
    conclude("t1, t2, m1, m2, m3, t3",
             "one queue is emptied before the other is looked at");
    betweenCallbacks();
  });
}

void callback(std::string_view name) {
  log(name);
  queueMicrotask([] { log("microtask"); });
  process::nextTick([] { log("tick"); });
}

void betweenCallbacks() {
  step("Two timers of one timers phase, two immediates of one check phase");
  // Both queues are emptied after every single callback, not once a phase.
  // (Before Node 11 it was once a phase, and old articles still say so.)
  setTimeout(callback, 1, "timer 1");
  setTimeout(callback, 1, "timer 2");
  setTimeout(
      [] {
        conclude("timer 1, tick, microtask, timer 2, tick, microtask",
                 "ticks and microtasks run between two timers");
        setImmediate(callback, "immediate 1");
        setImmediate(callback, "immediate 2");
        setImmediate([] {
          conclude("immediate 1, tick, microtask, immediate 2, tick, microtask",
                   "and between two immediates");
          afterAwait();
        });
      },
      1);
  spin(2);  // so that all three are due when the loop comes to its timers
}

// Asks for both, the tick first.
void queueBoth(std::string_view where) {
  log(where);
  process::nextTick([] { log("tick"); });
  Promise<void>::resolve().then([] { log("promise"); });
}

Promise<void> nextTurn() {
  auto [promise, resolver] = Promise<void>::withResolvers();
  setImmediate([resolver = resolver] { resolver.resolve(); });
  return promise;
}

Promise<void> afterAwait() {
  step("The same two lines before and after an await");
  // The call is part of our callback, and what follows an await is a microtask.
  // There the microtask queue is being emptied already: the promise callback
  // joins it, and the tick waits for its end, although it was asked for first.
  queueBoth("before await");
  co_await nextTurn();
  conclude("before await, tick, promise",
           "queued in a plain callback, the tick is first");
  queueBoth("after await");
  co_await nextTurn();
  conclude("after await, promise, tick",
           "queued in a microtask, the promise is first");
  modules();
}

Promise<void> modules() {
  step("The body of an ES module");
  // A script, like the body of a CommonJS module, is a plain callback; step 1
  // ran in one. The body of an ES module may await at its top level, so Node
  // runs it as an async function is resumed: in a microtask. C++ has no such
  // modules: here a microtask is the body, in the twin it is a real one.
  queueMicrotask([] { queueBoth("module body"); });
  co_await nextTurn();
  conclude("module body, promise, tick",
           "the same lines, the other way round than in CommonJS");
  done();
}

int main(int argc, char** argv) { return run(argc, argv, script); }
