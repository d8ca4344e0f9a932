#include "tools/nodelab/perform.h"

#include <fmt/format.h>

#include <cstring>

#include "tools/nodelab/failure.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

Performance perform(const std::vector<std::string>& arguments, const OnLine& onLine) {
  Performance performance;
  performance.ended = readProgram(arguments, [&](std::string_view line) {
    performance.transcript.append(line).append(1, '\n');
    if (onLine) onLine(line);
  });
  return performance;
}

}  // namespace

Performance performDemo(const Lab& lab, const Demo& demo, const OnLine& onLine) {
  if (!std::filesystem::exists(demo.program)) {
    throw Failure(kMismatch, whyMissing(lab, demo.id, demo.program, demo.target()));
  }
  return perform({demo.program.string()}, onLine);
}

void mustHaveTwin(const Demo& demo) {
  if (!demo.alone) return;
  throw Failure(kWrongUsage, demo.id + " has no JavaScript twin: Node has nothing like it");
}

Performance performTwin(const Node& node, const Demo& demo, const OnLine& onLine) {
  if (!std::filesystem::exists(demo.twin)) {
    throw Failure(kMismatch,
                  fmt::format("{} has no JavaScript twin: {}", demo.id, shortPath(demo.twin)));
  }
  return perform({node.program, demo.twin.string()}, onLine);
}

std::string whyMissing(const Lab& lab, std::string_view name, const std::filesystem::path& program,
                       std::string_view target) {
  const auto build = lab.buildFolder();
  if (!build) return fmt::format("{} is missing: {}", name, program.string());
  return fmt::format("{} is not built yet: ninja -C {} {}", name, shortPath(*build), target);
}

std::string describe(const Ended& ended) {
  if (ended.signal == 0) return fmt::format("exit code {}", ended.exitCode);
  return fmt::format("signal {} ({})", ended.signal, strsignal(ended.signal));
}

}  // namespace nodelab::command
