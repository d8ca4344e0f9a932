#include "tools/programs/buffer_actions.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "nodelab/buffer/validation.h"
#include "tools/programs/buffer_numbers.h"
#include "tools/programs/buffer_search.h"
#include "tools/programs/buffer_text.h"

namespace nodelab::programs {
namespace {

std::string yesNo(bool value) { return value ? "true" : "false"; }

std::string counted(std::size_t count, const Buffer& changed) {
  return fmt::format("n={} {}", count, show(changed));
}

std::string showBuffer(const BufferCall& call) { return show(call.b); }
std::string length(const BufferCall& call) { return std::to_string(call.b.length()); }

std::string toString(const BufferCall& call) {
  const int64_t start = call.integer("start");
  const int64_t end = call.integer("end", Buffer::toEnd);
  // The encoding's name is not looked at for an empty range (buffer fact 9).
  if (call.b.toString(Encoding::latin1, start, end).empty()) return quote("");
  return quote(call.b.toString(call.strictEncoding(), start, end));
}

std::string toJSON(const BufferCall& call) { return call.b.toJSON(); }

std::string bytes(const BufferCall& call) {
  return fmt::format("{}", fmt::join(call.b.begin(), call.b.end(), ","));
}

// Any other name counts as UTF-8 (buffer fact 8).
std::string byteLength(const BufferCall& call) {
  const auto named = call.has("enc") ? findEncoding(call.text("enc")) : std::nullopt;
  return std::to_string(Buffer::byteLength(call.text("str"), named.value_or(Encoding::utf8)));
}

std::string isEncoding(const BufferCall& call) {
  return yesNo(Buffer::isEncoding(call.text("enc")));
}

std::string isUtf8(const BufferCall& call) { return yesNo(buffer::isUtf8(call.b)); }
std::string isAscii(const BufferCall& call) { return yesNo(buffer::isAscii(call.b)); }

std::string constants(const BufferCall&) {
  return fmt::format("{} {} {}", Buffer::kMaxLength, Buffer::kStringMaxLength, Buffer::poolSize());
}

std::string compare(const BufferCall& call) {
  return std::to_string(call.b.compare(
      call.target, call.integer("targetStart"), call.integer("targetEnd", Buffer::toEnd),
      call.integer("sourceStart"), call.integer("sourceEnd", Buffer::toEnd)));
}

std::string compareStatic(const BufferCall& call) {
  return std::to_string(Buffer::compare(call.b, call.target));
}

std::string equals(const BufferCall& call) { return yesNo(call.b.equals(call.target)); }
std::string shares(const BufferCall& call) { return yesNo(call.b.sharesStorageWith(call.target)); }
std::string at(const BufferCall& call) {
  const auto byte = call.b.at(call.integer("index"));
  return byte ? std::to_string(*byte) : "undefined";
}

// `b[index]` is the raw access in C++, so who may be outside asks before (docs/deviations.md).
bool isInside(const BufferCall& call) {
  const int64_t index = call.integer("index");
  return index >= 0 && call.b.at(index);
}

uint8_t& byteIn(const BufferCall& call) {
  return call.b[static_cast<std::size_t>(call.integer("index"))];
}

std::string get(const BufferCall& call) {
  return isInside(call) ? std::to_string(byteIn(call)) : "undefined";
}

std::string set(const BufferCall& call) {
  if (isInside(call)) byteIn(call) = byteOf(call.op["value"]);
  return show(call.b);
}

std::string write(const BufferCall& call) {
  const int64_t offset = call.integer("offset");
  const int64_t room = call.integer("length", Buffer::toEnd);
  // The encoding's name comes last (buffer fact 9), so ask what the positions are worth before.
  call.b.write("", offset, room);
  const std::size_t count = call.b.write(call.text("str"), offset, room, call.encoding());
  return counted(count, call.b);
}

std::string fill(const BufferCall& call) {
  const Json& value = call.op["value"];
  const int64_t offset = call.integer("offset");
  const int64_t end = call.integer("end", Buffer::toEnd);
  if (value.contains("num")) return show(call.b.fill(byteOf(value["num"]), offset, end));
  if (value.contains("hex")) return show(call.b.fill(literal(value["hex"]), offset, end));
  const std::string& text = value["str"].get_ref<const std::string&>();
  return show(call.b.fill(text, offset, end, call.encoding()));
}

std::string copy(const BufferCall& call) {
  const std::size_t count =
      call.b.copy(call.target, call.integer("targetStart"), call.integer("sourceStart"),
                  call.integer("sourceEnd", Buffer::toEnd));
  return counted(count, call.target);
}

std::string swap16(const BufferCall& call) { return show(call.b.swap16()); }
std::string swap32(const BufferCall& call) { return show(call.b.swap32()); }
std::string swap64(const BufferCall& call) { return show(call.b.swap64()); }

std::string writeNumberOp(const BufferCall& call) {
  const std::size_t next = writeNumber(call);
  return counted(next, call.b);
}

const std::unordered_map<std::string_view, BufferAction> actions = {
    {"show", showBuffer},
    {"length", length},
    {"toString", toString},
    {"toJSON", toJSON},
    {"bytes", bytes},
    {"byteLength", byteLength},
    {"isEncoding", isEncoding},
    {"isUtf8", isUtf8},
    {"isAscii", isAscii},
    {"constants", constants},
    {"indexOf", indexOf},
    {"lastIndexOf", lastIndexOf},
    {"includes", includes},
    {"compare", compare},
    {"compareStatic", compareStatic},
    {"equals", equals},
    {"shares", shares},
    {"read", readNumber},
    {"get", get},
    {"at", at},
    {"set", set},
    {"write", write},
    {"fill", fill},
    {"copy", copy},
    {"swap16", swap16},
    {"swap32", swap32},
    {"swap64", swap64},
    {"writeNumber", writeNumberOp},
};

}  // namespace

BufferAction findBufferAction(std::string_view op) {
  const auto found = actions.find(op);
  return found == actions.end() ? nullptr : found->second;
}

}  // namespace nodelab::programs
