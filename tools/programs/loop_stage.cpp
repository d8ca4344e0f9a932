#include "tools/programs/loop_stage.h"

#include <nlohmann/json.hpp>

namespace nodelab::programs {

void LoopStage::mark(const Json& label) { say(label.get<std::string>()); }

void LoopStage::mark(const Json& label, const LoopValue& value) {
  say(label.get<std::string>() + " " + value.shown);
}

void LoopStage::mark(const Json& label, const LoopArguments& values) {
  std::string line = label;
  for (const std::string& value : values) line += " " + value;
  say(line);
}

LoopResult LoopStage::call(const Json& body) {
  LoopBody function(*this, body);
  function.run();
  return function.result();
}

}  // namespace nodelab::programs
