// nodelab's loop, promises and timers beside Node, libuv and Boost.Asio.
#include <malloc.h>

#include <vector>

#include "loop/peers.h"
#include "loop/start.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/promise/promise.h"

using namespace nodelab;

namespace peers {

// What is mapped for a single large block is not among the rest.
int64_t bytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

namespace {

// ---- Queues ------------------------------------------------------------------------------------

auto tick = [](auto&& function) { process::nextTick(function); };
auto microtask = [](auto&& function) { queueMicrotask(function); };
auto immediate = [](auto&& function) { setImmediate(function); };

// All are queued by one callback, then run.
template <class Queue>
Body breadth(Queue queue) {
  return [queue](benchmark::State& state) {
    EventLoop loop;
    int64_t count = 0;
    inBatches(state, many(), [&] {
      loop.runCallback([&] {
        for (int64_t i = 0, n = many(); i < n; ++i) queue([&count] { ++count; });
      });
      loop.run();
    });
    benchmark::DoNotOptimize(count);
  };
}

// Each queues the next.
template <class Queue>
struct Again {
  Queue queue;
  int64_t& left;
  void operator()() const {
    if (--left > 0) queue(*this);
  }
};
template <class Queue>
Body depth(Queue queue, int64_t usual = 1'000'000) {
  return [queue, usual](benchmark::State& state) {
    EventLoop loop;
    int64_t left = 0;
    inBatches(state, measure::sized(usual), [&] {
      left = measure::sized(usual);
      loop.runCallback([&] { queue(Again<Queue>{queue, left}); });
      loop.run();
    });
  };
}

Promise<void> awaitReady(int64_t count) {
  const Promise<int> ready = Promise<int>::resolve(1);
  for (int64_t i = 0; i < count; ++i) co_await ready;
}

void await(benchmark::State& state) {
  EventLoop loop;
  inBatches(state, many(), [&] {
    loop.runCallback([] { awaitReady(many()); });
    loop.run();
  });
}

// ---- Timers ------------------------------------------------------------------------------------

Body timers(int64_t delays) {
  return [delays](benchmark::State& state) {
    EventLoop loop;
    const Delays spread(delays);
    int64_t fired = 0;
    inBatches(state, many(), [&] {
      loop.runCallback([&] {
        for (int64_t i = 0, n = many(); i < n; ++i) {
          setTimeout([&fired] { ++fired; }, static_cast<double>(spread.of(i)));
        }
      });
      loop.run();
    });
    benchmark::DoNotOptimize(fired);
  };
}

void setAndClear(benchmark::State& state) {
  EventLoop loop;
  int64_t fired = 0;
  inBatches(state, 1000, [&] {
    loop.runCallback([&] {
      for (int i = 0; i < 1000; ++i) clearTimeout(setTimeout([&fired] { ++fired; }, 5000));
    });
  });
}

using Timeouts = std::vector<Timeout>;

void start(Timeouts& timers, int64_t& fired) {
  const Delays delays(1000);
  for (int64_t i = 0, n = many(); i < n; ++i) {
    const auto delay = static_cast<double>(minute + delays.of(i));
    timers.push_back(setTimeout([&fired] { ++fired; }, delay));
  }
}

void setAndClearAmongMany(benchmark::State& state) {
  EventLoop loop;
  int64_t fired = 0;
  Timeouts timers;
  timers.reserve(static_cast<std::size_t>(many()));
  inBatches(state, many(), [&] {
    loop.runCallback([&] {
      start(timers, fired);
      for (const Timeout& timer : timers) clearTimeout(timer);
      timers.clear();
    });
  });
}

void bytesOfATimer(benchmark::State& state) {
  EventLoop loop;
  int64_t fired = 0;
  countBytes(state, [&] {
    Timeouts timers;
    timers.reserve(static_cast<std::size_t>(many()));
    loop.runCallback([&] { start(timers, fired); });
    return timers;
  });
}

// ---- The table ---------------------------------------------------------------------------------

// Adds a row: nodelab, and those peers that have such a thing.
void row(std::string name, Body ours, Body libuv, Body asio) {
  std::vector<measure::Way> ways{{"nodelab", std::move(ours)}};
  if (libuv) ways.push_back({"libuv", std::move(libuv)});
  if (asio) ways.push_back({"Boost.Asio", std::move(asio)});
  measure::compare("CPU time", std::move(name), std::move(ways));
}

void compareAll() {
  measure::peers("CPU time");
#ifdef NODELAB_WITH_ASIO
  measure::alsoMeasures(std::string("Boost.Asio ") + asio::version);
  const Body asioBreadth = asio::breadth, asioDepth = asio::depth, asioAwait = asio::await,
             asioTimers = asio::timers(1), asioDelays = asio::timers(1000),
             asioSetAndClear = asio::setAndClear, asioAmongMany = asio::setAndClearAmongMany,
             asioBytes = asio::bytesOfATimer;
#else
  measure::alsoMeasures("Boost.Asio was not there when this was built");
  const Body asioBreadth, asioDepth, asioAwait, asioTimers, asioDelays, asioSetAndClear,
      asioAmongMany, asioBytes;
#endif
  row("nextTick, breadth", breadth(tick), nullptr, asioBreadth);
  row("nextTick, depth", depth(tick), nullptr, asioDepth);
  row("microtask, breadth", breadth(microtask), nullptr, asioBreadth);
  row("microtask, depth", depth(microtask), nullptr, asioDepth);
  row("setImmediate, breadth", breadth(immediate), nullptr, asioBreadth);
  row("await, ready value", await, nullptr, asioAwait);
  row("turn of the loop", depth(immediate, 100'000), libuv::turn, nullptr);
  row("1M timers, one delay", timers(1), libuv::timers(1), asioTimers);
  row("1M timers, 1000 delays", timers(1000), libuv::timers(1000), asioDelays);
  row("set and clear", setAndClear, libuv::setAndClear, asioSetAndClear);
  row("the same among 1M", setAndClearAmongMany, libuv::setAndClearAmongMany, asioAmongMany);
  if (startIsThere()) {
    const measure::Way ours{"nodelab", startDemo, measure::Clock::own};
    measure::compare("CPU time", "start and end",
                     {ours, {"libuv", startBare, measure::Clock::own}});
    measure::compare("CPU time", "with libstdc++ in both",
                     {ours, {"libuv", startBareCpp, measure::Clock::own}});
  }
  measure::peers("memory");
  std::vector<measure::Way> bytes{{"nodelab", bytesOfATimer}, {"libuv", libuv::bytesOfATimer}};
  if (asioBytes) bytes.push_back({"Boost.Asio", asioBytes});
  measure::count("memory", std::move(bytes));
}

}  // namespace
}  // namespace peers

int main(int argc, char** argv) {
  measure::card({
      .asked = "For engineers: how fast is nodelab's loop beside Node, libuv and Boost.Asio?",
      .expect = R"(
Queues: ahead of both, since a tick is a function in its place in a queue, and nothing else. A turn
of the loop: a little behind libuv, which it is a turn of. A million timers: ahead of both heaps, by
Node's own lists. One timer, set and cleared: behind libuv, which has the timer already.)",
      .why = R"(
breadth: a million wait at once, so memory counts. A small function and its context take 40 bytes,
in chunks that are used again; Node makes an object for each and collects it, Asio allocates each.

depth: each queues the next, so there is one at a time, in a cache. All come closer together.

await: the coroutine's frame stays where it is. What is queued is one microtask that resumes it. In
Asio the comparison is an awaited post, in Node an awaited promise.

turn of the loop: libuv's idle and check handle call nothing but a counter. nodelab makes an
immediate and looks at two queues besides.

timers: libuv and Asio keep a heap, and each timer climbs and sinks in it. Timers of one duration
come due in the order in which they were made, so Node, and nodelab, keep a list for each duration;
only the lists are ordered. libuv's handles and Asio's timers lie in one array here, made and
destroyed off the clock.

set and clear: libuv starts and stops one handle that is never made anew. nodelab, as Node, makes a
timer, asks for the time, puts it in a list, and undoes all that.

start and end: most of it is the dynamic linker. A demo of nodelab loads libuv, fmt and the C++
library; an empty program that is linked to libuv loads that only. The next row loads the C++
library in both, as any program does that uses a std::string.)",
      .trap = R"(
"So nodelab is a faster Node": it runs no JavaScript. A program's time is seldom in the queues, and
what a callback does costs more than calling it.

"libuv is slow at timers": it is a heap because libuv's timers have no classes of duration. Whoever
has few timers, as most programs do, sees no difference.)",
  });
  peers::compareAll();
  return measure::run(argc, argv, 0.02);
}
