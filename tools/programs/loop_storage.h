// The AsyncLocalStorage of a loop program, and its snapshots by their names.
#pragma once

#include <map>
#include <string>

#include "nodelab/promise/async_local_storage.h"
#include "tools/programs/loop_stage.h"

namespace nodelab::programs {

class LoopStorage {
 public:
  explicit LoopStorage(LoopStage& stage) : stage_(stage) {}

  // The current store, or `-`.
  std::string shown() const;

  // The ops alsRun, alsExit, alsEnter, snapshot and runIn.
  void run(const Json& op);
  void exit(const Json& op);
  void enterWith(const Json& op);
  void snapshot(const Json& op);
  void runIn(const Json& op);

 private:
  LoopStage& stage_;
  AsyncLocalStorage<std::string> storage_;
  std::map<std::string, AsyncSnapshot> snapshots_;
};

}  // namespace nodelab::programs
