// LoopPlayer: one run of a loop program: its start, its scheduling ops, its process events.
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "nodelab/base/callback.h"
#include "nodelab/process/event_loop_delay.h"
#include "tools/programs/loop_promises.h"
#include "tools/programs/loop_stage.h"
#include "tools/programs/loop_storage.h"
#include "tools/programs/loop_timers.h"

namespace nodelab::programs {

// Must outlive the loop that the program runs on.
class LoopPlayer final : public LoopStage {
 public:
  LoopPlayer(const Json& program, Callback<void(const std::string& line)> log);

  // The main script: listens to the events of the process and starts the body where the program
  // says.
  void start();

  bool isVoid() { return isClocked_ && calls().clock().isVoid(); }

 private:
  using Op = void (*)(LoopPlayer& player, const Json& op);
  static const std::unordered_map<std::string, Op> ops;

  bool admits(const Json& op) override;
  void perform(const Json& op) override;
  LoopResult valueOf(const Json& value) override { return promises_.valueOf(value); }
  void say(const std::string& line) override;
  void log(const std::string& line) override { log_(line); }

  void listen();
  void startIn(const std::string& place);
  auto callback(const Json& op);
  void block(const Json& op);
  void monitor(const Json& op);
  void chain(const Json& op, int step);

  const Json& program_;
  const bool isClocked_;
  const bool hasStorage_;
  Callback<void(const std::string&)> log_;
  LoopStorage storage_;
  LoopTimers timers_;
  LoopPromises promises_;
  std::unordered_map<const Json*, int> counts_;  // of ops with `max`: how often they ran
  std::map<std::string, Ref<perf_hooks::IntervalHistogram>> monitors_;
  std::size_t dry_ = 0;  // how often 'beforeExit' came
};

}  // namespace nodelab::programs
