// libuv as one uses it by hand. It has no queue of callbacks, so it takes part in turns and timers.
#include <uv.h>

#include <vector>

#include "loop/peers.h"

namespace peers::libuv {
namespace {

struct Loop {
  uv_loop_t uv;
  Loop() { uv_loop_init(&uv); }
  ~Loop() { uv_loop_close(&uv); }
  void run() { uv_run(&uv, UV_RUN_DEFAULT); }
};

void close(auto& handle) { uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr); }

void countFired(uv_timer_t* timer) { ++*static_cast<int64_t*>(timer->data); }

void start(Loop& loop, std::vector<uv_timer_t>& timers, int64_t& fired, Delays delays,
           int64_t from = 0) {
  for (std::size_t i = 0; i < timers.size(); ++i) {
    uv_timer_init(&loop.uv, &timers[i]);
    timers[i].data = &fired;
    const int64_t delay = from + delays.of(static_cast<int64_t>(i));
    uv_timer_start(&timers[i], countFired, static_cast<uint64_t>(delay), 0);
  }
}

void closeAll(Loop& loop, std::vector<uv_timer_t>& timers) {
  for (uv_timer_t& timer : timers) close(timer);
  loop.run();
}

}  // namespace

// The least that calls something in each turn and does not wait.
void turn(benchmark::State& state) {
  Loop loop;
  struct Counter {
    uv_idle_t idle;
    uv_check_t check;
    int64_t left;
  } counter{};
  uv_idle_init(&loop.uv, &counter.idle);
  uv_check_init(&loop.uv, &counter.check);
  counter.check.data = &counter;
  inBatches(state, measure::sized(100'000), [&] {
    counter.left = measure::sized(100'000);
    uv_idle_start(&counter.idle, [](uv_idle_t*) {});
    uv_check_start(&counter.check, [](uv_check_t* check) {
      auto* self = static_cast<Counter*>(check->data);
      if (--self->left > 0) return;
      uv_idle_stop(&self->idle);
      uv_check_stop(check);
    });
    loop.run();
  });
  close(counter.idle);
  close(counter.check);
  loop.run();
}

// The handles lie in one array, and their closing is not counted.
Body timers(int64_t delays) {
  return [delays](benchmark::State& state) {
    Loop loop;
    std::vector<uv_timer_t> timers(static_cast<std::size_t>(many()));
    int64_t fired = 0;
    const auto fire = [&] {
      start(loop, timers, fired, Delays(delays));
      loop.run();
    };
    inBatches(state, many(), fire, [&] { closeAll(loop, timers); });
    benchmark::DoNotOptimize(fired);
  };
}

void setAndClear(benchmark::State& state) {
  Loop loop;
  uv_timer_t timer;
  uv_timer_init(&loop.uv, &timer);
  inBatches(state, 1000, [&] {
    for (int i = 0; i < 1000; ++i) {
      uv_timer_start(&timer, countFired, 5000, 0);
      uv_timer_stop(&timer);
    }
  });
  close(timer);
  loop.run();
}

void setAndClearAmongMany(benchmark::State& state) {
  Loop loop;
  std::vector<uv_timer_t> timers(static_cast<std::size_t>(many()));
  int64_t fired = 0;
  const auto setAll = [&] {
    start(loop, timers, fired, Delays(1000), minute);
    for (uv_timer_t& timer : timers) uv_timer_stop(&timer);
  };
  inBatches(state, many(), setAll, [&] { closeAll(loop, timers); });
}

void bytesOfATimer(benchmark::State& state) {
  Loop loop;
  int64_t fired = 0;
  std::vector<uv_timer_t> timers;
  countBytes(state, [&] {
    timers.resize(static_cast<std::size_t>(many()));
    start(loop, timers, fired, Delays(1000), minute);
    return 0;
  });
  closeAll(loop, timers);
}

}  // namespace peers::libuv
