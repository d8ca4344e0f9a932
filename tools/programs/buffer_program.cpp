#include "tools/programs/buffer_program.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "nodelab/base/error.h"
#include "tools/programs/buffer_actions.h"
#include "tools/programs/buffer_makers.h"
#include "tools/programs/buffer_text.h"

namespace nodelab::programs {
namespace {

// Buffers of one family may share bytes, those of different families never do.
using Family = int;

struct Slot {
  Buffer buffer;
  Family family;
};

struct Unset {};

class BufferProgram {
 public:
  explicit BufferProgram(Outcome& outcome) : outcome_(outcome) {}

  void perform(const Json& op);

 private:
  std::string resultOf(const BufferCall& call);
  void leaveOut(const Json& op, const Missing& missing);

  BufferCall callOf(const Json& op) const;
  const Slot& slot(const Json& name) const;
  std::string make(BufferMaker maker, const BufferCall& call);
  Family familyFor(const Json& op);

  std::string place(const Buffer& buffer);
  std::string resetPool();

  std::unordered_map<std::string, Slot> slots_;
  // Families whose bytes nodelab does not know, and what it would need for that.
  std::map<Family, std::string> unknown_;
  Family families_ = 0;
  // One Buffer for each storage that `place` has met.
  std::vector<Buffer> storages_;
  Outcome& outcome_;
};

void BufferProgram::perform(const Json& op) {
  std::string result;
  try {
    result = resultOf(callOf(op));
  } catch (const Unset&) {
    result = "unset";
  } catch (const Error& error) {
    result = "throws " + error.code() + ": " + error.message();
  } catch (const Missing& missing) {
    leaveOut(op, missing);
    result = "left out: " + missing.what;
  }
  const std::string& name = op["op"].get_ref<const std::string&>();
  outcome_.trace.push_back(fmt::format("{} {} {}", outcome_.trace.size(), name, result));
}

// The op with its buffers. Throws Unset where a slot has none, else Missing where one is unknown.
BufferCall BufferProgram::callOf(const Json& op) const {
  BufferCall call{.op = op};
  const std::string* missing = nullptr;
  auto find = [&](const Json& name) {
    const Slot& found = slot(name);
    const auto reason = unknown_.find(found.family);
    if (reason != unknown_.end() && !missing) missing = &reason->second;
    return found.buffer;
  };
  if (op.contains("b")) call.b = find(op["b"]);
  if (op.contains("target")) call.target = find(op["target"]);
  if (op.contains("list")) {
    for (const Json& name : op["list"]) call.list.push_back(find(name));
  }
  if (missing) throw Missing{*missing};
  return call;
}

const Slot& BufferProgram::slot(const Json& name) const {
  const auto found = slots_.find(name.get_ref<const std::string&>());
  if (found == slots_.end()) throw Unset();
  return found->second;
}

std::string BufferProgram::resultOf(const BufferCall& call) {
  const std::string& name = call.text("op");
  if (const BufferMaker maker = findBufferMaker(name)) return make(maker, call);
  if (const BufferAction action = findBufferAction(name)) return action(call);
  if (name == "place") return place(call.b);
  if (name == "poolReset") return resetPool();
  if (name == "poolSize") return std::to_string(Buffer::poolSize());
  throw Missing{name};
}

std::string BufferProgram::make(BufferMaker maker, const BufferCall& call) {
  const Buffer made = maker(call);
  slots_.insert_or_assign(call.text("to"), Slot{made, familyFor(call.op)});
  const bool unsafe = call.text("op").starts_with("allocUnsafe");
  return unsafe ? fmt::format("len={}", made.length()) : show(made);
}

Family BufferProgram::familyFor(const Json& op) {
  return makesView(op) ? slot(op["b"]).family : families_++;
}

void BufferProgram::leaveOut(const Json& op, const Missing& missing) {
  outcome_.gaps.emplace(outcome_.trace.size(), missing.what);
  if (missing.changesNothing) return;
  if (const char* field = changedBy(op)) unknown_.emplace(slot(op[field]).family, missing.what);
  if (makesBuffer(op)) {
    const Family family = familyFor(op);
    unknown_.emplace(family, missing.what);
    slots_.insert_or_assign(op["to"], Slot{Buffer(), family});
  }
}

std::string BufferProgram::place(const Buffer& buffer) {
  if (buffer.storageSize() == 0) return "storage=none";
  std::size_t number = 0;
  while (number < storages_.size() && !storages_[number].sharesStorageWith(buffer)) ++number;
  if (number == storages_.size()) storages_.push_back(buffer);
  return fmt::format("storage={} bytes={} offset={} length={}", number, buffer.storageSize(),
                     buffer.byteOffset(), buffer.length());
}

std::string BufferProgram::resetPool() {
  while (Buffer::allocUnsafe(8).byteOffset() != 0) {
  }
  storages_.clear();
  return "ok";
}

// What programs use that makes all of their trace differ; empty when there is no such thing.
std::string missingBufferFeature(const Json& program) {
  if (program.value("fraction", false)) return "numbers that are no integers";
  if (!program.value("pool", false)) return {};
  for (const Json& op : program["ops"]) {
    if (op["op"] == "of") return "Buffer.of, and where its bytes lie";
    if (op["op"] == "poolSize" && op["size"] != Buffer::poolSize()) return "another Buffer.poolSize";
  }
  return {};
}

// In programs that look at the pool: an op left out would have taken bytes from it.
std::string lostPlace(const Json& program, const Outcome& outcome) {
  if (!program.value("pool", false)) return {};
  for (const auto& [line, missing] : outcome.gaps) {
    if (makesBuffer(program["ops"][line])) return missing + ", and where its bytes lie";
  }
  return {};
}

}  // namespace

void runBufferProgram(const Json& program, Outcome& outcome) {
  outcome.skipped = missingBufferFeature(program);
  if (!outcome.skipped.empty()) return;
  BufferProgram run(outcome);
  for (const Json& op : program["ops"]) run.perform(op);
  outcome.skipped = lostPlace(program, outcome);
  // Nothing is left to compare.
  if (outcome.skipped.empty() && outcome.gaps.size() == outcome.trace.size()) {
    outcome.skipped = outcome.gaps.begin()->second;
  }
}

}  // namespace nodelab::programs
