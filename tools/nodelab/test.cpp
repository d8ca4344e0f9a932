#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "tools/nodelab/child.h"
#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"

namespace nodelab::command {

int test(const Lab& lab) {
  const auto build = lab.buildFolder();
  if (!build) {
    throw Failure(kWrongUsage, "the tests are not installed; run ./nodelab test in a checkout");
  }
  unsetenv("NODELAB_CALLED");  // the tests call the command by its own name
  const auto jobs = std::to_string(std::max(1U, std::thread::hardware_concurrency()));
  return runProgram({"ctest", "--test-dir", build->string(), "--parallel", jobs, "--timeout", "300",
                     "--output-on-failure", "--no-tests=error"})
                 .well()
             ? kOk
             : kMismatch;
}

}  // namespace nodelab::command
