// The values of loop programs.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "nodelab/base/error.h"
#include "nodelab/promise/combinators.h"
#include "nodelab/promise/promise.h"
#include "tools/programs/json.h"

namespace nodelab::programs {

class LoopStage;

// What a promise is fulfilled with. Programs do nothing with values but to show them, so one is
// what the trace shows of it (1.2): `text`, `Error:m`, `[a,b]`, `{fulfilled:a}`.
struct LoopValue {
  LoopValue() = default;  // undefined
  explicit LoopValue(std::string text) : shown(std::move(text)) {}
  explicit LoopValue(const Error& error);
  // What all and allSettled give.
  LoopValue(const std::vector<LoopValue>& values);
  LoopValue(const std::vector<PromiseSettledResult<LoopValue>>& results);

  std::string shown = "undefined";
};

using LoopPromise = Promise<LoopValue>;
using LoopResolver = Resolver<LoopValue>;

// An object of a program that is no promise and has a `then` (1.2).
class LoopThenable {
 public:
  using Value = LoopValue;

  // `thenable` is the VALUE of the program; both must outlive this.
  LoopThenable(LoopStage& stage, const Json& thenable) : stage_(&stage), thenable_(&thenable) {}

  void then(const ResolveFunction<LoopValue>& resolve, const RejectFunction& reject) const;

 private:
  LoopStage* stage_;
  const Json* thenable_;
};

// What a VALUE of the program is, and what a function returns.
using LoopResult = std::variant<LoopValue, LoopPromise, LoopThenable>;

// The text in a field of a program, or undefined.
LoopValue plainValue(const Json& text);

}  // namespace nodelab::programs
