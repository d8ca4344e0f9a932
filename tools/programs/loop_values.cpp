#include "tools/programs/loop_values.h"

namespace nodelab::programs {

std::string show(const LoopValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* error = std::get_if<Error>(&value)) return error->name() + ":" + error->message();
  return "undefined";
}

void resolve(const LoopResolver& resolver, const ValueOrPromise& result) {
  std::visit([&](const auto& either) { resolver.resolve(either); }, result);
}

}  // namespace nodelab::programs
