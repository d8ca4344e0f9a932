// A promise chain against await: what does a step cost, and how many turns does it take?
#include "measure.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;

namespace {

constexpr int64_t steps = 1000;

// A program of `steps` steps, whose promise settles after the last.
using Program = Promise<int> (*)();

Promise<int> ready() { return Promise<int>::resolve(1); }

// ---- The next step needs the value of this one -------------------------------------------------

Promise<int> byThen() {
  Promise<int> last = ready();
  for (int64_t i = 0; i < steps; ++i) last = last.then([](int value) { return value + 1; });
  return last;
}

Promise<int> byAwait() {
  const Promise<int> one = ready();
  int sum = 0;
  for (int64_t i = 0; i < steps; ++i) sum += co_await one;
  co_return sum;
}

// ---- Each step calls something asynchronous ----------------------------------------------------

Promise<int> callByThen() {
  Promise<int> last = ready();
  for (int64_t i = 0; i < steps; ++i) last = last.then([](int) { return ready(); });
  return last;
}

Promise<int> callByAwait() {
  int sum = 0;
  for (int64_t i = 0; i < steps; ++i) sum += co_await ready();
  co_return sum;
}

// ---- `return promise` against `return await promise` in an async function ----------------------

Promise<int> returned() { co_return ready(); }
Promise<int> awaited() { co_return co_await ready(); }

Promise<int> callReturned() {
  int sum = 0;
  for (int64_t i = 0; i < steps; ++i) sum += co_await returned();
  co_return sum;
}

Promise<int> callAwaited() {
  int sum = 0;
  for (int64_t i = 0; i < steps; ++i) sum += co_await awaited();
  co_return sum;
}

// ---- Measured ----------------------------------------------------------------------------------

// An iteration is one step.
auto cost(Program program) {
  return [program](benchmark::State& state) {
    EventLoop loop;
    while (state.KeepRunningBatch(steps)) {
      loop.runCallback([&] { program(); });
      loop.run();
    }
  };
}

// Counts microtask turns: queues itself again and again until it is stopped.
struct Ruler {
  int64_t turns = 0;
  bool stopped = false;
  void turn() {
    if (stopped) return;
    ++turns;
    queueMicrotask([this] { turn(); });
  }
};

double turnsOf(Program program) {
  EventLoop loop;
  Ruler ruler;
  loop.runCallback([&] {
    program().then([&](int) { ruler.stopped = true; });
    queueMicrotask([&] { ruler.turn(); });
  });
  loop.run();
  return static_cast<double>(ruler.turns);
}

auto turns(Program there, Program call) {
  return [=](benchmark::State& state) {
    for (auto _ : state) {
      state.counters["the value is there"] = turnsOf(there);
      state.counters["from a call"] = turnsOf(call);
    }
  };
}

auto turns(Program program) {
  return [program](benchmark::State& state) {
    for (auto _ : state) state.counters["a call"] = turnsOf(program);
  };
}

void compareAll() {
  using measure::compare, measure::count;
  compare("a step", "the value is there", {{"then", cost(byThen)}, {"await", cost(byAwait)}});
  compare("a step", "from a call", {{"then", cost(callByThen)}, {"await", cost(callByAwait)}});
  compare("a call of an async function that ends with", "",
          {{"return p", cost(callReturned)}, {"return await p", cost(callAwaited)}});
  count("microtask turns of 1000 steps",
        {{"then", turns(byThen, callByThen)}, {"await", turns(byAwait, callByAwait)}});
  count("microtask turns of 1000 calls, of one that ends with",
        {{"return p", turns(callReturned)}, {"return await p", turns(callAwaited)}});
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "Is await slower than a chain of then? And is `return await` a waste?",
      .expect = R"(
Both wait for a microtask, so a step should take one turn either way. But then makes a new promise
for each step. And `return await p` has an await more than `return p`: one turn more?)",
      .why = R"(
The value is there: one turn each. then makes a promise and a function for a step, await puts the
function's variables aside and takes them up again. In Node that comes out close together; in
nodelab the variables stay where they are, in the coroutine's frame, and then has to allocate.

From a call: a handler of then that returns a promise makes the outer promise follow the inner one.
That is a microtask that calls `then` of the inner, and one for its reaction: three turns a step.
await looks into the promise itself: one.

return p: the same following, at the end of an async function, three turns. return await p: the
await takes one turn, and the function ends with a plain value; the caller's await is the second. So
the longer spelling takes a turn less. In CPU time they are close: what is saved in turns is spent
on one more suspension.)",
      .trap = R"(
"await costs three turns": before Node 12. "return await is redundant": it takes a turn less, not
one more, and it is the only form in which a try around it sees the rejection, and in which the
function stands in the stack trace. ESLint's rule against it is deprecated.

What does cost is neither: a loop that awaits things one after another which could run at the same
time. Start them all, then await Promise.all.)",
  });
  compareAll();
  return measure::run(argc, argv, 0.02);
}
