#include "tools/nodelab/child.h"
#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/perform.h"

namespace nodelab::command {

// The interpreters are a program of their own: the command itself is quick to build.
int trace(const Lab& lab, const std::string& programs, const std::string& expected) {
  const auto program = lab.traceProgram();
  if (!std::filesystem::exists(program)) {
    throw Failure(kWrongUsage, whyMissing(lab, "trace", program, kTraceTarget));
  }
  std::vector<std::string> arguments = {program.string(), programs};
  if (!expected.empty()) arguments.insert(arguments.end(), {"--expect", expected});
  return runProgram(arguments).exitCode;
}

}  // namespace nodelab::command
