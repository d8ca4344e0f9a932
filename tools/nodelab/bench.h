// The benchmarks of the command: a pair answers one interview question by measuring.
#pragma once

#include <string>
#include <vector>

#include "tools/nodelab/lab.h"

namespace nodelab::command {

// Measures a pair and shows expectation, table, bars, reason and trap; lists the pairs when `pair`
// is empty. Throws a Failure (wrong usage) when there is no such pair.
int bench(const Lab& lab, const std::string& pair);

// The targets of the build that bench(lab, pair) runs; none for the list.
std::vector<std::string> benchTargets(const Lab& lab, const std::string& pair);

}  // namespace nodelab::command
