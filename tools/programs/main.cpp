// What `nodelab trace` starts: runs programs and prints what each one did, as the runner under Node
// does (tests/conformance/node/run.mjs).
//
//   trace FILE.jsonl                      traces on standard output
//   trace FILE.jsonl --expect FILE.txt    compares with recorded traces instead
//
// What nodelab does not have is skipped and counted by reason: whole programs, or single lines
// where the others do not depend on them. So is, in a comparison, what it does otherwise on
// purpose. The exit code is 0, 1 when a trace differs from the recorded one, 2 for wrong usage and
// for files that cannot be read or hold no programs.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tools/programs/comparison.h"
#include "tools/programs/programs.h"

namespace {

using nodelab::programs::Comparison;
using nodelab::programs::Outcome;
using nodelab::programs::Reasons;

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  try {
    file.exceptions(std::ios::badbit | std::ios::failbit);
    text.assign(std::istreambuf_iterator<char>(file), {});
  } catch (const std::ios::failure&) {
    throw std::runtime_error(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  }
  return text;
}

// Calls `use` with the outcome of each program.
template <class Function>
void runPrograms(const std::string& path, Function use) {
  const std::string text = read(path);
  std::size_t line = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string_view program(text.data() + from, end - from);
    from = end + 1;
    ++line;
    if (program.find_first_not_of(" \t\r") == program.npos) continue;
    try {
      use(nodelab::programs::runProgram(program));
    } catch (const std::exception& error) {
      throw std::runtime_error(fmt::format("{}:{}: {}", path, line, error.what()));
    }
  }
}

int printTraces(const std::string& path) {
  Reasons skipped;
  runPrograms(path, [&skipped](const Outcome& outcome) {
    if (!outcome.skipped.empty()) skipped.add(outcome.skipped);
    if (!outcome.skipped.empty() && outcome.trace.empty()) return;
    fmt::print("== {}\n", outcome.id);
    for (const std::string& line : outcome.trace) fmt::print("{}\n", line);
    std::fflush(stdout);
  });
  if (skipped.total() > 0) {
    fmt::print(stderr, "nodelab: {} not to be compared with Node\n{}", skipped.total(),
               skipped.text());
  }
  return 0;
}

int compareTraces(const std::string& path, const std::string& expected) {
  Comparison comparison(read(expected));
  runPrograms(path, [&comparison](Outcome outcome) {
    fmt::print("{}", comparison.add(std::move(outcome)));
    std::fflush(stdout);
  });
  fmt::print("{}", comparison.summary());
  return comparison.good() ? 0 : 1;
}

int perform(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1) return printTraces(arguments[0]);
  if (arguments.size() == 3 && arguments[1] == "--expect") {
    return compareTraces(arguments[0], arguments[2]);
  }
  throw std::runtime_error("usage: trace FILE.jsonl [--expect FILE.txt]");
}

}  // namespace

int main(int argc, char** argv) {
  int exitCode = 2;
  try {
    exitCode = perform({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fflush(stdout);
    fmt::print(stderr, "nodelab: {}\n", error.what());
  }
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return exitCode;
  fmt::print(stderr, "nodelab: the output could not be written\n");
  return 1;
}
