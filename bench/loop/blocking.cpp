// Work in one go, or in chunks: what do the chunks cost, and how late do timers come?
#include <algorithm>
#include <chrono>

#include "measure.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"

using namespace nodelab;

namespace {

// So many steps, each of which needs the one before it.
uint32_t work(uint32_t number, int64_t steps) {
  for (int64_t i = 0; i < steps; ++i) number = number * 1664525 + 1013904223;
  return number;
}

// ---- What chunks cost --------------------------------------------------------------------------

auto bySetImmediate = [](auto function) { setImmediate(function); };
auto byNextTick = [](auto function) { process::nextTick(function); };

// A job of `left` steps that does `chunk` of them and schedules the rest, by setImmediate or
// nextTick, until it is done.
template <class Schedule, class Done>
struct Job {
  Job(Schedule by, int64_t steps, int64_t ofAll, Done atEnd)
      : schedule(by), chunk(steps), left(ofAll), done(atEnd) {}

  Schedule schedule;
  int64_t chunk;
  int64_t left;
  Done done;
  uint32_t number = 1;

  void run() {
    number = work(number, std::min(chunk, left));
    left -= chunk;
    left > 0 ? schedule([this] { run(); }) : done();
  }
};

// An iteration is one step.
auto throughput(int64_t chunk) {
  return [chunk](benchmark::State& state) {
    EventLoop loop;
    while (state.KeepRunningBatch(1'000'000)) {
      Job job(bySetImmediate, chunk, 1'000'000, [] {});
      loop.runCallback([&] { job.run(); });
      loop.run();
      benchmark::DoNotOptimize(job.number);
    }
  };
}

// ---- What a timer sees -------------------------------------------------------------------------

// A timer of 1 ms, set again and again: how often it came, and how late at worst.
class Heartbeat {
 public:
  void start() {
    due_ = Clock::now() + std::chrono::milliseconds(1);
    setTimeout([this] { beat(); }, 1);
  }
  void stop() { stopped_ = true; }  // the next is the last
  int beats() const { return beats_; }
  double worst() const { return std::chrono::duration<double, std::micro>(worst_).count(); }

 private:
  using Clock = std::chrono::steady_clock;

  void beat() {
    worst_ = std::max(worst_, Clock::now() - due_);
    if (stopped_) return;
    ++beats_;
    start();
  }

  Clock::time_point due_;
  Clock::duration worst_{};
  int beats_ = 0;
  bool stopped_ = false;
};

template <class Schedule>
auto latency(Schedule schedule, int64_t chunk) {
  return [schedule, chunk](benchmark::State& state) {
    for (auto _ : state) {
      EventLoop loop;
      Heartbeat heartbeat;
      Job job(schedule, chunk, measure::sized(50'000'000), [&] { heartbeat.stop(); });
      loop.runCallback([&] {
        heartbeat.start();
        job.run();
      });
      loop.run();
      benchmark::DoNotOptimize(job.number);
      state.counters["came while it worked"] = heartbeat.beats();
      state.counters["~ late by, us"] = heartbeat.worst();
    }
  };
}

constexpr int64_t all = 1'000'000'000;

void compareAll() {
  for (const auto& [row, chunk] : {std::pair{"100,000 a chunk", 100'000},
                                   {"10,000", 10'000},
                                   {"1,000", 1'000},
                                   {"100", 100},
                                   {"10", 10}}) {
    measure::compare("a step of the work", row,
                     {{"chunks, setImmediate", throughput(chunk)}, {"in one go", throughput(all)}});
  }
  measure::count("a timer of 1 ms, beside 50 million steps",
                 {{"in one go", latency(byNextTick, all)},
                  {"chunks, nextTick", latency(byNextTick, 100'000)},
                  {"chunks, setImmediate", latency(bySetImmediate, 100'000)}});
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "What does it cost to split CPU work into chunks, and what does it save?",
      .expect = R"(
Each chunk costs a turn of the loop, so small chunks should be dear and large ones free. What it
saves is waiting: a timer need not wait for the whole work, only for a chunk. And if the chunks are
scheduled by nextTick?)",
      .why = R"(
100,000 a chunk is a tenth of a millisecond. A turn of the loop is some microseconds at most, and
nobody notices.

10 a chunk: the turn takes longer than the work. Nearly all of the time goes into turning.

In one go: the timer is due after a millisecond and comes when the work is done, once. That delay is
what every request of a server sees meanwhile.

Chunks by nextTick: just as late. The loop goes on when the tick queue is empty, and each tick
queues the next. Chunks between two `await` of something that is there already behave the same.

Chunks by setImmediate: each turn begins with the timers, so the timer comes all the while, late by
about a chunk (and by what the machine does besides; the worst of fifty is shown).)",
      .trap = R"(
"I made it async, so it does not block": a function blocks as long as it computes, whatever it
returns. Only a return to the loop lets others run.

"Chunks make it faster": never, the same work plus the turns. They make the others wait less. How
large? As long as the others may wait, a millisecond, say; better measured by the clock than by a
count.

And chunks still use this thread: with several such jobs at once each takes as much longer. Then it
belongs into a worker thread: multicore/blocked shows that.)",
  });
  compareAll();
  return measure::run(argc, argv, 0.02);
}
