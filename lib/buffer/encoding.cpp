#include "nodelab/buffer/encoding.h"

#include <algorithm>
#include <utility>

#include "nodelab/base/error.h"
#include "nodelab/buffer/base64.h"
#include "nodelab/buffer/hex.h"
#include "nodelab/buffer/latin1.h"
#include "nodelab/buffer/utf16.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab {

namespace {

constexpr std::pair<std::string_view, Encoding> names[] = {
    {"utf8", Encoding::utf8},       {"utf-8", Encoding::utf8},
    {"utf16le", Encoding::utf16le}, {"utf-16le", Encoding::utf16le},
    {"ucs2", Encoding::utf16le},    {"ucs-2", Encoding::utf16le},
    {"latin1", Encoding::latin1},   {"binary", Encoding::latin1},
    {"ascii", Encoding::ascii},     {"hex", Encoding::hex},
    {"base64", Encoding::base64},   {"base64url", Encoding::base64url},
};

std::string asciiToText(std::span<const uint8_t> bytes) {
  std::string text(utf8::textOf(bytes));
  const std::size_t length = utf8::asciiLength(bytes);
  for (std::size_t i = length; i < text.size(); ++i) text[i] &= 0x7F;
  return text;
}

struct Codec {
  std::size_t (*encodedLength)(std::string_view text);
  std::size_t (*toBytes)(std::string_view text, std::span<uint8_t> into);
  std::string (*toText)(std::span<const uint8_t> bytes);
};

// In the order of the enumeration.
constexpr Codec codecs[] = {
    {[](std::string_view text) { return text.size(); }, utf8::toBytes, utf8::toText},
    {[](std::string_view text) { return utf8::utf16Length(text) * 2; }, utf16::toBytes,
     utf16::toText},
    {utf8::utf16Length, latin1::toBytes, latin1::toText},
    {utf8::utf16Length, latin1::toBytes, asciiToText},
    {[](std::string_view text) { return utf8::utf16Length(text) / 2; }, hex::toBytes, hex::toText},
    {base64::encodedLength, base64::toBytes, base64::toText},
    {base64::encodedLength, base64::toBytes, base64::toUrlText},
};

const Codec& codec(Encoding encoding) { return codecs[static_cast<std::size_t>(encoding)]; }

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<Encoding> findEncoding(std::string_view name) noexcept {
  for (const auto& [known, encoding] : names) {
    if (equalsIgnoringCase(name, known)) return encoding;
  }
  return std::nullopt;
}

Encoding parseEncoding(std::string_view name) {
  if (auto encoding = findEncoding(name)) return *encoding;
  throw Error("ERR_UNKNOWN_ENCODING", "Unknown encoding: " + std::string(name), "TypeError");
}

std::size_t encodedLength(std::string_view text, Encoding encoding) {
  return codec(encoding).encodedLength(text);
}

std::size_t encode(std::string_view text, Encoding encoding, std::span<uint8_t> into) {
  return codec(encoding).toBytes(text, into);
}

std::string decode(std::span<const uint8_t> bytes, Encoding encoding) {
  return codec(encoding).toText(bytes);
}

}  // namespace nodelab
