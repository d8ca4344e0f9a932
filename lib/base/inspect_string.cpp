#include "nodelab/base/inspect_string.h"

namespace nodelab {

namespace {

constexpr bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

// The quote that the text itself does not have; the single one where it has all.
char quoteFor(std::string_view text) {
  if (!contains(text, "'")) return '\'';
  if (!contains(text, "\"")) return '"';
  if (!contains(text, "`") && !contains(text, "${")) return '`';
  return '\'';
}

std::string hexEscape(unsigned code) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {'\\', 'x', digits[code >> 4], digits[code & 15]};
}

std::string escaped(char c, char quote) {
  switch (c) {
    case '\b':
      return "\\b";
    case '\t':
      return "\\t";
    case '\n':
      return "\\n";
    case '\f':
      return "\\f";
    case '\r':
      return "\\r";
    case '\\':
      return "\\\\";
  }
  if (c == quote) return {'\\', c};
  const auto code = static_cast<unsigned char>(c);
  return code < 0x20 || code == 0x7F ? hexEscape(code) : std::string(1, c);
}

}  // namespace

std::string inspectString(std::string_view text) {
  const char quote = quoteFor(text);
  std::string result(1, quote);
  for (std::size_t i = 0; i < text.size(); ++i) {
    // U+0080 to U+009F are C2 80 to C2 9F in UTF-8.
    const bool control = text[i] == '\xC2' && i + 1 < text.size() && (text[i + 1] & 0xE0) == 0x80;
    result += control ? hexEscape(static_cast<unsigned char>(text[++i])) : escaped(text[i], quote);
  }
  return result + quote;
}

}  // namespace nodelab
