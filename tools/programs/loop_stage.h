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
  using LoopOps::mark;
  virtual void mark(const Json& label) = 0;
  virtual void mark(const Json& label, const LoopArguments& values) = 0;
  virtual void log(std::string line) = 0;

  // Runs the body as a function without `await`; returns what it returns.
  ValueOrPromise call(const Json& body) {
    LoopBody function(*this, body);
    function.run();
    return function.result();
  }

  LoopCalls& calls() { return calls_; }

 protected:
  ~LoopStage() = default;

 private:
  LoopCalls calls_;
};

}  // namespace nodelab::programs
