// In which turn does it go on?
//
// Callbacks of promises wait in the microtask queue, first come, first served.
// Who is queued while it is emptied stands at its end: that is one turn later.
// Puzzles of async functions and then() come down to counting turns.
#include <string>
#include <utility>

#include "lesson.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/timers_promises.h"

using namespace nodelab;
using namespace lesson;

Promise<void> puzzle();
Promise<void> oneTurnEach();
Promise<void> waysToReturn();
Promise<void> handlerThatReturnsAPromise();

Promise<void> script() {
  card({
      .asked = "What does this print: async functions against promise chains?",
      .say = "An async function runs at once, in its caller, up to its first "
             "await. The rest goes on one microtask turn after the promise is "
             "settled, like a then callback. To return a promise, from either, "
             "takes two turns more than to return a value.",
      .trap =
          "\"await takes three turns\": before Node 12. \"return await is "
          "slower\": it is a turn faster than return of a promise, and inside "
          "try it is what makes the catch see a rejection. Next: loop/errors.",
  });
  co_await puzzle();
  co_await oneTurnEach();
  co_await waysToReturn();
  co_await handlerThatReturnsAPromise();
  done();
}

std::string order;  // what ran, in the order in which it ran
void log(const std::string& name) {
  order += (order.empty() ? "" : ", ") + name;
}

// Shows the order and claims that it follows the rule.
void conclude(const char* expected, const char* rule) {
  show("{}", order);
  claim(rule, std::exchange(order, "") == expected);
}

Promise<void> second() {
  log("second");
  co_return;
}
Promise<void> first() {
  log("first");
  co_await second();
  log("first again");
}

Promise<void> puzzle() {
  step("The puzzle");
  // To call an async function is to call a function: first and second speak
  // before the call returns. The await gives way although its promise is
  // settled by then, and queues the rest of first. The then callback comes
  // after it, because it was queued after it: neither has precedence.
  log("main");
  first();
  Promise<void>::resolve().then([] { log("then"); });
  log("main again");
  co_await timers::promises::setImmediate();
  conclude("main, first, second, main again, first again, then",
           "what follows an await is queued like a then callback");
}

// Counts the turns of the microtask queue, from 1 to 6.
int turn = 0;
void count() {
  turn += 1;
  if (turn < 6) queueMicrotask(count);
}

// Shows the turn in which a then callback of the promise runs.
template <class Start>
Promise<int> turnsOf(const char* name, Start start) {
  int ran = 0;
  turn = 0;
  queueMicrotask(count);
  start().then([&ran](auto...) { ran = turn; });
  co_await timers::promises::setImmediate();
  show("{:<34} {}", name, ran);
  co_return ran;
}

Promise<void> settled() { return Promise<void>::resolve(); }
Promise<void> threeAwaits() {
  for (int i = 0; i < 3; i++) co_await settled();
}
Promise<void> threeThens() {
  return settled().then([] {}).then([] {}).then([] {});
}

Promise<void> oneTurnEach() {
  step("Turns until a then callback runs");
  // Of a settled promise it runs in the next turn. Each await and each then
  // before it adds one. In turns, an async function costs what a chain does.
  const int plain = co_await turnsOf("a settled promise", settled);
  const int awaits = co_await turnsOf("after three awaits", threeAwaits);
  const int thens =
      co_await turnsOf("after a chain of three thens", threeThens);
  claim("an await is one turn, and so is a link of a chain",
        plain == 1 && awaits == 4 && thens == 4);
}

Promise<int> value() { co_return 1; }
Promise<int> awaited() { co_return co_await Promise<int>::resolve(1); }
Promise<int> promised() { co_return Promise<int>::resolve(1); }

Promise<void> waysToReturn() {
  step("Three ways to return from an async function");
  // A value settles the function's promise at once. A promise has to be
  // followed: one turn to call its then(), one until what was passed to then()
  // runs and settles the function's promise. Our callback gets the third.
  const int plain = co_await turnsOf("return value", value);
  const int awaits = co_await turnsOf("return await promise", awaited);
  const int follows = co_await turnsOf("return promise", promised);
  claim("1, 2 and 3", plain == 1 && awaits == 2 && follows == 3);
}

Promise<void> handlerThatReturnsAPromise() {
  step("A then callback that returns a promise");
  // The same two turns more. The other chain says in which turn we are: 1 runs
  // beside 0, then there is room for 2 (then() is called) and for 3 (it runs
  // what it was given). resolve(promise) of a new Promise takes as long.
  settled()
      .then([] {
        log("0");
        return Promise<std::string>::resolve("4");
      })
      .then(log);
  Promise<void> other = settled();
  for (const auto name : {"1", "2", "3", "5", "6"}) {
    other = other.then([name] { log(name); });
  }
  co_await timers::promises::setImmediate();
  conclude("0, 1, 2, 3, 4, 5, 6", "following a promise takes two extra turns");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
