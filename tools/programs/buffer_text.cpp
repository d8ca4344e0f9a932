#include "tools/programs/buffer_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <span>

#include "nodelab/base/number_text.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab::programs {
namespace {

// FNV-1a, 32 bits.
uint32_t hashOf(const Buffer& bytes) {
  uint32_t hash = 0x811c9dc5;
  for (const uint8_t byte : bytes) hash = (hash ^ byte) * 0x01000193;
  return hash;
}

bool isHidden(char32_t character) {
  return character < 0x20 || (character >= 0x7f && character <= 0x9f) || character == 0x2028 ||
         character == 0x2029 || character == 0xfeff;
}

}  // namespace

std::string show(const Buffer& bytes) {
  const auto length = static_cast<int64_t>(bytes.length());
  if (length <= 64) return fmt::format("<{}:{}>", length, bytes.toString(Encoding::hex));
  return fmt::format("<{}:{}..{}#{:08x}>", length, bytes.toString(Encoding::hex, 0, 32),
                     bytes.toString(Encoding::hex, length - 8), hashOf(bytes));
}

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const std::span rest(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    const std::size_t length = utf8::firstPart(rest).length;
    const char32_t character = utf8::firstCharacter(rest);
    if (isHidden(character)) {
      quoted += fmt::format("\\u{:04x}", static_cast<uint32_t>(character));
    } else {
      if (character == '"' || character == '\\') quoted += '\\';
      quoted += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return quoted + '"';
}

std::string showNumber(double number) {
  return inspectNumber(number);
}

}  // namespace nodelab::programs
