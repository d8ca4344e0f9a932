// The promises of a loop program, by their names.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/programs/loop_stage.h"

namespace nodelab::programs {

class LoopPromises {
 public:
  explicit LoopPromises(LoopStage& stage) : stage_(stage) {}

  LoopResult valueOf(const Json& value);

  // The ops of those names.
  void resolved(const Json& op);
  void rejected(const Json& op);
  void create(const Json& op);  // `new`
  void resolve(const Json& op);
  void reject(const Json& op);
  void then(const Json& op);
  void catch_(const Json& op);
  void finally(const Json& op);
  void all(const Json& op);
  void allSettled(const Json& op);
  void any(const Json& op);
  void race(const Json& op);
  void async(const Json& op);

 private:
  LoopPromise runAsync(const Json& ops);
  LoopPromise tracked(const LoopCalls::Ticket& ticket, LoopPromise promise);
  const LoopPromise* find(const Json& name) const;
  void put(const Json& op, const LoopPromise& promise);
  std::vector<LoopResult> elements(const Json& op);
  auto handler(const Json& part);

  LoopStage& stage_;
  std::map<std::string, LoopPromise> promises_;
  std::map<std::string, LoopResolver> resolvers_;
};

}  // namespace nodelab::programs
