// What the command does, one function a command. Each prints its data on stdout and messages on
// stderr, and returns the exit code; a Failure that it throws is for main() to print.
#pragma once

#include <string>
#include <vector>

#include "tools/nodelab/bench.h"
#include "tools/nodelab/lab.h"

namespace nodelab::command {

// No command: what this is, where you are, what to try.
int welcome(const Lab& lab);

// A few demos of each topic, or all of one topic (its beginning is enough), one after the other; at
// a terminal it waits between them. 1 when one of them failed.
int tour(const Lab& lab, const std::string& topic);
std::vector<const Demo*> demosOfTour(const Lab& lab, const std::string& topic);

// The demos of a topic (its beginning is enough), or of all: name and question.
int list(const Lab& lab, const std::string& topic);

struct RunOptions {
  bool twin = false;    // --js: then the twin under Node, and whether the lines are the same
  bool pauses = false;  // --step: wait before each numbered step, at a terminal
};

// Runs the demo and says whether its lines are those of Node, as recorded.
// 1 when it ends badly or the lines differ.
int run(const Lab& lab, const std::string& demo, RunOptions options);

// The demo's source (its twin's with `twin`), in a pager at a terminal.
int source(const Lab& lab, const std::string& demo, bool twin);

// The card that answers these words best, and where its proof is. 1 when there is none.
int explain(const Lab& lab, const std::vector<std::string>& words);

// All tests of a build folder, through CTest.
int test(const Lab& lab);

// Runs demos (all when none is named), and their twins where Node is, and compares what they print
// with the recorded lines. 1 when a line differs that must not.
int verify(const Lab& lab, const std::vector<std::string>& demos);

// Runs the programs of a file (docs/conformance) and prints their traces as the runner under Node
// does, or compares them with those in the file `expected`, unless that is empty. 1 when a trace
// differs, 2 for files that cannot be read or hold no programs.
int trace(const Lab& lab, const std::string& programs, const std::string& expected);
// The target of the build that this takes.
inline constexpr const char* kTraceTarget = "nodelab-trace";

// Versions of what nodelab is made with and stands on, and the answers that depend on them.
int doctor(const Lab& lab);

}  // namespace nodelab::command
