#include <fmt/format.h>

#include <algorithm>

#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/names.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {

int list(const Lab& lab, const std::string& topic) {
  const std::string only = topic.empty() ? "" : resolveName("topic", topic, lab.topics(), "list");
  std::size_t width = 0;
  for (const Demo& demo : lab.demos()) width = std::max(width, demo.id.size());
  for (const Demo& demo : lab.demos()) {
    if (!only.empty() && demo.topic() != only) continue;
    std::string_view name = demo.id;
    for (const std::string& line : wrap(demo.card().asked, 80 - width - 2)) {
      fmt::print("{:<{}}  {}\n", name, width, line);
      name = "";
    }
  }
  return kOk;
}

}  // namespace nodelab::command
