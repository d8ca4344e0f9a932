#include "tools/programs/buffer_search.h"

#include <nlohmann/json.hpp>

namespace nodelab::programs {
namespace {

// Calls `search(needle, encoding)`, or `search(byte)`, with the op's value. Only a text minds an
// unknown encoding (buffer fact 8).
template <class Search>
auto withNeedle(const BufferCall& call, Search search) {
  const Json& value = call.op["value"];
  if (value.contains("num")) return search(byteOf(value["num"]));
  if (value.contains("hex")) {
    const auto known = call.has("enc") ? findEncoding(call.text("enc")) : std::nullopt;
    return search(literal(value["hex"]), known.value_or(Encoding::utf8));
  }
  return search(value["str"].get_ref<const std::string&>(), call.strictEncoding());
}

}  // namespace

std::string indexOf(const BufferCall& call) {
  const int64_t offset = call.integer("offset");
  return std::to_string(withNeedle(call, [&](const auto& needle, auto... encoding) {
    return call.b.indexOf(needle, offset, encoding...);
  }));
}

std::string lastIndexOf(const BufferCall& call) {
  const int64_t offset = call.integer("offset", Buffer::toEnd);
  return std::to_string(withNeedle(call, [&](const auto& needle, auto... encoding) {
    return call.b.lastIndexOf(needle, offset, encoding...);
  }));
}

std::string includes(const BufferCall& call) {
  const int64_t offset = call.integer("offset");
  const bool found = withNeedle(call, [&](const auto& needle, auto... encoding) {
    return call.b.includes(needle, offset, encoding...);
  });
  return found ? "true" : "false";
}

}  // namespace nodelab::programs
