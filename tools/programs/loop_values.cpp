#include "tools/programs/loop_values.h"

#include <fmt/format.h>

#include "nodelab/loop/next_tick.h"
#include "tools/programs/json_parts.h"
#include "tools/programs/loop_stage.h"

namespace nodelab::programs {
namespace {

template <class List, class Show>
std::string listed(const List& list, Show show) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ",") + show(one);
  return "[" + text + "]";
}

std::string show(const Error& error) {
  if (error.name() == "AggregateError") return error.name() + listed(error.errors(), show);
  return error.name() + ":" + error.message();
}

}  // namespace

LoopValue::LoopValue(const Error& error) : shown(show(error)) {}

LoopValue::LoopValue(const std::vector<LoopValue>& values)
    : shown(listed(values, [](const LoopValue& value) { return value.shown; })) {}

LoopValue::LoopValue(const std::vector<PromiseSettledResult<LoopValue>>& results)
    : shown(listed(results, [](const PromiseSettledResult<LoopValue>& result) {
        const std::string what = result.value ? result.value->shown : show(result.reason);
        return fmt::format("{{{}:{}}}", result.status, what);
      })) {}

LoopValue plainValue(const Json& text) {
  return text.is_null() ? LoopValue() : LoopValue(text.get<std::string>());
}

void LoopThenable::then(const ResolveFunction<LoopValue>& resolve,
                        const RejectFunction& reject) const {
  stage_->mark((*thenable_)["thenable"]);
  const std::string mode = (*thenable_)["mode"];
  const LoopValue value = plainValue(partOf(*thenable_, "v"));
  auto later = [this, &resolve, &value] {
    return [&calls = stage_->calls(), ticket = stage_->calls().expect(), resolve, value] {
      calls.run(ticket, [&] { resolve(value); });
    };
  };
  if (mode == "sync") return resolve(value);
  if (mode == "reject") return reject(Error(value.shown));
  if (mode == "throw") throw Error(value.shown);
  if (mode == "tick") return process::nextTick(later());
  if (mode == "micro") return queueMicrotask(later());
  // "twice": only the first counts.
  resolve(value);
  resolve(LoopValue("again"));
  reject(Error("late"));
  throw Error("later");
}

}  // namespace nodelab::programs
