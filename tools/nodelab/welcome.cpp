#include <fmt/format.h>

#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/node.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {

int welcome(const Lab& lab) {
  const Node node = findNode();
  const std::string me = callName();
  const std::string first = lab.demos().empty() ? "DEMO" : lab.demos().front().id;
  const auto line = [](std::string_view call, std::string_view does) {
    fmt::print("  {:<36} {}\n", call, does);
  };
  fmt::print("nodelab: Node's runtime primitives, to run, to read and to measure.\n");
  fmt::print("{} on {}.\n", counted(lab.demos().size(), "demo"), fmt::join(lab.topics(), ", "));
  fmt::print("{}: --js {}.\n\n",
             node.usable() ? fmt::format("Node {} is here", node.version.substr(1)) : node.whyNot(),
             node.usable() ? "runs a demo's JavaScript twin" : "shows what Node printed, recorded");
  line(me + " tour", "the topics, one after the other");
  line(me + " run " + first, "one demo");
  line(me + " explain backpressure", "what to say, and its proof");
  line(me + " list", "the demos and their questions");
  line(me + " --help", "all commands");
  return kOk;
}

}  // namespace nodelab::command
