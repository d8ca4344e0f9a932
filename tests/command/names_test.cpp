#include "tools/nodelab/names.h"

#include <gtest/gtest.h>

#include "tools/nodelab/failure.h"

using namespace nodelab::command;

namespace {

const std::vector<std::string> kNames = {"loop/ordering", "stream/backpressure", "stream/pipe",
                                         "stream/pipe-vs-pipeline"};

std::string resolved(std::string_view query) { return resolveName("demo", query, kNames, "list"); }

std::string refusal(std::string_view query) {
  try {
    return "it is " + resolved(query);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.exitCode(), kWrongUsage);
    return failure.what();
  }
}

}  // namespace

TEST(ResolveName, TakesTheNameItsLastPartOrABeginning) {
  EXPECT_EQ(resolved("loop/ordering"), "loop/ordering");
  EXPECT_EQ(resolved("ordering"), "loop/ordering");
  EXPECT_EQ(resolved("ord"), "loop/ordering");
  EXPECT_EQ(resolved("loop/o"), "loop/ordering");
  EXPECT_EQ(resolved("Back"), "stream/backpressure");
}

TEST(ResolveName, PrefersAWholeNameToABeginning) { EXPECT_EQ(resolved("pipe"), "stream/pipe"); }

TEST(ResolveName, ListsWhatABeginningMayMean) {
  EXPECT_EQ(refusal("stream"),
            "'stream' is the beginning of more than one demo: 'stream/backpressure', "
            "'stream/pipe', 'stream/pipe-vs-pipeline'");
}

TEST(ResolveName, SuggestsWhatATypoMayMean) {
  EXPECT_EQ(refusal("odrering"), "no demo 'odrering'; did you mean 'loop/ordering'?");
  EXPECT_EQ(refusal("pipeline"), "no demo 'pipeline'; did you mean 'stream/pipe-vs-pipeline'?");
  EXPECT_EQ(refusal("zzz"), "no demo 'zzz'; nodelab list shows them all");
  EXPECT_EQ(refusal(""), "no demo ''; nodelab list shows them all");
}

TEST(EditDistance, CountsInsertionsDeletionsChangesAndSwaps) {
  EXPECT_EQ(editDistance("tour", "tour"), 0U);
  EXPECT_EQ(editDistance("tuor", "tour"), 1U);
  EXPECT_EQ(editDistance("tou", "tour"), 1U);
  EXPECT_EQ(editDistance("tours", "tour"), 1U);
  EXPECT_EQ(editDistance("four", "tour"), 1U);
  EXPECT_EQ(editDistance("", "tour"), 4U);
}
