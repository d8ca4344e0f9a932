// The benchmarks of the command: a pair answers one interview question by measuring.
#pragma once

#include <string>
#include <vector>

#include "tools/nodelab/lab.h"

namespace nodelab::command {

// Measures a pair in Node and in nodelab, in rounds that take turns, and shows expectation, tables,
// bars, reason and trap; without Node only nodelab's part. `json`, when it is not empty, is a file
// for the raw data. With an empty `pair` it lists the pairs. Throws a Failure (wrong usage) when
// there is no such pair, its program is missing, or the file cannot be written; and a Failure
// (mismatch) when a program fails.
int bench(const Lab& lab, const std::string& pair, const std::string& json);

// The targets of the build that bench(lab, pair, …) runs; none for the list.
std::vector<std::string> benchTargets(const Lab& lab, const std::string& pair);

}  // namespace nodelab::command
