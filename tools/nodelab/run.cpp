#include "tools/nodelab/run.h"

#include <fmt/format.h>

#include "tools/nodelab/failure.h"
#include "tools/nodelab/perform.h"
#include "tools/nodelab/terminal.h"
#include "tools/nodelab/text.h"
#include "tools/nodelab/transcript.h"

namespace nodelab::command {
namespace {

// Prints lines as they come. With pauses it is the picture that waits, not the program: a program
// that was held up would see its timers overdue, and show another order.
OnLine printer(RunOptions options, std::size_t& claims) {
  return [pauses = options.pauses, &claims](std::string_view line) mutable {
    if (line.starts_with("   ok  ")) ++claims;
    if (pauses && kindOf(line) == LineKind::kStep) pauses = pauseFor("  [Enter: next step] ");
    printLine(line);
  };
}

bool endedWell(const Demo& demo, const char* who, const Ended& ended) {
  if (!ended.well())
    fmt::print(stderr, "nodelab: {} {} ended with {}\n", who, demo.id, describe(ended));
  return ended.well();
}

// Says whether `actual` has the lines of `expected`, and where not.
bool compare(const std::string& expected, const std::string& actual, std::string_view sameText,
             std::string_view expectedBy) {
  const auto lines = comparableLines(actual);
  const auto difference = firstDifference(comparableLines(expected), lines);
  if (!difference) {
    printLine(fmt::format("| {}", sameText));
    return true;
  }
  printLine(fmt::format("| FAILED: not the lines of {}", expectedBy));
  for (const std::string& line : splitLines(describe(*difference, "| ", expectedBy, "nodelab"))) {
    printLine(line);
  }
  return false;
}

std::string withoutV(const std::string& version) { return version.substr(version.find('v') + 1); }

bool compareWithRecorded(const Lab& lab, const Demo& demo, const std::string& transcript,
                         std::string_view remark) {
  if (demo.alone) {
    printLine("| Node has nothing like it to compare with");
    return true;
  }
  if (!std::filesystem::exists(demo.recorded)) {
    printLine("| nothing recorded yet from Node to compare with");
    return true;
  }
  const std::string who = "Node " + withoutV(lab.recordedNode());
  return compare(readFile(demo.recorded), transcript,
                 fmt::format("the same lines as {} ({})", who, remark), who);
}

void printButCard(std::string_view line) {
  if (kindOf(line) != LineKind::kCard) printLine(line);
}

void showRecorded(const Lab& lab, const Demo& demo, const Node& node) {
  fmt::print(stderr, "nodelab: {}; these are the lines recorded with Node {}\n", node.whyNot(),
             withoutV(lab.recordedNode()));
  printLine(fmt::format("| NODE   {}, recorded: {}", withoutV(lab.recordedNode()),
                        shortPath(demo.recorded)));
  for (const std::string& line : splitLines(readFile(demo.recorded))) printButCard(line);
}

bool showTwin(const Lab& lab, const Demo& demo, const std::string& transcript) {
  const Node node = findNode();
  if (!node.usable()) {
    showRecorded(lab, demo, node);
    return true;
  }
  const std::string who = "Node " + withoutV(node.version);
  printLine("");
  printLine(fmt::format("| NODE   {} runs {}", withoutV(node.version), shortPath(demo.twin)));
  const Performance twin = performTwin(node, demo, printButCard);
  const bool same = compare(twin.transcript, transcript, "the same lines from both", who);
  const bool well = endedWell(demo, "Node's", twin.ended);
  if (node.major == majorOf(lab.recordedNode()) || (same && well)) return same && well;
  fmt::print(stderr, "nodelab: that is a difference between Node {} and {}\n",
             withoutV(node.version), withoutV(lab.recordedNode()));
  return true;
}

}  // namespace

Shown showDemo(const Lab& lab, const Demo& demo, RunOptions options) {
  std::size_t claims = 0;
  const Performance own = performDemo(lab, demo, printer(options, claims));
  bool good = endedWell(demo, "the demo", own.ended);
  const char* remark = options.twin ? "recorded" : "recorded; --js runs it now";
  good = compareWithRecorded(lab, demo, own.transcript, remark) && good;
  if (options.twin) good = showTwin(lab, demo, own.transcript) && good;
  return {good ? kOk : kMismatch, claims};
}

int run(const Lab& lab, const std::string& query, RunOptions options) {
  const Demo& demo = lab.demo(query);
  if (options.twin) mustHaveTwin(demo);
  return showDemo(lab, demo, options).exitCode;
}

}  // namespace nodelab::command
