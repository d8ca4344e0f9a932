#include "tools/programs/programs.h"

#include <nlohmann/json.hpp>

#include "tools/programs/buffer_program.h"
#include "tools/programs/events_program.h"
#include "tools/programs/loop_program.h"
#include "tools/programs/loop_stage.h"
#include "tools/programs/stream_features.h"
#include "tools/programs/stream_program.h"
#include "tools/programs/trace.h"

namespace nodelab::programs {
namespace {

void runLoop(const Json& program, Outcome& outcome) {
  outcome.trace = runLoopProgram(program);
  if (std::erase(outcome.trace, LoopStage::strayLine) > 0) {
    outcome.skipped = "a store entered in a promise's job, by the first use of the storage";
  }
}

void runStream(const Json& program, Outcome& outcome) {
  outcome.skipped = missingStreamFeature(program);
  if (!outcome.skipped.empty()) return;
  Trace trace;
  runStreamProgram(program, trace);
  outcome.trace = trace.lines();
  outcome.skipped = trace.deviation();
}

}  // namespace

Outcome runProgram(std::string_view json) {
  const Json program = Json::parse(json);
  Outcome outcome{.id = program.at("id"), .trace = {}, .skipped = {}, .gaps = {}};
  const std::string& topic = program.at("topic").get_ref<const std::string&>();
  if (topic == "buffer") {
    runBufferProgram(program, outcome);
  } else if (topic == "events") {
    runEventsProgram(program, outcome);
  } else if (topic == "loop") {
    runLoop(program, outcome);
  } else if (topic == "stream") {
    runStream(program, outcome);
  } else {
    outcome.skipped = "topic " + topic;
  }
  return outcome;
}

}  // namespace nodelab::programs
