// Histogram: how often which value came, in little memory however many they are.
//
// What a latency is worth reading for is its tail, so one keeps the distribution, not the mean. The
// counters are spaced as in an HDR histogram, which is what Node uses: between 2^n and 2^(n+1)
// there are always 1024 of them, so each value is known to three significant figures (0.1 %),
// whether it is a microsecond or an hour. Values are whole numbers from 1 to `highest`. A row of
// counters comes into being with its first value; all 33 rows together take 264 KiB.
//
// `min`, `max`, `mean` and `stddev` are exact here; Node rounds them to its counters.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace nodelab::perf_hooks {

class Histogram {
 public:
  // An hour in nanoseconds: a larger value is only counted, in `exceeds`.
  static constexpr int64_t highest = 3'600'000'000'000;

  Histogram() = default;
  Histogram(const Histogram&) = delete;
  Histogram& operator=(const Histogram&) = delete;

  uint64_t count() const noexcept { return count_; }
  uint64_t exceeds() const noexcept { return exceeds_; }
  // Without values: min is the largest int64_t, max 0, mean and stddev NaN.
  int64_t min() const noexcept { return min_; }
  int64_t max() const noexcept { return max_; }
  double mean() const noexcept;
  double stddev() const noexcept;

  // The value that so many per cent of the values do not exceed; at most 0.1 % too large. 0 without
  // values. Throws ERR_OUT_OF_RANGE unless 0 < percent <= 100.
  int64_t percentile(double percent) const;

  // The percentiles that halve the distance to 100 at each step (0, 50, 75, 87.5, …) as far as they
  // differ, and 100.
  std::vector<std::pair<double, int64_t>> percentiles() const;

  void reset() noexcept;

 protected:
  ~Histogram() = default;
  void add(int64_t value);

 private:
  // The value at this place in their order, from 1.
  int64_t valueOf(double rank) const noexcept;

  std::vector<std::vector<uint64_t>> rows_;
  uint64_t count_ = 0;
  uint64_t exceeds_ = 0;
  int64_t min_ = INT64_MAX;
  int64_t max_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // the sum of the squared distances from the mean
};

// One that a program fills itself.
class RecordableHistogram final : public Histogram {
 public:
  // Throws ERR_OUT_OF_RANGE below 1.
  void record(int64_t value);
};

}  // namespace nodelab::perf_hooks
