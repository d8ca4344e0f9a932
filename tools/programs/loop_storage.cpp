#include "tools/programs/loop_storage.h"

#include "tools/programs/json_parts.h"

namespace nodelab::programs {

std::string LoopStorage::shown() const {
  const std::string* store = storage_.getStore();
  return store ? *store : "-";
}

void LoopStorage::run(const Json& op) {
  stage_.useStorage(false);
  storage_.run(op["v"].get<std::string>(), [&] { stage_.call(partOf(op, "body")); });
}

void LoopStorage::exit(const Json& op) {
  storage_.exit([&] { stage_.call(partOf(op, "body")); });
}

void LoopStorage::enterWith(const Json& op) {
  stage_.useStorage(true);
  storage_.enterWith(op["v"]);
}

void LoopStorage::snapshot(const Json& op) {
  snapshots_.insert_or_assign(op["id"].get<std::string>(),
                              AsyncLocalStorage<std::string>::snapshot());
}

void LoopStorage::runIn(const Json& op) {
  const auto found = snapshots_.find(op["id"]);
  if (found == snapshots_.end()) return;
  found->second([&] { stage_.call(partOf(op, "body")); });
}

}  // namespace nodelab::programs
