#include "tools/programs/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace nodelab::programs {
namespace {

// What is not in nodelab and shows only in what Node did.
std::string deviationIn(const std::vector<std::string>& trace) {
  for (const std::string& line : trace) {
    if (line.find("Aggregate(") != std::string::npos) return "AggregateError";
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

}  // namespace

int Reasons::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), 0,
                         [](int sum, const auto& one) { return sum + one.second; });
}

std::string Reasons::text() const {
  std::string text;
  for (const auto& [reason, count] : counts_) text += fmt::format("  {:4} {}\n", count, reason);
  return text;
}

Comparison::Comparison(std::string_view recorded) {
  Trace* trace = nullptr;
  while (!recorded.empty()) {
    const std::size_t end = std::min(recorded.find('\n'), recorded.size());
    const std::string line(recorded.substr(0, end));
    recorded.remove_prefix(std::min(end + 1, recorded.size()));
    if (line.starts_with("== ")) {
      trace = &recorded_[line.substr(3)];
    } else if (trace) {
      trace->push_back(line);
    }
  }
}

std::string Comparison::add(Outcome outcome) {
  const auto found = recorded_.find(outcome.id);
  if (found == recorded_.end()) throw std::runtime_error("no trace of " + outcome.id);
  const Trace& expected = found->second;
  const std::string reason = outcome.skipped.empty() ? deviationIn(expected) : outcome.skipped;
  if (!reason.empty() && (outcome.trace.empty() || outcome.trace != expected)) {
    skipped_.add(reason);
    return {};
  }
  ++compared_;
  lines_ += outcome.trace.size() - outcome.gaps.size();
  for (const auto& [line, missing] : outcome.gaps) {
    gaps_.add(missing);
    if (line < expected.size()) outcome.trace[line] = expected[line];
  }
  if (outcome.trace == expected) return {};
  ++differing_;
  return fmt::format("{} differs from the recorded trace (-) here (+):\n{}", outcome.id,
                     difference(expected, outcome.trace));
}

std::string Comparison::summary() const {
  std::string text = fmt::format("{} programs compared, {} differ, {} skipped\n{}", compared_,
                                 differing_, skipped_.total(), skipped_.text());
  if (const int gaps = gaps_.total(); gaps > 0) {
    text += fmt::format("{} lines compared, {} skipped in these programs\n{}", lines_, gaps,
                        gaps_.text());
  }
  return text;
}

}  // namespace nodelab::programs
