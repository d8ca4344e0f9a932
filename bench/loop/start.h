// How much CPU a program takes from its start to its end.
#pragma once

#include <benchmark/benchmark.h>

namespace peers {

// Whether both programs below are there, beside this one in the build folder or as installed.
bool startIsThere();

// The demo events/basics, which waits for nothing,, and a program that is linked to libuv and runs
// an empty loop.
void startDemo(benchmark::State& state);
void startBare(benchmark::State& state);

}  // namespace peers
