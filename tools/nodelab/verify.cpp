#include <fmt/format.h>

#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/node.h"
#include "tools/nodelab/perform.h"
#include "tools/nodelab/text.h"
#include "tools/nodelab/transcript.h"

namespace nodelab::command {
namespace {

// What is wrong with a run whose lines should be `expected`; empty when nothing is.
std::string complaint(const Performance& performance, const std::vector<std::string>& expected,
                      std::string_view who, const std::string& call) {
  std::string text;
  if (!performance.ended.well()) {
    text += fmt::format("  {} ended with {}\n", who, describe(performance.ended));
  }
  if (const auto difference = firstDifference(expected, comparableLines(performance.transcript))) {
    text += describe(*difference, "  ", "recorded", who);
  }
  return text.empty() ? text : fmt::format("  ran: {}\n{}", call, text);
}

class Verifier {
 public:
  Verifier(const Lab& lab, Node node) : lab_(lab), node_(std::move(node)) {}

  // Prints the verdict on one demo; false when it fails.
  bool verify(const Demo& demo) const {
    if (demo.alone) return verifyAlone(demo);
    if (!std::filesystem::exists(demo.recorded)) {
      return report(demo, false, "nothing recorded",
                    fmt::format("  {} is missing\n", shortPath(demo.recorded)));
    }
    const auto expected = comparableLines(readFile(demo.recorded));
    const std::string own =
        complaint(performDemo(lab_, demo), expected, "nodelab", shortPath(demo.program));
    if (!own.empty()) return report(demo, false, "nodelab differs from the recorded lines", own);
    const std::string same = counted(expected.size(), "line") + " as recorded";
    if (!node_.usable()) return report(demo, true, same, "");

    const std::string twin = complaint(performTwin(node_, demo), expected, "Node",
                                       fmt::format("{} {}", node_.program, shortPath(demo.twin)));
    if (twin.empty()) return report(demo, true, same + ", and from Node " + node_.version, "");
    if (node_.major == majorOf(lab_.recordedNode())) {
      return report(demo, false, "Node differs from its recorded lines", twin);
    }
    return report(demo, true, same + "; a version difference in Node " + node_.version, twin);
  }

 private:
  // Its lines cannot be compared, but it claims what they show.
  bool verifyAlone(const Demo& demo) const {
    const Performance own = performDemo(lab_, demo);
    if (own.ended.well()) return report(demo, true, "its claims hold; it has no twin", "");
    return report(demo, false, describe(own.ended), own.transcript);
  }

  static bool report(const Demo& demo, bool good, std::string_view verdict,
                     std::string_view details) {
    fmt::print("{:<6}  {:<24}  {}\n{}", good ? "ok" : "FAILED", demo.id, verdict, details);
    std::fflush(stdout);
    return good;
  }

  const Lab& lab_;
  Node node_;
};

}  // namespace

int verify(const Lab& lab, const std::vector<std::string>& queries) {
  std::vector<const Demo*> demos;
  for (const std::string& query : queries) demos.push_back(&lab.demo(query));
  if (queries.empty()) {
    for (const Demo& demo : lab.demos()) demos.push_back(&demo);
  }
  const Node node = findNode();
  if (!node.usable()) {
    fmt::print(stderr, "{}: comparing with the lines recorded with Node {} only\n", node.whyNot(),
               lab.recordedNode());
  }
  const Verifier verifier(lab, node);
  bool good = true;
  for (const Demo* demo : demos) good = verifier.verify(*demo) && good;
  return good ? kOk : kMismatch;
}

}  // namespace nodelab::command
