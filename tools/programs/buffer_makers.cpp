#include "tools/programs/buffer_makers.h"

#include <nlohmann/json.hpp>
#include <span>
#include <unordered_map>

namespace nodelab::programs {
namespace {

Buffer alloc(const BufferCall& call) {
  const int64_t size = call.integer("size");
  // The size comes first, and no bytes are not filled, whatever the encoding (buffer fact 9).
  const Buffer zeroed = Buffer::alloc(size);
  if (!call.has("fill") || size == 0) return zeroed;
  const Json& fill = call.op["fill"];
  if (fill.contains("num")) return Buffer::alloc(size, byteOf(fill["num"]));
  if (fill.contains("hex")) return Buffer::alloc(size, literal(fill["hex"]));
  return Buffer::alloc(size, fill["str"].get_ref<const std::string&>(), call.encoding());
}

Buffer allocUnsafe(const BufferCall& call) {
  return Buffer::allocUnsafe(call.integer("size")).fill(0);
}

Buffer allocUnsafeSlow(const BufferCall& call) {
  return Buffer::allocUnsafeSlow(call.integer("size")).fill(0);
}

Buffer fromString(const BufferCall& call) {
  return Buffer::from(call.text("str"), call.encoding());
}

std::vector<uint8_t> itemsOf(const BufferCall& call) {
  std::vector<uint8_t> bytes;
  for (const Json& item : call.op["items"]) bytes.push_back(byteOf(item));
  return bytes;
}

Buffer fromArray(const BufferCall& call) { return Buffer::from(itemsOf(call)); }

Buffer of(const BufferCall& call) { return Buffer::of(itemsOf(call)); }

// A buffer as JSON is an array of its bytes.
Buffer fromJSON(const BufferCall& call) { return Buffer::from(call.b.span()); }

Buffer fromBuffer(const BufferCall& call) { return Buffer::from(call.b); }

Buffer view(const BufferCall& call) {
  return Buffer::fromStorageOf(call.b, call.integer("offset"),
                               call.integer("length", Buffer::toEnd));
}

Buffer copyBytesFrom(const BufferCall& call) {
  return Buffer::copyBytesFrom(call.b, call.integer("offset"),
                               call.integer("length", Buffer::toEnd));
}

Buffer concat(const BufferCall& call) {
  return call.has("length") ? Buffer::concat(call.list, call.integer("length"))
                            : Buffer::concat(call.list);
}

Buffer subarray(const BufferCall& call) {
  return call.b.subarray(call.integer("start"), call.integer("end", Buffer::toEnd));
}

Buffer slice(const BufferCall& call) {
  return call.b.slice(call.integer("start"), call.integer("end", Buffer::toEnd));
}

const std::unordered_map<std::string_view, BufferMaker> makers = {
    {"alloc", alloc},
    {"allocUnsafe", allocUnsafe},
    {"allocUnsafeSlow", allocUnsafeSlow},
    {"fromString", fromString},
    {"fromArray", fromArray},
    {"of", of},
    {"fromBuffer", fromBuffer},
    {"fromJSON", fromJSON},
    {"view", view},
    {"copyBytesFrom", copyBytesFrom},
    {"concat", concat},
    {"subarray", subarray},
    {"slice", slice},
};

}  // namespace

BufferMaker findBufferMaker(std::string_view op) {
  const auto found = makers.find(op);
  return found == makers.end() ? nullptr : found->second;
}

}  // namespace nodelab::programs
