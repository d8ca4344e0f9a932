#include "tools/programs/stream_values.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace nodelab::programs {
namespace {

std::string shorten(const std::string& text) {
  if (text.size() <= 16) return text;
  return text.substr(0, 4) + ".." + text.substr(text.size() - 4) + "#" +
         std::to_string(text.size());
}

std::string showBytes(const Buffer& buffer) {
  const auto bytes = buffer.span();
  const bool printable = std::all_of(bytes.begin(), bytes.end(),
                                     [](uint8_t byte) { return byte >= 0x20 && byte <= 0x7e; });
  return printable ? "<" + shorten(buffer.toString()) + ">"
                   : "<x:" + shorten(buffer.toString(Encoding::hex)) + ">";
}

std::string showItem(const Item& item) {
  if (const auto* number = std::get_if<int64_t>(&item)) return std::to_string(*number);
  return '"' + shorten(std::get<std::string>(item)) + '"';
}

Buffer bytesOf(const Json& json) {
  if (json.is_string()) return Buffer::from(json.get_ref<const std::string&>());
  if (json.contains("hex")) {
    return Buffer::from(json["hex"].get_ref<const std::string&>(), Encoding::hex);
  }
  if (json.contains("rep")) {
    const std::string letter = json["rep"];
    return Buffer::alloc(json["len"], static_cast<uint8_t>(letter[0]));
  }
  if (json.contains("z")) return Buffer::alloc(0);
  throw std::invalid_argument("chunk " + json.dump());
}

}  // namespace

Value valueOf(const Json& json, bool objectMode) {
  if (json.is_null()) return {};
  if (!objectMode) return bytesOf(json);
  if (json.is_number()) return Item(json.get<int64_t>());
  return Item(json.get<std::string>());
}

std::string show(const Value& value) {
  if (const auto* buffer = std::get_if<Buffer>(&value)) return showBytes(*buffer);
  if (const auto* item = std::get_if<Item>(&value)) return showItem(*item);
  return "null";
}

std::string show(const Error& error) {
  if (!error) return "-";
  return error.code().empty() ? error.message() : error.code();
}

}  // namespace nodelab::programs
