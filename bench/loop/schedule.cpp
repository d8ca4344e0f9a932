// nextTick, microtask, setImmediate, setTimeout(0): what does one callback cost, and how long does
// it wait?
#include <uv.h>

#include <chrono>

#include "measure.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"

using namespace nodelab;

namespace {

auto nextTick = [](auto function) { process::nextTick(function); };
auto microtask = [](auto function) { queueMicrotask(function); };
auto immediate = [](auto function) { setImmediate(function); };
auto timeout = [](auto function) { setTimeout(function, 0); };

// Each callback schedules the next, `left` of them.
template <class Schedule>
struct Next {
  Schedule schedule;
  int64_t& left;
  void operator()() const {
    if (--left > 0) schedule(*this);
  }
};

template <class Schedule>
void oneAfterAnother(EventLoop& loop, Schedule schedule, int64_t n) {
  loop.runCallback([&] { schedule(Next<Schedule>{schedule, n}); });
  loop.run();
}

template <class Schedule>
void atOnce(EventLoop& loop, Schedule schedule, int64_t n) {
  int64_t count = 0;
  loop.runCallback([&] {
    for (int64_t i = 0; i < n; ++i) schedule([&count] { ++count; });
  });
  loop.run();
  benchmark::DoNotOptimize(count);
}

template <class Schedule>
auto chain(Schedule schedule, int64_t batch) {
  return [=](benchmark::State& state) {
    EventLoop loop;
    while (state.KeepRunningBatch(batch)) oneAfterAnother(loop, schedule, batch);
  };
}

template <class Schedule>
auto crowd(Schedule schedule) {
  return [=](benchmark::State& state) {
    EventLoop loop;
    while (state.KeepRunningBatch(1000)) atOnce(loop, schedule, 1000);
  };
}

template <class Schedule>
auto wait(Schedule schedule, int64_t batch) {
  return [=](benchmark::State& state) {
    using Clock = std::chrono::steady_clock;
    EventLoop loop;
    while (state.KeepRunningBatch(batch)) {
      const auto begin = Clock::now();
      oneAfterAnother(loop, schedule, batch);
      state.SetIterationTime(std::chrono::duration<double>(Clock::now() - begin).count());
    }
  };
}

// How often the loop turned: a prepare handle is called in each turn, before it polls.
class Turns {
 public:
  explicit Turns(EventLoop& loop) {
    uv_prepare_init(loop.uv(), &prepare_);
    prepare_.data = &count_;
    uv_unref(reinterpret_cast<uv_handle_t*>(&prepare_));
    uv_prepare_start(&prepare_, [](uv_prepare_t* self) { ++*static_cast<int*>(self->data); });
  }
  int count() const { return count_; }

 private:
  uv_prepare_t prepare_;
  int count_ = 0;
};

template <class Schedule>
auto turns(Schedule schedule) {
  return [=](benchmark::State& state) {
    for (auto _ : state) {
      EventLoop loop;
      const Turns turns(loop);
      oneAfterAnother(loop, schedule, 100);
      state.counters["100 callbacks"] = turns.count();
    }
  };
}

// The timers wait a millisecond each, so there are fewer of them.
constexpr int64_t many = 1000, few = 10;

void compareAll() {
  using measure::Clock;
  measure::compare("each schedules the next", "",
                   {{"nextTick", chain(nextTick, many)},
                    {"microtask", chain(microtask, many)},
                    {"setImmediate", chain(immediate, many)},
                    {"setTimeout 0", chain(timeout, few)}});
  measure::compare("each schedules the next, by the clock", "",
                   {{"nextTick", wait(nextTick, many), Clock::own},
                    {"microtask", wait(microtask, many), Clock::own},
                    {"setImmediate", wait(immediate, many), Clock::own},
                    {"setTimeout 0", wait(timeout, few), Clock::own}});
  measure::compare("1000 scheduled at once", "",
                   {{"nextTick", crowd(nextTick)},
                    {"microtask", crowd(microtask)},
                    {"setImmediate", crowd(immediate)},
                    {"setTimeout 0", crowd(timeout)}});
  measure::count("turns of the loop, where each schedules the next",
                 {{"nextTick", turns(nextTick)},
                  {"microtask", turns(microtask)},
                  {"setImmediate", turns(immediate)},
                  {"setTimeout 0", turns(timeout)}});
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "nextTick, a microtask, setImmediate or setTimeout(0): what does each cost?",
      .expect = R"(
The first two run before the loop goes on, so they should cost least, and about the same. The third
needs a turn of the loop, the fourth a turn and a millisecond. How far apart is that, and does it
stay so when a thousand of them wait?)",
      .why = R"(
nextTick and microtask: two queues that are run to their end before the loop goes on. No turn of the
loop, as the last table says. In Node a microtask costs less: V8 runs its queue itself, while a tick
passes through JavaScript of Node's that makes an object for each. In nodelab both are the same ring
of functions, and cost the same.

setImmediate, one after another: each needs a turn of the loop of its own, and a turn asks the
system whether a file or socket is ready.

setImmediate, 1000 at once: all of them run in one turn, and the price of that turn is shared. In
Node one then costs no more than a tick.

setTimeout 0, one after another: 0 becomes 1 millisecond, and the thread sleeps for it. That costs
little CPU, falling asleep and waking up, but by the clock it is thousands of ticks.

setTimeout 0, 1000 at once: they stand in one list for 1 ms and come due together, so the waiting is
shared, too. What is left is making a timer and putting it in the list.)",
      .trap = R"(
"setTimeout(0) runs at once": after a millisecond at least. Whoever wants the next turn takes
setImmediate.

"nextTick runs in the next turn, setImmediate at once": the reverse. The names are swapped, and Node
keeps them for old programs' sake.

"So always nextTick, it is the cheapest": cheap because nobody else runs in between. A chain of
ticks or of microtasks keeps every timer and socket waiting; the turn that setImmediate pays for is
the turn in which they run. And in Node queueMicrotask is the cheaper one.)",
  });
  compareAll();
  return measure::run(argc, argv, 0.02);
}
