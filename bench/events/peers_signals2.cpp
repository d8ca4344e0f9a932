// Boost.Signals2 beside nodelab's EventEmitter.
#include <boost/signals2.hpp>
#include <boost/version.hpp>

#include "events/peers.h"

namespace peers {
namespace {

namespace signals2 = boost::signals2;

template <class Signature, class Mutex>
using Signal =
    typename signals2::signal_type<Signature, signals2::keywords::mutex_type<Mutex>>::type;

template <class Mutex>
struct With {
  using One = Signal<void(int64_t), Mutex>;
  using Three = Signal<void(int64_t, int64_t, int64_t), Mutex>;

  static void listen(One& signal, int64_t& sum, int count) {
    for (int i = 0; i < count; ++i) signal.connect([&sum](int64_t n) { sum += n; });
  }

  static Body emit(int listeners) {
    return [listeners](benchmark::State& state) {
      int64_t sum = 0;
      One signal;
      listen(signal, sum, listeners);
      each(state, [&] { signal(1); });
      benchmark::DoNotOptimize(sum);
    };
  }

  static Body emitThree(int listeners) {
    return [listeners](benchmark::State& state) {
      int64_t sum = 0;
      Three signal;
      for (int i = 0; i < listeners; ++i) {
        signal.connect([&sum](int64_t a, int64_t b, int64_t c) { sum += a + b + c; });
      }
      each(state, [&] { signal(1, 2, 3); });
      benchmark::DoNotOptimize(sum);
    };
  }

  static Body onAndOff(int others) {
    return [others](benchmark::State& state) {
      int64_t sum = 0;
      One signal;
      listen(signal, sum, others);
      each(state, [&] {
        const signals2::connection connection = signal.connect([&sum](int64_t n) { sum += n; });
        connection.disconnect();
      });
    };
  }

  // It has no such thing: the listener disconnects itself.
  static void onceAndEmit(benchmark::State& state) {
    int64_t sum = 0;
    One signal;
    each(state, [&] {
      signal.connect_extended([&sum](const signals2::connection& connection, int64_t n) {
        connection.disconnect();
        sum += n;
      });
      signal(1);
    });
    benchmark::DoNotOptimize(sum);
  }

  static void makeOnAndEmit(benchmark::State& state) {
    int64_t sum = 0;
    each(state, [&] {
      One signal;
      signal.connect([&sum](int64_t n) { sum += n; });
      signal(1);
    });
    benchmark::DoNotOptimize(sum);
  }

  static Signals all() { return {emit, emitThree, onAndOff, onceAndEmit, makeOnAndEmit}; }
};

}  // namespace

const char* const signals2Version = BOOST_LIB_VERSION;
Signals signals2() { return With<boost::signals2::mutex>::all(); }
Signals signals2WithoutMutex() { return With<boost::signals2::dummy_mutex>::all(); }

}  // namespace peers
