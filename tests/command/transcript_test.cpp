#include "tools/nodelab/transcript.h"

#include <gtest/gtest.h>

using namespace nodelab::command;

namespace {

std::optional<Difference> difference(std::string_view expected, std::string_view actual) {
  return firstDifference(comparableLines(expected), comparableLines(actual));
}

}  // namespace

TEST(Transcript, IsTheSameWhateverCardsAndMeasuredLinesSay) {
  EXPECT_FALSE(difference("| SAY  a\n1  Step\n   ok  yes\n~  3 ms\n",
                          "| SAY  b\n| more\n1  Step\n~  4 ms\n~  5 ms\n   ok  yes\n| end\n"));
}

TEST(Transcript, DiffersInTheFirstLineThatDoes) {
  const auto found = difference("1  One\n   a\n2  Two\n   b\n", "1  One\n   a\n2  Two\n   c\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->line, 4U);
  EXPECT_EQ(found->step, "2  Two");
  EXPECT_EQ(found->expected, "   b");
  EXPECT_EQ(found->actual, "   c");
}

TEST(Transcript, DiffersWhereOneEnds) {
  EXPECT_EQ(difference("a\nb\n", "a\n")->actual, std::nullopt);
  EXPECT_EQ(difference("a\n", "a\nb\n")->expected, std::nullopt);
  EXPECT_EQ(difference("", "a\n")->line, 1U);
}

TEST(Transcript, CountsABlankLineAsALine) { EXPECT_TRUE(difference("a\n\nb\n", "a\nb\n")); }

TEST(Difference, IsDescribedWithWhatEachSideSays) {
  EXPECT_EQ(describe(Difference{3, "1  One", "x", std::nullopt}, "  ", "recorded", "nodelab"),
            "  first difference at line 3, in step '1  One'\n"
            "    recorded  'x'\n"
            "    nodelab   (no more lines)\n");
}

TEST(LineKind, IsToldByTheBeginning) {
  EXPECT_EQ(kindOf("| SAY"), LineKind::kCard);
  EXPECT_EQ(kindOf("~  2 ms"), LineKind::kMeasured);
  EXPECT_EQ(kindOf("10 Ten"), LineKind::kStep);
  EXPECT_EQ(kindOf("   10 Ten"), LineKind::kPlain);
  EXPECT_EQ(kindOf(""), LineKind::kPlain);
}
