// Comparison: traces against those that Node left for the same programs.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/programs/programs.h"

namespace nodelab::programs {

// How often each reason to leave something out applied.
class Reasons {
 public:
  void add(const std::string& reason) { ++counts_[reason]; }
  int total() const;
  // One indented line a reason.
  std::string text() const;

 private:
  std::map<std::string, int> counts_;
};

class Comparison {
 public:
  // `recorded` is what the runner under Node printed: traces, each under a line `== ID`.
  explicit Comparison(std::string_view recorded);

  // Returns what is to be said about the outcome: where its trace differs, or nothing. Throws
  // std::runtime_error when no trace was recorded for it.
  std::string add(Outcome outcome);

  // The counts, a line each.
  std::string summary() const;
  // No trace differs; a comparison of nothing is not good.
  bool good() const { return differing_ == 0 && compared_ > 0; }

 private:
  using Trace = std::vector<std::string>;

  std::map<std::string, Trace, std::less<>> recorded_;
  int compared_ = 0;
  int differing_ = 0;
  std::size_t lines_ = 0;
  Reasons skipped_;
  Reasons gaps_;
};

}  // namespace nodelab::programs
