#include "tools/programs/stream_functions.h"

#include <cctype>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace nodelab::programs {
namespace {

Value upperCase(const Value& chunk) {
  auto upper = [](std::string text) {
    for (char& letter : text) letter = static_cast<char>(std::toupper(letter));
    return text;
  };
  if (const auto* bytes = std::get_if<Buffer>(&chunk)) {
    return Buffer::from(upper(bytes->toString(Encoding::latin1)), Encoding::latin1);
  }
  const Item& item = std::get<Item>(chunk);
  if (const auto* number = std::get_if<int64_t>(&item)) return Item(*number + 100);
  return Item(upper(std::get<std::string>(item)));
}

std::vector<Value> splitBytes(const Buffer& buffer) {
  std::vector<Value> bytes;
  for (uint8_t byte : buffer.span()) bytes.emplace_back(Buffer::from({byte}));
  return bytes;
}

Value inBrackets(const Item& item) {
  const auto* number = std::get_if<int64_t>(&item);
  return Buffer::from("[" + (number ? std::to_string(*number) : std::get<std::string>(item)) + "]");
}

}  // namespace

Output apply(const Json& plan, const Value& chunk, std::size_t call, std::vector<Value>& held) {
  const std::string& fn = plan["fn"].get_ref<const std::string&>();
  const std::size_t endAt = plan.value("endAt", std::size_t{1});
  if (fn == "pass") return {{}, chunk};
  if (fn == "push") return {{chunk}};
  if (fn == "dup") return {{chunk, chunk}};
  if (fn == "drop") return call % 2 == 1 ? Output{} : Output{{}, chunk};
  if (fn == "upper") return {{}, upperCase(chunk)};
  if (fn == "split") return {splitBytes(std::get<Buffer>(chunk))};
  if (fn == "len") return {{}, Item(static_cast<int64_t>(std::get<Buffer>(chunk).size()))};
  if (fn == "str") return {{}, inBrackets(std::get<Item>(chunk))};
  if (fn == "end" && call == endAt) return {{Value{}}};
  if (fn == "end") return call < endAt ? Output{{}, chunk} : Output{};
  if (fn != "hold") throw std::invalid_argument("fn " + fn);
  held.push_back(chunk);
  return {};
}

}  // namespace nodelab::programs
