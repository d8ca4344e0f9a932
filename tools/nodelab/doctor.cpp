#include <fmt/format.h>
#include <uv.h>
#include <zlib.h>

#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/node.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

void fact(std::string_view name, std::string_view value, std::string_view note = "") {
  fmt::print("{:<9} {}\n", name, value);
  if (note.empty()) return;
  for (const std::string& line : wrap(note, 80 - 12)) fmt::print("{:<12}{}\n", "", line);
}

std::string runningAnd(const std::string& running, const std::string& compiled) {
  if (running == compiled) return running;
  return fmt::format("{} (compiled with {})", running, compiled);
}

void doctorLibuv() {
  constexpr unsigned k145 = (1 << 16) | (45 << 8);
  const auto headers =
      fmt::format("{}.{}.{}", UV_VERSION_MAJOR, UV_VERSION_MINOR, UV_VERSION_PATCH);
  fact("libuv", runningAnd(uv_version_string(), headers),
       uv_version() < k145
           ? "runs timers at the start of an iteration; 1.45 and later (Node 20 has 1.46) at "
             "its end. nodelab evens that out: the order is Node 20's"
           : "runs timers at the end of an iteration, as Node 20's does (1.46)");
}

void doctorNode(const Lab& lab) {
  const Node node = findNode();
  const std::string& recorded = lab.recordedNode();
  if (!node.usable()) {
    fact("node", node.whyNot(), "run --js and verify use the recorded lines");
  } else if (node.major == majorOf(recorded)) {
    fact("node", fmt::format("{} {}", node.version, node.program),
         "runs the twins; must print what is recorded");
  } else {
    fact("node", fmt::format("{} {}", node.version, node.program),
         "runs the twins; where it differs from the record, the version may be why");
  }
  fact("recorded", recorded, "the Node that printed the .out files");
}

}  // namespace

int doctor(const Lab& lab) {
  fact("nodelab", NODELAB_VERSION);
  fact("compiler", NODELAB_COMPILER);
  fact("cmake", NODELAB_CMAKE);
  fact("fmt",
       fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100));
  fact("zlib", runningAnd(zlibVersion(), ZLIB_VERSION), "compressed sizes depend on it");
  doctorLibuv();
  doctorNode(lab);
  std::size_t built = 0;
  for (const Demo& demo : lab.demos()) built += std::filesystem::exists(demo.program) ? 1 : 0;
  fact("demos", fmt::format("{} of {} are built", built, lab.demos().size()));
  return kOk;
}

}  // namespace nodelab::command
