// Histogram. Values are those that Node 20's createHistogram() gives for the same records.
#include "nodelab/process/histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"

namespace nodelab {
namespace {

using perf_hooks::Histogram;
using perf_hooks::RecordableHistogram;
using Percentiles = std::vector<std::pair<double, int64_t>>;

std::string rangeError(auto call) {
  try {
    call();
    return "nothing";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "ERR_OUT_OF_RANGE");
    return error.message();
  }
}

void expectEmpty(const Histogram& histogram) {
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.exceeds(), 0u);
  EXPECT_EQ(histogram.min(), INT64_MAX);
  EXPECT_EQ(histogram.max(), 0);
  EXPECT_TRUE(std::isnan(histogram.mean()));
  EXPECT_TRUE(std::isnan(histogram.stddev()));
  EXPECT_EQ(histogram.percentile(50), 0);
  EXPECT_EQ(histogram.percentiles(), (Percentiles{{100, 0}}));
}

TEST(Histogram, IsEmptyAtFirstAndAfterReset) {
  RecordableHistogram histogram;
  expectEmpty(histogram);
  histogram.record(5000);
  histogram.record(Histogram::highest + 1);
  histogram.reset();
  expectEmpty(histogram);
  histogram.record(7);
  EXPECT_EQ(histogram.percentiles(), (Percentiles{{0, 7}, {100, 7}}));
}

TEST(Histogram, OfOneValue) {
  RecordableHistogram histogram;
  histogram.record(5);
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.min(), 5);
  EXPECT_EQ(histogram.max(), 5);
  EXPECT_EQ(histogram.mean(), 5);
  EXPECT_EQ(histogram.stddev(), 0);
  EXPECT_EQ(histogram.percentile(1), 5);
  EXPECT_EQ(histogram.percentiles(), (Percentiles{{0, 5}, {100, 5}}));
  histogram.record(7);
  histogram.record(7);
  EXPECT_DOUBLE_EQ(histogram.stddev(), 0.9428090415820634);
  EXPECT_EQ(histogram.percentiles(), (Percentiles{{0, 5}, {50, 7}, {100, 7}}));
}

TEST(Histogram, OfAThousandValues) {
  RecordableHistogram histogram;
  for (int value = 1; value <= 1000; ++value) histogram.record(value);
  EXPECT_EQ(histogram.percentile(50), 500);
  EXPECT_EQ(histogram.percentile(99.9), 999);
  EXPECT_EQ(histogram.percentile(100), 1000);
  EXPECT_DOUBLE_EQ(histogram.mean(), 500.5);
  EXPECT_NEAR(histogram.stddev(), 288.6749902572095, 1e-9);
  EXPECT_EQ(histogram.percentiles(), (Percentiles{{0, 1},
                                                  {50, 500},
                                                  {75, 750},
                                                  {87.5, 875},
                                                  {93.75, 938},
                                                  {96.875, 969},
                                                  {98.4375, 985},
                                                  {99.21875, 993},
                                                  {99.609375, 997},
                                                  {99.8046875, 999},
                                                  {99.90234375, 1000},
                                                  {100, 1000}}));
}

TEST(Histogram, KnowsEachValueToThreeFigures) {
  for (int64_t value = 1; value < Histogram::highest; value += value / 3 + 1) {
    RecordableHistogram histogram;
    histogram.record(value);
    histogram.record(Histogram::highest);
    const int64_t read = histogram.percentile(50);
    EXPECT_GE(read, value);
    EXPECT_LE(static_cast<double>(read - value), 0.001 * static_cast<double>(value));
  }
}

TEST(Histogram, OnlyCountsWhatExceedsAnHour) {
  RecordableHistogram histogram;
  histogram.record(Histogram::highest);
  histogram.record(Histogram::highest + 1);
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.exceeds(), 1u);
  EXPECT_EQ(histogram.max(), Histogram::highest);
}

TEST(Histogram, ChecksItsArguments) {
  RecordableHistogram histogram;
  EXPECT_EQ(rangeError([&] { histogram.percentile(0); }),
            "The value of \"percentile\" is out of range. It must be > 0 && <= 100. Received 0");
  EXPECT_EQ(rangeError([&] { histogram.percentile(101); }),
            "The value of \"percentile\" is out of range. It must be > 0 && <= 100. Received 101");
  EXPECT_EQ(rangeError([&] { histogram.percentile(NAN); }),
            "The value of \"percentile\" is out of range. It must be > 0 && <= 100. Received NaN");
  EXPECT_EQ(rangeError([&] { histogram.record(0); }),
            "The value of \"val\" is out of range. It must be >= 1 && <= 9007199254740991. "
            "Received 0");
}

}  // namespace
}  // namespace nodelab
