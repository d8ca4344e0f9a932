#include "tools/programs/loop_features.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>

namespace nodelab::programs {
namespace {

std::string missingInOp(const Json& op) {
  static const std::unordered_map<std::string_view, std::string_view> missing = {
      {"all", "Promise combinators"},
      {"allSettled", "Promise combinators"},
      {"race", "Promise combinators"},
      {"any", "Promise combinators"},
      {"monitor", "monitorEventLoopDelay"}};
  const std::string& name = op["op"].get_ref<const std::string&>();
  if (const auto found = missing.find(name); found != missing.end()) {
    return std::string(found->second);
  }
  return {};
}

std::string missingInValue(const Json& value) {
  if (value.contains("thenable")) return "thenables";
  if (value.contains("sleep") || value.contains("imm")) return "timers/promises";
  return {};
}

// Ops stand in bodies wherever an object has an `op`, values in their fields.
std::string missingWithin(const Json& part) {
  if (part.is_object()) {
    std::string missing = part.contains("op") ? missingInOp(part) : missingInValue(part);
    if (!missing.empty()) return missing;
  }
  if (part.is_structured()) {
    for (const Json& inner : part) {
      if (std::string missing = missingWithin(inner); !missing.empty()) return missing;
    }
  }
  return {};
}

}  // namespace

std::string missingLoopFeature(const Json& program) {
  if (program.value("als", false)) return "AsyncLocalStorage";
  return missingWithin(program);
}

}  // namespace nodelab::programs
