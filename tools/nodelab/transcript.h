// A transcript is what a demo printed. Its lines tell by their beginning what they are, see
// demos/lesson.h; two runs are the same when their lines are, but for those that may differ.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nodelab::command {

enum class LineKind {
  kCard,      // `| ASKED  …`: the card and the closing lines
  kMeasured,  // `~  …`: may differ from run to run
  kStep,      // `1  …`: a numbered step begins
  kPlain,     // the same in every run
};

LineKind kindOf(std::string_view line);

// The lines that must be the same in every run and in Node: all but card and measured ones.
std::vector<std::string> comparableLines(std::string_view transcript);

// The first place where two transcripts part.
struct Difference {
  std::size_t line;                     // from 1, counted among the comparable lines
  std::string step;                     // the step that the line belongs to; may be empty
  std::optional<std::string> expected;  // none: the expected transcript had ended
  std::optional<std::string> actual;    // none: the actual transcript had ended
};

std::optional<Difference> firstDifference(const std::vector<std::string>& expected,
                                          const std::vector<std::string>& actual);

// The difference in words, several lines, each with `indent` before it.
std::string describe(const Difference& difference, std::string_view indent,
                     std::string_view expectedBy, std::string_view actualBy);

}  // namespace nodelab::command
