// Four jobs on the thread pool, or five: when is the last one done?
#include <unistd.h>

#include <array>
#include <chrono>

#include "measure.h"
#include "nodelab/fs/fs.h"
#include "nodelab/loop/event_loop.h"
#include "nodelab/loop/timers.h"
#include "nodelab/loop/work.h"

using namespace nodelab;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// ---- A small job behind others that wait -------------------------------------------------------

// A pipe that nobody writes to: who reads from it waits, in a thread of the pool.
class SlowDevice {
 public:
  SlowDevice() {
    if (::pipe(ends_.data()) != 0) throw Error("no pipe");
  }
  ~SlowDevice() {
    for (const int end : ends_) ::close(end);
  }

  // Reads one byte on the pool.
  void read() {
    queueWork(
        [from = ends_[0]] {
          char byte;
          if (::read(from, &byte, 1) != 1) throw Error("nothing to read");
        },
        [this](const Error&) { --readers_; });
    ++readers_;
  }
  // Lets all who read go on.
  void answer() const {
    for (int i = 0; i < readers_; ++i) {
      if (::write(ends_[1], "x", 1) != 1) throw Error("nobody can read");
    }
  }

 private:
  std::array<int, 2> ends_{};
  int readers_ = 0;
};

// How long one fs.stat takes behind so many reads; these are answered after 20 ms, or when the stat
// is done.
double statBehind(EventLoop& loop, int reads) {
  SlowDevice device;
  double taken = 0;
  loop.runCallback([&] {
    for (int i = 0; i < reads; ++i) device.read();
    const Timeout answer = setTimeout([&] { device.answer(); }, 20);
    const auto begin = Clock::now();
    fs::stat(".", [&, answer, begin](const Error&, const fs::Stats&) {
      taken = secondsSince(begin);
      if (!answer.hasRef()) return;
      device.answer();
      clearTimeout(answer);
    });
  });
  loop.run();
  return taken;
}

auto behind(int reads) {
  return [reads](benchmark::State& state) {
    EventLoop loop;
    statBehind(loop, 3);  // starts the threads
    for (auto _ : state) state.SetIterationTime(statBehind(loop, reads));
  };
}

// ---- Jobs that compute -------------------------------------------------------------------------

void compute() {
  uint32_t number = 1;
  for (int64_t i = 0; i < measure::sized(5'000'000); ++i) number = number * 1664525 + 1013904223;
  benchmark::DoNotOptimize(number);
}

void computeOnPool(EventLoop& loop, int jobs) {
  loop.runCallback([&] {
    for (int i = 0; i < jobs; ++i) queueWork(compute, [](const Error&) {});
  });
  loop.run();
}

auto cpuOf(int jobs) {
  return [jobs](benchmark::State& state) {
    EventLoop loop;
    computeOnPool(loop, 4);
    for (auto _ : state) computeOnPool(loop, jobs);
  };
}

auto clockOf(int jobs) {
  return [jobs](benchmark::State& state) {
    EventLoop loop;
    computeOnPool(loop, 4);
    for (auto _ : state) {
      const auto begin = Clock::now();
      computeOnPool(loop, jobs);
      state.SetIterationTime(secondsSince(begin));
    }
  };
}

void compareAll() {
  using measure::Clock;
  measure::compare(
      "fs.stat behind reads that wait 20 ms, by the clock", "the stat",
      {{"4 reads: 5 jobs", behind(4), Clock::own}, {"3 reads: 4 jobs", behind(3), Clock::own}});
  measure::compare("jobs that compute, until the last is done", "CPU time",
                   {{"5 jobs", cpuOf(5)}, {"4 jobs", cpuOf(4)}});
  measure::compare("the same by the clock", "the clock",
                   {{"5 jobs", clockOf(5), Clock::own}, {"4 jobs", clockOf(4), Clock::own}});
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "Four jobs on the thread pool, or five: what changes?",
      .expect = R"(
The pool has four threads. A fifth job should wait until one of the four is done, even if it needs
next to no time itself. For jobs that compute it should also matter how many cores there are.)",
      .why = R"(
The stat: behind three reads there is a thread left, and it is done in microseconds. Behind four
there is none. It waits for the whole 20 ms although all four threads are asleep: what is scarce is
threads, not CPU.

CPU time: five jobs are a quarter more work than four.

By the clock: with four cores or more the first four run side by side and the fifth after them, so
five take twice as long as four. With fewer cores the four have shared them already, and the fifth
adds a quarter to a half.)",
      .trap = R"(
"Node is single-threaded": the JavaScript is. fs, dns.lookup, zlib and crypto's asynchronous
functions share these four threads, so four slow lookups hold up every file. Sockets need none: the
loop asks the system about all of them at once.

"So make the pool larger": UV_THREADPOOL_SIZE (up to 1024) helps where jobs wait, and must be set
before the first job. It does not help jobs that compute, beyond the number of cores; those share
the cores with your JavaScript, too.)",
  });
  compareAll();
  return measure::run(argc, argv, 0.02);
}
