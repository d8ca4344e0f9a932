#include "nodelab/buffer/bounds.h"

#include <string>

#include "nodelab/base/error.h"
#include "nodelab/buffer/utf8.h"

namespace nodelab::detail {

namespace {

// At most 128 UTF-16 units of the text (buffer fact 5).
std::string shortened(std::string_view text) {
  constexpr std::size_t most = 128;
  if (utf8::utf16Length(text) <= most) return std::string(text);
  std::string start(text.substr(0, most * 3));
  do {
    start.pop_back();
  } while (utf8::utf16Length(start) > most || (text[start.size()] & 0xC0) == 0x80);
  return start + "...";
}

}  // namespace

void throwNotWithin(std::string_view name, int64_t value, int64_t low, int64_t high) {
  throw outOfRange(name, ">= " + std::to_string(low) + " && <= " + std::to_string(high),
                   numberText(value));
}

void throwNegative(std::string_view name, int64_t value) {
  throw outOfRange(name, ">= 0", numberText(value));
}

void throwBadOffset(int64_t offset, std::size_t length, std::size_t width) {
  if (length < width) {
    throw Error("ERR_BUFFER_OUT_OF_BOUNDS", "Attempt to access memory outside buffer bounds",
                "RangeError");
  }
  throw outOfRange("offset", ">= 0 and <= " + std::to_string(length - width), numberText(offset));
}

void throwOutOfBounds(std::string_view name) {
  throw Error("ERR_BUFFER_OUT_OF_BOUNDS",
              '"' + std::string(name) + "\" is outside of buffer bounds", "RangeError");
}

void throwNotMultipleOf(std::size_t bits) {
  throw Error("ERR_INVALID_BUFFER_SIZE",
              "Buffer size must be a multiple of " + std::to_string(bits) + "-bits", "RangeError");
}

void throwNoBytes(std::string_view inspected) {
  throw Error("ERR_INVALID_ARG_VALUE",
              "The argument 'value' is invalid. Received " + shortened(inspected), "TypeError");
}

void throwBadValue(int64_t value, int64_t low, int64_t high) {
  throw outOfRange("value", ">= " + std::to_string(low) + " and <= " + std::to_string(high),
                   numberText(value));
}

void throwBadUInt(int64_t value, int64_t byteLength) {
  const int64_t bits = 8 * byteLength;
  if (byteLength <= 4) throwBadValue(value, 0, (int64_t{1} << bits) - 1);
  throw outOfRange("value", ">= 0 and < 2 ** " + std::to_string(bits), numberText(value));
}

void throwBadInt(int64_t value, int64_t byteLength) {
  const int64_t bits = 8 * byteLength - 1;
  const int64_t above = int64_t{1} << bits;
  if (byteLength <= 4) throwBadValue(value, -above, above - 1);
  const std::string power = "2 ** " + std::to_string(bits);
  throw outOfRange("value", ">= -(" + power + ") and < " + power, numberText(value));
}

void throwBadByteLength(int64_t byteLength) {
  throw outOfRange("byteLength", ">= 1 and <= 6", numberText(byteLength));
}

}  // namespace nodelab::detail
