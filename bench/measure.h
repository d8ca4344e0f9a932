// The form of a benchmark: card, compare, count, run.
//
//   int main(int argc, char** argv) {
//     measure::card({.asked = "Is alloc slower?", .expect = "…", .why = "…", .trap = "…"});
//     measure::compare("untouched", "16 B", {"alloc", …}, {"allocUnsafe", …});
//     return measure::run(argc, argv, 0.02);
//   }
//
// Beside it stands the same benchmark in JavaScript, on measure.js, which has the same functions.
// `nodelab bench` runs both in turn, several times, and draws the tables. Run by hand it is a
// program of Google Benchmark with all its options, between the parts of its card.
//
// What is measured is the CPU time of the whole process, so Node's helper threads that collect
// garbage count, and a neighbour on the machine does not.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <string_view>

namespace measure {

// What a benchmark has to say. `nodelab bench` reads it from the source, so its fields are string
// literals; a blank line in a raw one begins a new paragraph.
struct Card {
  std::string_view asked;   // the question that it answers
  std::string_view expect;  // what to expect, told before it runs
  std::string_view why;     // the reason for each bend of the curve
  std::string_view trap;    // where the usual answer is false
};

// The texts must outlive run(): literals do.
void card(const Card& card);

// One of two ways to do the same. No name, here and below, may have a `/` in it.
struct Way {
  std::string name;
  std::function<void(benchmark::State&)> body;
};

// Adds a row to the table `group`. An iteration of the bodies is one operation.
void compare(std::string group, std::string row, Way first, Way second);

// Adds a table of what is counted instead. The bodies are run for one iteration, and set
// `state.counters`, each of which is a row.
void count(std::string group, Way first, Way second);

// Measures all rows. With `--round=N` it prints one line a value (as measure.js does), and takes
// about `seconds` for each way of a row, or `--min-time=SECONDS`; where N is odd the second way of
// each row comes first, since what runs later may run on warmer caches. Returns the exit code.
int run(int argc, char** argv, double seconds);

}  // namespace measure
