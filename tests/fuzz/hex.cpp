// Any bytes to hex and back, and any text as hex.
#include <string>

#include "fuzz/checks.h"
#include "nodelab/buffer/utf8.h"

using namespace nodelab;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  const std::string digits = fuzz::decodes(bytes, Encoding::hex);
  fuzz::require(digits.size() == 2 * size, "two digits a byte");
  fuzz::require(
      fuzz::encodes(utf8::bytesOf(std::string_view(digits)), Encoding::hex) == utf8::textOf(bytes),
      "bytes survive the way to digits and back");

  fuzz::encodes(bytes, Encoding::hex);
  fuzz::encodes(bytes, Encoding::hex, size / 4);
  // Digits up to the first byte of the input that is none, somewhere in the middle.
  const std::string mixed = digits + std::string(utf8::textOf(bytes));
  fuzz::require(fuzz::encodes(utf8::bytesOf(std::string_view(mixed)), Encoding::hex)
                    .starts_with(utf8::textOf(bytes)),
                "digits count up to what is none");
  return 0;
}
