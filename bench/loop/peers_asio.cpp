// Boost.Asio as one uses it by hand, on one thread, which its io_context is told.
#include <utility>  // before Asio: 1.74's awaitable.hpp needs it and does not say so

#include <boost/asio.hpp>
#include <memory>
#include <vector>

#include "loop/peers.h"

namespace peers::asio {
namespace {

using namespace boost::asio;
using std::chrono::milliseconds;

void run(io_context& context) {
  context.restart();
  context.run();
}

struct Again {
  io_context& context;
  int64_t& left;
  void operator()() const {
    if (--left > 0) post(context, *this);
  }
};

awaitable<void> awaitPosts(int64_t count) {
  for (int64_t i = 0; i < count; ++i) co_await post(use_awaitable);
}

using Timers = std::vector<steady_timer>;

void start(io_context& context, Timers& timers, int64_t& fired, Delays delays, int64_t from = 0) {
  for (int64_t i = 0, n = many(); i < n; ++i) {
    steady_timer& timer = timers.emplace_back(context);
    timer.expires_after(milliseconds(from + delays.of(i)));
    timer.async_wait([&fired](const boost::system::error_code&) { ++fired; });
  }
}

Timers room() {
  Timers timers;
  timers.reserve(static_cast<std::size_t>(many()));
  return timers;
}

}  // namespace

const char* const version = BOOST_LIB_VERSION;

void breadth(benchmark::State& state) {
  io_context context(1);
  int64_t count = 0;
  inBatches(state, many(), [&] {
    for (int64_t i = 0, n = many(); i < n; ++i) post(context, [&count] { ++count; });
    run(context);
  });
  benchmark::DoNotOptimize(count);
}

void depth(benchmark::State& state) {
  io_context context(1);
  int64_t left = 0;
  inBatches(state, many(), [&] {
    left = many();
    post(context, Again{context, left});
    run(context);
  });
}

void await(benchmark::State& state) {
  io_context context(1);
  inBatches(state, many(), [&] {
    co_spawn(context, awaitPosts(many()), detached);
    run(context);
  });
}

// The timers lie in one array, and their destruction is not counted.
Body timers(int64_t delays) {
  return [delays](benchmark::State& state) {
    io_context context(1);
    int64_t fired = 0;
    Timers timers = room();
    const auto fire = [&] {
      start(context, timers, fired, Delays(delays));
      run(context);
    };
    inBatches(state, many(), fire, [&] { timers.clear(); });
    benchmark::DoNotOptimize(fired);
  };
}

void setAndClear(benchmark::State& state) {
  io_context context(1);
  steady_timer timer(context);
  int64_t cancelled = 0;
  inBatches(state, 1000, [&] {
    for (int i = 0; i < 1000; ++i) {
      timer.expires_after(milliseconds(5000));
      timer.async_wait([&cancelled](const boost::system::error_code&) { ++cancelled; });
      timer.cancel();
    }
    run(context);
  });
  benchmark::DoNotOptimize(cancelled);
}

void setAndClearAmongMany(benchmark::State& state) {
  io_context context(1);
  int64_t cancelled = 0;
  Timers timers = room();
  const auto setAll = [&] {
    start(context, timers, cancelled, Delays(1000), minute);
    for (steady_timer& timer : timers) timer.cancel();
    run(context);
  };
  inBatches(state, many(), setAll, [&] { timers.clear(); });
  benchmark::DoNotOptimize(cancelled);
}

void bytesOfATimer(benchmark::State& state) {
  io_context context(1);
  int64_t fired = 0;
  countBytes(state, [&] {
    auto timers = std::make_unique<Timers>(room());
    start(context, *timers, fired, Delays(1000), minute);
    return timers;
  });
}

}  // namespace peers::asio
