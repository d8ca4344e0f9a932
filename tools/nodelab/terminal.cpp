#include "tools/nodelab/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "tools/nodelab/transcript.h"

namespace nodelab::command {
namespace {

bool hasColours() {
  static const bool colours = [] {
    const char* noColor = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    if (noColor != nullptr && *noColor != '\0') return false;
    if (term == nullptr || std::string_view(term) == "dumb") return false;
    return isatty(STDOUT_FILENO) == 1;
  }();
  return colours;
}

constexpr std::string_view kBold = "1", kDim = "2", kGreen = "32", kRed = "1;31", kCyan = "36";

std::string_view colourOf(std::string_view line) {
  if (line.find("FAILED") != line.npos) return kRed;
  switch (kindOf(line)) {
    case LineKind::kCard:
      return kCyan;
    case LineKind::kMeasured:
      return kDim;
    case LineKind::kStep:
      return kBold;
    case LineKind::kPlain:
      return line.starts_with("   ok  ") ? kGreen : "";
  }
  return "";
}

}  // namespace

bool atTerminal() { return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1; }

void printLine(std::string_view line) {
  const std::string_view colour = hasColours() ? colourOf(line) : "";
  if (colour.empty()) {
    fmt::print("{}\n", line);
  } else {
    fmt::print("\033[{}m{}\033[0m\n", colour, line);
  }
  std::fflush(stdout);
}

bool pauseFor(std::string_view prompt) {
  if (!atTerminal()) return true;
  fmt::print(stderr, "{}", prompt);
  const int first = std::getchar();
  for (int c = first; c != '\n' && c != EOF;) c = std::getchar();
  return first != EOF && first != 'q';
}

}  // namespace nodelab::command
