// The form of a benchmark: card, compare, count, run.
//
//   int main(int argc, char** argv) {
//     measure::card({.asked = "Is alloc slower?", .expect = "…", .why = "…", .trap = "…"});
//     measure::compare("untouched", "16 B", {{"alloc", …}, {"allocUnsafe", …}});
//     return measure::run(argc, argv, 0.02);
//   }
//
// Beside it stands the same benchmark in JavaScript, on measure.js, which has the same functions.
// `nodelab bench` runs both in turn, several times, and draws the tables. Run by hand it is a
// program of Google Benchmark with all its options, between the parts of its card.
//
// What is measured is the CPU time of the whole process, so Node's helper threads that collect
// garbage count, and a neighbour on the machine does not. Where waiting is what matters, a body
// takes the time itself.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

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

// What times a body: the CPU that the process uses, or the body itself, which then tells what each
// iteration took by `state.SetIterationTime(seconds)`.
enum class Clock { cpu, own };

// One of several ways to do the same. No name, here and below, may have a `/` in it.
struct Way {
  std::string name;
  std::function<void(benchmark::State&)> body;
  Clock clock = Clock::cpu;
};

// Adds a row to the table `group`. An iteration of the bodies is one operation. Two ways stand side
// by side; more stand below one another, each with its ratio to the first.
void compare(std::string group, std::string row, std::vector<Way> ways);

// Adds a table of what is counted instead. The bodies are run for one iteration, and set
// `state.counters`, each of which is a row.
void count(std::string group, std::vector<Way> ways);

// Says that the ways of this group are peers, libraries that do the same, and not what a learner
// chooses from: one table for all programs, Node's among them, which shows ratios only. "nodelab"
// is the way that the others are compared with, and a row may lack any other.
void peers(std::string group);

// What else is measured, with its version, to be named beside nodelab and libuv.
void alsoMeasures(std::string library);

// So many, or a thousandth of them in a trial, or at most a batch (see run). For use in the bodies.
std::int64_t sized(std::int64_t usual);

// Measures all rows. With `--round=N` it prints one line a value (as measure.js does), and takes
// about `seconds` for each way of a row, or `--min-time=SECONDS`; where N is odd the last way of
// each row comes first, since what runs later may run on warmer caches. `--trial` takes next to no
// time and shows that all bodies work. `--iterations=N --batch=N` is for counting instructions
// (instructions.sh): each body runs exactly so many iterations, in batches of that size. Returns
// the exit code.
int run(int argc, char** argv, double seconds);

}  // namespace measure
