#include "tools/nodelab/card.h"

#include <gtest/gtest.h>

using namespace nodelab::command;

TEST(Card, IsReadFromTheCallThatPrintsIt) {
  const auto card = parseCard(R"cpp(
#include "lesson.h"
    int main() {
      card({.asked = "What is backpressure?",
            .say = "write() returns false at the mark. "
                   "The producer stops until 'drain'.",
            .trap = "It is advisory."});
      step("One");
    }
  )cpp");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->asked, "What is backpressure?");
  EXPECT_EQ(card->say, "write() returns false at the mark. The producer stops until 'drain'.");
  EXPECT_EQ(card->trap, "It is advisory.");
}

TEST(Card, InACommentOrALiteralIsNone) {
  EXPECT_FALSE(parseCard(R"cpp(
    // card({.asked = "no"});
    /* card({.asked = "no"}); */
    const char* text = "card({.asked = \"no\"});";
    const char quote = '"';
    card(7);
    discard({"no"});
  )cpp"));
}

TEST(Card, IsFoundAfterACommentThatShowsOne) {
  const auto card = parseCard("// card({.asked = \"no\"});\ncard({.asked = \"yes\"});");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->asked, "yes");
}

TEST(Card, KeepsEscapedQuotesRawStringsAndTextBetweenComments) {
  const auto card = parseCard(R"cpp(
    const int many = 1'000'000;
    lesson::card({
        .trap = "\"Faster\": no.", .asked = R"(Is "a\b" one?)" /* and */ " Two?",  // three
    });
  )cpp");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->trap, "\"Faster\": no.");
  EXPECT_EQ(card->asked, "Is \"a\\b\" one? Two?");
  EXPECT_EQ(card->say, "");
}

TEST(Card, EndsWithABrokenSourceInsteadOfRunningOn) {
  EXPECT_TRUE(parseCard("card({.asked = \"unfinished"));
  EXPECT_FALSE(parseCard("card("));
  EXPECT_FALSE(parseCard("/* never closed"));
  EXPECT_FALSE(parseCard(""));
}

TEST(Card, IsPrintedIn80Columns) {
  const auto lines = cardLines({"Why?", std::string(30, 'x') + " " + std::string(45, 'y'), "No."});
  const std::vector<std::string> expected = {
      "| ASKED  Why?",
      "| SAY    " + std::string(30, 'x'),
      "|        " + std::string(45, 'y'),
      "| TRAP   No.",
  };
  EXPECT_EQ(lines, expected);
}
