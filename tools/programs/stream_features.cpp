#include "tools/programs/stream_features.h"

#include <nlohmann/json.hpp>

namespace nodelab::programs {
namespace {

bool isTransform(const Json& stream) {
  return stream["kind"] == "transform" || stream["kind"] == "passthrough";
}

std::string missingIn(const Json& stream) {
  if (stream["kind"] == "from") return "Readable.from";
  if (stream.contains("enc")) return "setEncoding";
  if (stream.contains("noread") || stream.contains("nowrite")) return "one-sided Duplex";
  if (isTransform(stream) && stream.contains("final")) return "_final of a Transform";
  return {};
}

std::string missingInPipeline(const Json& op) {
  for (const Json& stage : op["chain"]) {
    if (!stage.is_string()) return "iterables in a pipeline";
  }
  return op.contains("end") ? "pipeline with end: false" : "";
}

std::string missingInOp(const Json& op) {
  const std::string& name = op["op"].get_ref<const std::string&>();
  if (name == "setEncoding") return "setEncoding";
  if (name == "forawait") return "async iteration";
  if (name == "pipeline") return missingInPipeline(op);
  return {};
}

// Ops stand in hooks, listeners and scheduled callbacks too: wherever an object has an `op`.
std::string missingWithin(const Json& value) {
  if (value.is_object() && value.contains("op")) {
    if (std::string missing = missingInOp(value); !missing.empty()) return missing;
  }
  if (value.is_structured()) {
    for (const Json& part : value) {
      if (std::string missing = missingWithin(part); !missing.empty()) return missing;
    }
  }
  return {};
}

}  // namespace

std::string missingStreamFeature(const Json& program) {
  for (const Json& stream : program["streams"]) {
    if (std::string missing = missingIn(stream); !missing.empty()) return missing;
  }
  return missingWithin(program);
}

}  // namespace nodelab::programs
