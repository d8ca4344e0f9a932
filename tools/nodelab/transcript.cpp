#include "tools/nodelab/transcript.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/nodelab/text.h"

namespace nodelab::command {

LineKind kindOf(std::string_view line) {
  if (line.starts_with('|')) return LineKind::kCard;
  if (line.starts_with('~')) return LineKind::kMeasured;
  if (!line.empty() && line[0] >= '0' && line[0] <= '9') return LineKind::kStep;
  return LineKind::kPlain;
}

std::vector<std::string> comparableLines(std::string_view transcript) {
  std::vector<std::string> lines = splitLines(transcript);
  std::erase_if(lines, [](const std::string& line) {
    const LineKind kind = kindOf(line);
    return kind == LineKind::kCard || kind == LineKind::kMeasured;
  });
  return lines;
}

std::optional<Difference> firstDifference(const std::vector<std::string>& expected,
                                          const std::vector<std::string>& actual) {
  const auto [e, a] = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  if (e == expected.end() && a == actual.end()) return std::nullopt;
  Difference difference{static_cast<std::size_t>(e - expected.begin()) + 1, "", {}, {}};
  for (auto line = expected.begin(); line != e; ++line) {
    if (kindOf(*line) == LineKind::kStep) difference.step = *line;
  }
  if (e != expected.end()) difference.expected = *e;
  if (a != actual.end()) difference.actual = *a;
  return difference;
}

std::string describe(const Difference& difference, std::string_view indent,
                     std::string_view expectedBy, std::string_view actualBy) {
  const auto quoted = [](const std::optional<std::string>& line) {
    return line ? fmt::format("'{}'", *line) : std::string("(no more lines)");
  };
  std::string text = fmt::format("{}first difference at line {}", indent, difference.line);
  if (!difference.step.empty()) text += fmt::format(", in step '{}'", difference.step);
  const std::size_t width = std::max(expectedBy.size(), actualBy.size());
  text += fmt::format("\n{}  {:<{}}  {}", indent, expectedBy, width, quoted(difference.expected));
  text += fmt::format("\n{}  {:<{}}  {}\n", indent, actualBy, width, quoted(difference.actual));
  return text;
}

}  // namespace nodelab::command
