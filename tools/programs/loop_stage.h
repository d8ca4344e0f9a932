// What the timers and the promises of a loop program need of the program that they are part of.
#pragma once

#include <string>
#include <vector>

#include "tools/programs/json.h"
#include "tools/programs/loop_body.h"
#include "tools/programs/loop_calls.h"
#include "tools/programs/loop_values.h"

namespace nodelab::programs {

// Arguments that timers, immediates and ticks pass on.
using LoopArguments = std::vector<std::string>;

class LoopStage : public LoopOps {
 public:
  // Adds a line to the trace: `mark` of 1.2, in three forms, and with the text put together.
  virtual void say(const std::string& line) = 0;
  void mark(const Json& label);
  void mark(const Json& label, const LoopValue& value) override;
  void mark(const Json& label, const LoopArguments& values);

  // Runs the body as a function without `await`; returns what it returns.
  LoopResult call(const Json& body);

  LoopCalls& calls() { return calls_; }

 protected:
  ~LoopStage() = default;

 private:
  LoopCalls calls_;
};

}  // namespace nodelab::programs
