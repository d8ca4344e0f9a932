#include <fmt/format.h>

#include "tools/nodelab/failure.h"
#include "tools/nodelab/names.h"
#include "tools/nodelab/run.h"
#include "tools/nodelab/terminal.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {

std::vector<const Demo*> demosOfTour(const Lab& lab, const std::string& topic) {
  const std::string only = topic.empty() ? "" : resolveName("topic", topic, lab.topics(), "list");
  std::vector<const Demo*> demos;
  for (const Demo& demo : lab.demos()) {
    if (only.empty() ? demo.onTour : demo.topic() == only) demos.push_back(&demo);
  }
  return demos;
}

int tour(const Lab& lab, const std::string& topic) {
  const std::vector<const Demo*> demos = demosOfTour(lab, topic);
  const std::size_t count = demos.size();
  std::size_t claims = 0;
  std::vector<std::string> failed;
  for (std::size_t i = 0; i < count; ++i) {
    const Demo& demo = *demos[i];
    if (i > 0 && !pauseFor("\n[Enter: next demo, q: leave] "))
      return failed.empty() ? kOk : kMismatch;
    printLine(fmt::format("{}{:=<80}", i == 0 ? "" : "\n",
                          fmt::format("=== {} of {}  {} ", i + 1, count, demo.id)));
    const Shown shown = showDemo(lab, demo, {});
    claims += shown.claims;
    if (shown.exitCode != kOk) failed.push_back(demo.id);
  }
  printLine(fmt::format("\n{:=<80}", "=== the end "));
  if (!failed.empty()) {
    fmt::print("{} of {} FAILED: {}\n", failed.size(), counted(count, "demo"),
               fmt::join(failed, ", "));
    return kMismatch;
  }
  fmt::print("{}, {}, all held while you watched.\n", counted(count, "demo"),
             counted(claims, "claim"));
  fmt::print("Next: say each SAY aloud, then ask  {0} explain WORDS\n", callName());
  if (topic.empty()) fmt::print("All demos of a topic: {} tour TOPIC\n", callName());
  return kOk;
}

}  // namespace nodelab::command
