// What the README shows was run: its transcript is a demo's recorded lines.
#include <gtest/gtest.h>

#include <string>

#include "tools/nodelab/text.h"
#include "tools/nodelab/transcript.h"

namespace nodelab::command {
namespace {

const std::string root = NODELAB_SOURCE_DIR;

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return "";
  const auto start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

TEST(Readme, ShowsWhatTheDemoPrints) {
  const std::string readme = readFile(root + "/README.md");
  const std::string demo = between(readme, "\n`./nodelab run ", "` prints\n");
  const std::string transcript = between(readme, "` prints\n\n```\n", "```\n");
  ASSERT_NE(demo, "");
  const auto difference = firstDifference(
      comparableLines(readFile(root + "/demos/" + demo + ".out")), comparableLines(transcript));
  EXPECT_FALSE(difference) << describe(*difference, "", "recorded", "README.md");
}

TEST(Readme, NamesFilesThatAreThere) {
  const std::string readme = readFile(root + "/README.md");
  for (auto at = readme.find("](demos/"); at != std::string::npos;
       at = readme.find("](demos/", at + 1)) {
    const std::string file = between(readme.substr(at), "](", ")");
    EXPECT_NO_THROW(readFile(root + "/" + file)) << file;
  }
}

}  // namespace
}  // namespace nodelab::command
