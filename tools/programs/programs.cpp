#include "tools/programs/programs.h"

#include <nlohmann/json.hpp>

#include "tools/programs/buffer_program.h"
#include "tools/programs/stream_features.h"
#include "tools/programs/stream_program.h"
#include "tools/programs/trace.h"

namespace nodelab::programs {

Outcome runProgram(std::string_view json) {
  const Json program = Json::parse(json);
  Outcome outcome{.id = program.at("id"), .trace = {}, .skipped = {}, .gaps = {}};
  if (program.at("topic") == "buffer") {
    runBufferProgram(program, outcome);
    return outcome;
  }
  if (program.at("topic") != "stream") {
    outcome.skipped = "topic " + program.at("topic").get<std::string>();
    return outcome;
  }
  outcome.skipped = missingStreamFeature(program);
  if (!outcome.skipped.empty()) return outcome;
  Trace trace;
  runStreamProgram(program, trace);
  outcome.trace = trace.lines();
  outcome.skipped = trace.deviation();
  return outcome;
}

}  // namespace nodelab::programs
