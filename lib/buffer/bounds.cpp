#include "nodelab/buffer/bounds.h"

#include <string>

#include "nodelab/base/error.h"

namespace nodelab::detail {

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

void throwNoBytes(std::string_view text) {
  throw Error("ERR_INVALID_ARG_VALUE",
              "The argument 'value' is invalid. Received '" + std::string(text) + "'", "TypeError");
}

void throwBadValue(int64_t value, int64_t low, int64_t high) {
  throw outOfRange("value", ">= " + std::to_string(low) + " and <= " + std::to_string(high),
                   numberText(value));
}

}  // namespace nodelab::detail
