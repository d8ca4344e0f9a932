// How much CPU a program takes from its start to its end.
#pragma once

#include <benchmark/benchmark.h>

namespace peers {

// Whether the programs below are there, beside this one in the build folder or as installed.
bool startIsThere();

// The demo events/basics, which waits for nothing.
void startDemo(benchmark::State& state);
// A program that is linked to libuv and runs an empty loop, and the same with the C++ library
// loaded.
void startBare(benchmark::State& state);
void startBareCpp(benchmark::State& state);

}  // namespace peers
