#include "tools/nodelab/bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/nodelab/child.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/names.h"

namespace nodelab::command {

int bench(const Lab& lab, const std::string& pair) {
  if (pair.empty()) {
    for (const std::string& id : lab.benches()) fmt::print("{}\n", id);
    if (lab.benches().empty()) fmt::print(stderr, "there are no benchmarks yet\n");
    return kOk;
  }
  const std::string& id = resolveName("benchmark", pair, lab.benches(), "bench");
  return runProgram({lab.benchProgram(id).string()}).well() ? kOk : kMismatch;
}

std::vector<std::string> benchTargets(const Lab& lab, const std::string& pair) {
  if (pair.empty()) return {};
  std::string target = "bench." + resolveName("benchmark", pair, lab.benches(), "bench");
  std::replace(target.begin(), target.end(), '/', '.');
  return {target};
}

}  // namespace nodelab::command
