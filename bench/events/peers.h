// What peers.cpp measures, a file for each library: the same work, done as one does it there.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>

#include "measure.h"

namespace peers {

using Body = std::function<void(benchmark::State&)>;

// One operation an iteration.
template <class Operation>
void each(benchmark::State& state, Operation operation) {
  for (auto _ : state) operation();
}

// What a library with signals measures: a signal is an event without a name.
struct Signals {
  Body (*emit)(int listeners);
  Body (*emitThree)(int listeners);
  Body (*onAndOff)(int others);
  Body onceAndEmit;
  Body makeOnAndEmit;
};

#ifdef NODELAB_WITH_SIGNALS2
// As it is by default, fit for several threads; and with a mutex that does nothing.
Signals signals2();
Signals signals2WithoutMutex();
extern const char* const signals2Version;
#endif

}  // namespace peers
