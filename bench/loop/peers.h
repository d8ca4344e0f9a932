// What peers.cpp measures, a file for each library: the same work, done as one does it there.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>

#include "measure.h"

namespace peers {

using Body = std::function<void(benchmark::State&)>;

// How many callbacks or timers there are at once.
inline int64_t many() { return measure::sized(1'000'000); }

// The delays of timers, in milliseconds: so many different ones, spread out, from 1 on. A trial has
// one, so as not to wait for the longest.
class Delays {
 public:
  explicit Delays(int64_t usual) : count_(measure::sized(usual)) {}
  int64_t of(int64_t i) const { return 1 + 7919 * i % count_; }

 private:
  int64_t count_;
};
constexpr int64_t minute = 60'000;

// Does `size` operations at a time, once before the clock starts, so that memory is there already.
template <class Batch>
void inBatches(benchmark::State& state, int64_t size, Batch batch) {
  batch();
  while (state.KeepRunningBatch(size)) batch();
}

// The same with something after each batch that is not measured.
template <class Batch, class After>
void inBatches(benchmark::State& state, int64_t size, Batch batch, After after) {
  inBatches(state, size, [&, started = false]() mutable {
    batch();
    if (started) state.PauseTiming();
    after();
    if (started) state.ResumeTiming();
    started = true;
  });
}

// Bytes that malloc has handed out.
int64_t bytesInUse();

// Counts what a timer takes while many are waiting. `hold` makes them and returns what holds them.
template <class Hold>
void countBytes(benchmark::State& state, Hold hold) {
  for (auto _ : state) {
    const int64_t before = bytesInUse();
    [[maybe_unused]] const auto held = hold();
    state.counters["bytes of a live timer"] =
        static_cast<double>(bytesInUse() - before) / static_cast<double>(many());
  }
}

namespace libuv {
void turn(benchmark::State& state);
Body timers(int64_t delays);
void setAndClear(benchmark::State& state);
void setAndClearAmongMany(benchmark::State& state);
void bytesOfATimer(benchmark::State& state);
}  // namespace libuv

#ifdef NODELAB_WITH_ASIO
namespace asio {
extern const char* const version;
void breadth(benchmark::State& state);
void depth(benchmark::State& state);
void await(benchmark::State& state);
Body timers(int64_t delays);
void setAndClear(benchmark::State& state);
void setAndClearAmongMany(benchmark::State& state);
void bytesOfATimer(benchmark::State& state);
}  // namespace asio
#endif

}  // namespace peers
