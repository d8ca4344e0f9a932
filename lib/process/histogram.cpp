#include "nodelab/process/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "nodelab/base/error.h"
#include "nodelab/base/number_text.h"

namespace nodelab::perf_hooks {

namespace {

constexpr int rowBits = 10;
constexpr std::size_t rowSize = std::size_t{1} << rowBits;

// Row 0 has the values below 1024, row n those from 2^(9+n) to 2^(10+n), each counter of which
// stands for 2^(n-1) of them.
struct Position {
  std::size_t row;
  std::size_t counter;
};

Position positionOf(uint64_t value) {
  const int bits = std::bit_width(value);
  if (bits <= rowBits) return {0, value};
  const int row = bits - rowBits;
  return {static_cast<std::size_t>(row), (value >> (row - 1)) - rowSize};
}

int64_t largestAt(Position position) {
  if (position.row == 0) return static_cast<int64_t>(position.counter);
  const auto next = static_cast<int64_t>(rowSize + position.counter + 1);
  return (next << (position.row - 1)) - 1;
}

}  // namespace

void Histogram::add(int64_t value) {
  if (value > highest) {
    ++exceeds_;
    return;
  }
  const auto [row, counter] = positionOf(static_cast<uint64_t>(value));
  if (row >= rows_.size()) rows_.resize(row + 1);
  if (rows_[row].empty()) rows_[row].resize(rowSize);
  ++rows_[row][counter];

  ++count_;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
  // Welford's method: the mean moves by the part of one value in all of them.
  const double distance = static_cast<double>(value) - mean_;
  mean_ += distance / static_cast<double>(count_);
  squares_ += distance * (static_cast<double>(value) - mean_);
}

double Histogram::mean() const noexcept {
  return count_ > 0 ? mean_ : std::numeric_limits<double>::quiet_NaN();
}

double Histogram::stddev() const noexcept {
  return std::sqrt(squares_ / static_cast<double>(count_));
}

int64_t Histogram::percentile(double percent) const {
  if (!(percent > 0 && percent <= 100)) {
    throw outOfRange("percentile", "> 0 && <= 100", formatNumber(percent));
  }
  return valueOf(std::round(percent / 100 * static_cast<double>(count_)));
}

int64_t Histogram::valueOf(double rank) const noexcept {
  const auto wanted = std::max<uint64_t>(1, static_cast<uint64_t>(rank));
  uint64_t seen = 0;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    for (std::size_t counter = 0; counter < rows_[row].size(); ++counter) {
      seen += rows_[row][counter];
      if (seen >= wanted) return std::min(largestAt({row, counter}), max_);
    }
  }
  return 0;
}

std::vector<std::pair<double, int64_t>> Histogram::percentiles() const {
  std::vector<std::pair<double, int64_t>> all;
  int64_t value = 0;
  for (double rest = 100; value < max_; rest /= 2) {
    value = valueOf(std::ceil((100 - rest) / 100 * static_cast<double>(count_)));
    all.emplace_back(100 - rest, value);
  }
  all.emplace_back(100, max_);
  return all;
}

void Histogram::reset() noexcept {
  for (auto& row : rows_) std::fill(row.begin(), row.end(), 0);
  count_ = exceeds_ = 0;
  min_ = INT64_MAX;
  max_ = 0;
  mean_ = squares_ = 0;
}

void RecordableHistogram::record(int64_t value) {
  if (value < 1) throw outOfRange("val", ">= 1 && <= 9007199254740991", numberText(value));
  add(value);
}

}  // namespace nodelab::perf_hooks
