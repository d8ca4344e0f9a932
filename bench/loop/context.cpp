// AsyncLocalStorage: what does it cost to carry a store along?
#include "measure.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/promise/async_local_storage.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;

namespace {

constexpr int64_t batch = 1000;
AsyncLocalStorage<int> storage;

// So many operations, done by one callback and what it leads to.
using Program = void (*)();

// Each queues the next.
template <class Queue>
struct Next {
  Queue queue;
  int64_t left;
  void operator()() const {
    if (left > 0) queue(Next{queue, left - 1});
  }
};

void ticks() {
  auto queue = [](auto function) { process::nextTick(function); };
  queue(Next<decltype(queue)>{queue, batch - 1});
}

void immediates() {
  auto queue = [](auto function) { setImmediate(function); };
  queue(Next<decltype(queue)>{queue, batch - 1});
}

Promise<void> awaitReady() {
  const Promise<int> ready = Promise<int>::resolve(1);
  for (int64_t i = 0; i < batch; ++i) co_await ready;
}
void awaits() { awaitReady(); }

void thens() {
  Promise<int> last = Promise<int>::resolve(1);
  for (int64_t i = 0; i < batch; ++i) last = last.then([](int value) { return value; });
}

// Runs the program where `enter` puts it.
template <class Enter>
auto measured(Program program, Enter enter) {
  return [=](benchmark::State& state) {
    EventLoop loop;
    storage.disable();  // others have enabled it
    while (state.KeepRunningBatch(batch)) {
      loop.runCallback([&] { enter(program); });
      loop.run();
    }
  };
}

auto unused = [](Program program) { program(); };
auto outside = [](Program program) {
  storage.run(42, [] {});
  program();
};
auto inside = [](Program program) { storage.run(42, program); };

void compareAll() {
  for (const auto& [row, program] : {std::pair<const char*, Program>{"await", awaits},
                                     {"then", thens},
                                     {"nextTick", ticks},
                                     {"setImmediate", immediates}}) {
    measure::compare("a step", row,
                     {{"unused", measured(program, unused)},
                      {"used elsewhere", measured(program, outside)},
                      {"in a run", measured(program, inside)}});
  }
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "What does AsyncLocalStorage cost?",
      .expect = R"(
Whatever is made to run later must remember the store: each timer, tick, handler and await. That
should cost something in each step inside of `run`, most where a step is cheap. And outside of it,
in a program that uses it elsewhere?)",
      .why = R"(
await and then, in Node 20: the store is a property of each promise, set by a hook that V8 calls
when one is made. Without the hook V8 takes its fast paths; with it a step costs two to three times
as much.

used elsewhere: hooks are on or off for the whole process, and the first `run` turns them on. So
the steps outside pay as much: the hook is called for each, and finds no store.

nextTick and setImmediate: they call hooks for their own objects, and cost more to begin with, so
the share is smaller, and the spread is larger than it.

In nodelab: what waits has a place for the context, always, and it is exchanged with the current
one around each call. Inside of a run two counters move besides, one nanosecond or so. Outside it
is as if there were none.)",
      .trap = R"(
"It is too slow for production": a request makes some hundred steps, and each costs a fraction of a
microsecond more. What one measures in a server is tracing, which does work at each of them, seldom
the storage.

"Only the code inside of run pays": not in Node 20, see the middle line. (Node 24 keeps the context
in V8 itself, without hooks.))",
  });
  compareAll();
  return measure::run(argc, argv, 0.02);
}
