// nodelab-trace: runs programs and prints what each one did, as the runner under Node does.
//
//   nodelab-trace FILE.jsonl                      traces on standard output
//   nodelab-trace FILE.jsonl --expect FILE.txt    compares with recorded traces instead
//
// What nodelab cannot run yet is skipped and counted by reason: whole programs, or single lines
// where the others do not depend on them. With --expect the exit code is 1 when a trace differs.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tools/programs/programs.h"

namespace {

using nodelab::programs::Outcome;
using nodelab::programs::runProgram;
using Traces = std::map<std::string, std::vector<std::string>>;

std::ifstream open(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return file;
}

Traces readTraces(const std::string& path) {
  Traces traces;
  std::vector<std::string>* trace = nullptr;
  auto file = open(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("== ")) {
      trace = &traces[line.substr(3)];
    } else if (trace) {
      trace->push_back(line);
    }
  }
  return traces;
}

// What is not in nodelab and shows only in what Node did.
std::string deviationIn(const std::vector<std::string>& trace) {
  for (const std::string& line : trace) {
    if (line.find("Aggregate(") != std::string::npos) return "AggregateError";
    if (line == "rejectionHandled") return "'rejectionHandled'";
    if (line.starts_with("warning ")) return "process warnings";
  }
  return {};
}

// The lines around the first one that differs.
std::string difference(const std::vector<std::string>& expected,
                       const std::vector<std::string>& found) {
  std::size_t at = 0;
  while (at < expected.size() && at < found.size() && expected[at] == found[at]) ++at;
  std::string text;
  for (std::size_t i = at > 3 ? at - 3 : 0; i < at; ++i) text += "    " + expected[i] + "\n";
  auto lineOf = [at](const std::vector<std::string>& trace) {
    return at < trace.size() ? trace[at] : "(nothing more)";
  };
  return text + "  - " + lineOf(expected) + "\n  + " + lineOf(found) + "\n";
}

class Run {
 public:
  void add(const Outcome& outcome) {
    if (!outcome.skipped.empty()) {
      ++skipped_[outcome.skipped];
      return;
    }
    fmt::print("== {}\n", outcome.id);
    for (const std::string& line : outcome.trace) fmt::print("{}\n", line);
  }

  void compare(Outcome outcome, const Traces& expected) {
    const auto recorded = expected.find(outcome.id);
    if (recorded == expected.end()) throw std::runtime_error("no trace of " + outcome.id);
    const std::string reason =
        outcome.skipped.empty() ? deviationIn(recorded->second) : outcome.skipped;
    if (!reason.empty()) {
      ++skipped_[reason];
      return;
    }
    ++compared_;
    lines_ += outcome.trace.size() - outcome.gaps.size();
    for (const auto& [line, missing] : outcome.gaps) {
      ++gaps_[missing];
      if (line < recorded->second.size()) outcome.trace[line] = recorded->second[line];
    }
    if (outcome.trace == recorded->second) return;
    ++differing_;
    fmt::print("{} differs from the recorded trace (-) here (+):\n{}", outcome.id,
               difference(recorded->second, outcome.trace));
  }

  void reportComparison() const {
    fmt::print("{} programs compared, {} differ, {} skipped\n", compared_, differing_, skipped());
    reportSkipped(stdout);
    if (gaps_.empty()) return;
    fmt::print("{} lines compared, {} skipped in these programs\n", lines_, sum(gaps_));
    print(stdout, gaps_);
  }
  void reportSkipped(std::FILE* file) const { print(file, skipped_); }
  int skipped() const { return sum(skipped_); }
  // A comparison of nothing proves nothing.
  bool good() const { return differing_ == 0 && compared_ > 0; }

 private:
  using Reasons = std::map<std::string, int>;

  static int sum(const Reasons& reasons) {
    int sum = 0;
    for (const auto& [reason, count] : reasons) sum += count;
    return sum;
  }
  static void print(std::FILE* file, const Reasons& reasons) {
    for (const auto& [reason, count] : reasons) fmt::print(file, "  {:4} {}\n", count, reason);
  }

  int compared_ = 0;
  int differing_ = 0;
  std::size_t lines_ = 0;
  Reasons skipped_;
  Reasons gaps_;
};

int perform(const std::string& programs, const std::string& expected) {
  Run run;
  const Traces traces = expected.empty() ? Traces() : readTraces(expected);
  auto file = open(programs);
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    const Outcome outcome = runProgram(line);
    expected.empty() ? run.add(outcome) : run.compare(outcome, traces);
  }
  if (expected.empty()) {
    if (run.skipped() > 0) fmt::print(stderr, "{} programs skipped\n", run.skipped());
    run.reportSkipped(stderr);
    return 0;
  }
  run.reportComparison();
  return run.good() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool compare = arguments.size() == 3 && arguments[1] == "--expect";
  if (arguments.size() != 1 && !compare) {
    fmt::print(stderr, "usage: nodelab-trace FILE.jsonl [--expect FILE.txt]\n");
    return 2;
  }
  try {
    return perform(arguments[0], compare ? arguments[2] : "");
  } catch (const std::exception& error) {
    fmt::print(stderr, "nodelab-trace: {}\n", error.what());
    return 2;
  }
}
