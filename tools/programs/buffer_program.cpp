#include "tools/programs/buffer_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "nodelab/base/error.h"
#include "tools/programs/buffer_actions.h"
#include "tools/programs/buffer_makers.h"
#include "tools/programs/buffer_text.h"

namespace nodelab::programs {
namespace {

struct Unset {};

class BufferProgram {
 public:
  explicit BufferProgram(Outcome& outcome) : outcome_(outcome) {}
  BufferProgram(const BufferProgram&) = delete;
  BufferProgram& operator=(const BufferProgram&) = delete;
  ~BufferProgram() { Buffer::setPoolSize(defaultPoolSize); }

  void perform(const Json& op);

 private:
  static constexpr int64_t defaultPoolSize = 8192;

  std::string resultOf(const BufferCall& call);
  BufferCall callOf(const Json& op) const;
  const Buffer& slot(const Json& name) const;
  std::string make(BufferMaker maker, const BufferCall& call);
  std::string place(const Buffer& buffer);
  std::string setPoolSize(int64_t size);
  std::string resetPool();

  std::unordered_map<std::string, Buffer> slots_;
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
    outcome_.gaps.emplace(outcome_.trace.size(), missing.what);
    result = "left out: " + missing.what;
  }
  const std::string& name = op["op"].get_ref<const std::string&>();
  outcome_.trace.push_back(fmt::format("{} {} {}", outcome_.trace.size(), name, result));
}

// The op with its buffers. Throws Unset where a slot has none.
BufferCall BufferProgram::callOf(const Json& op) const {
  BufferCall call{.op = op};
  if (op.contains("b")) call.b = slot(op["b"]);
  if (op.contains("target")) call.target = slot(op["target"]);
  if (op.contains("list")) {
    for (const Json& name : op["list"]) call.list.push_back(slot(name));
  }
  return call;
}

const Buffer& BufferProgram::slot(const Json& name) const {
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
  if (name == "poolSize") return setPoolSize(call.integer("size"));
  throw std::runtime_error("no op " + name);
}

std::string BufferProgram::make(BufferMaker maker, const BufferCall& call) {
  const Buffer made = maker(call);
  slots_.insert_or_assign(call.text("to"), made);
  const bool unsafe = call.text("op").starts_with("allocUnsafe");
  return unsafe ? fmt::format("len={}", made.length()) : show(made);
}

std::string BufferProgram::place(const Buffer& buffer) {
  if (buffer.storageSize() == 0) return "storage=none";
  std::size_t number = 0;
  while (number < storages_.size() && !storages_[number].sharesStorageWith(buffer)) ++number;
  if (number == storages_.size()) storages_.push_back(buffer);
  return fmt::format("storage={} bytes={} offset={} length={}", number, buffer.storageSize(),
                     buffer.byteOffset(), buffer.length());
}

std::string BufferProgram::setPoolSize(int64_t size) {
  Buffer::setPoolSize(size);
  return std::to_string(Buffer::poolSize());
}

std::string BufferProgram::resetPool() {
  Buffer::setPoolSize(defaultPoolSize);
  while (Buffer::allocUnsafe(8).byteOffset() != 0) {
  }
  storages_.clear();
  return "ok";
}

// What programs use that all of their trace depends on; empty when there is no such thing.
std::string missingFeature(const Json& program) {
  if (program.value("fraction", false)) return "numbers that are no integers";
  const bool transcodes = std::any_of(program["ops"].begin(), program["ops"].end(),
                                      [](const Json& op) { return op["op"] == "transcode"; });
  return transcodes ? "transcode, which needs ICU" : "";
}

}  // namespace

void runBufferProgram(const Json& program, Outcome& outcome) {
  outcome.skipped = missingFeature(program);
  if (!outcome.skipped.empty()) return;
  BufferProgram run(outcome);
  for (const Json& op : program["ops"]) run.perform(op);
}

}  // namespace nodelab::programs
