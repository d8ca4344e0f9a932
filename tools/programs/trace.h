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

  // Says that the program came to something that nodelab does otherwise than Node, on purpose: the
  // trace is then not to be compared. The first reason counts.
  void deviate(std::string reason) {
    if (deviation_.empty()) deviation_ = std::move(reason);
  }
  const std::string& deviation() const { return deviation_; }

 private:
  std::string deviation_;
  std::vector<std::string> lines_;
};

}  // namespace nodelab::programs
