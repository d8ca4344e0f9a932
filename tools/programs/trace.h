// Trace: what a program did, cut off at 80 lines with `...`.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace nodelab::programs {

class Trace {
 public:
  static constexpr std::size_t mostLines = 80;

  void log(std::string line) {
    if (lines_.size() == mostLines) return;
    lines_.push_back(lines_.size() + 1 == mostLines ? "..." : std::move(line));
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

}  // namespace nodelab::programs
