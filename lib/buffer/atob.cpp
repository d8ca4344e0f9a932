#include "nodelab/buffer/atob.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>

#include "nodelab/base/error.h"
#include "nodelab/buffer/encoding.h"
#include "nodelab/buffer/utf16.h"

namespace nodelab::buffer {

namespace {

Error invalidCharacter(std::string message = "Invalid character") {
  return Error("", std::move(message), "InvalidCharacterError");
}

std::string withoutWhiteSpace(std::string_view text) {
  std::string rest;
  std::copy_if(text.begin(), text.end(), std::back_inserter(rest),
               [](char c) { return std::string_view("\t\n\f\r ").find(c) == std::string::npos; });
  return rest;
}

bool isDigit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

}  // namespace

std::string atob(std::string_view text) {
  std::string digits = withoutWhiteSpace(text);
  std::size_t padding = 0;
  for (; padding < 2 && digits.ends_with('='); ++padding) digits.pop_back();
  if (!std::all_of(digits.begin(), digits.end(), isDigit)) throw invalidCharacter();
  if (digits.size() % 4 == 1) {
    throw invalidCharacter("The string to be decoded is not correctly encoded.");
  }
  if (padding > 0 && (digits.size() + padding) % 4 != 0) throw invalidCharacter();

  std::string bytes(digits.size() * 3 / 4, '\0');
  const std::span into(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size());
  encode(digits, Encoding::base64, into);
  return decode(into, Encoding::latin1);
}

std::string btoa(std::string_view text) {
  std::string bytes;
  utf16::eachUnit(text, [&](char16_t unit) {
    if (unit > 0xFF) throw invalidCharacter();
    bytes += static_cast<char>(unit);
    return true;
  });
  return decode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, Encoding::base64);
}

}  // namespace nodelab::buffer
