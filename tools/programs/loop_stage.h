// What the timers and the promises of a loop program need of the program that they are part of.
#pragma once

#include <string>
#include <string_view>
#include <utility>
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
  // A line of its own in the log: the program did what Node does otherwise (docs/deviations.md).
  static constexpr std::string_view strayLine = "!strays";

  // While one lives, code of the program runs as a promise's job, not as a callback of the loop.
  class PromiseJob {
   public:
    explicit PromiseJob(LoopStage& stage)
        : stage_(stage), before_(std::exchange(stage.inStrayJob_, !stage.storageUsed_)) {}
    ~PromiseJob() { stage_.inStrayJob_ = before_; }
    PromiseJob(const PromiseJob&) = delete;
    PromiseJob& operator=(const PromiseJob&) = delete;

   private:
    LoopStage& stage_;
    bool before_;
  };

  // The program uses its AsyncLocalStorage, by `enterWith` or otherwise. In Node a job that began
  // before the first use does not run in the context of its promise, so that what it enters stays
  // behind, with whoever comes next.
  void useStorage(bool enters) {
    if (enters && inStrayJob_) log(std::string(strayLine));
    storageUsed_ = true;
  }

  virtual void log(const std::string& line) = 0;
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
  bool storageUsed_ = false;
  bool inStrayJob_ = false;  // one that began before
};

}  // namespace nodelab::programs
