// Any bytes to base64 and back, and any text as base64.
#include <string>

#include "fuzz/checks.h"
#include "nodelab/buffer/utf8.h"

using namespace nodelab;

namespace {

// A line break after each 76 digits, as in mail.
std::string inLines(const std::string& digits) {
  std::string lines;
  for (std::size_t i = 0; i < digits.size(); i += 76) lines += digits.substr(i, 76) + "\r\n";
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  for (const Encoding encoding : {Encoding::base64, Encoding::base64url}) {
    const std::string digits = fuzz::decodes(bytes, encoding);
    for (const std::string& text : {digits, inLines(digits)}) {
      fuzz::require(fuzz::encodes(utf8::bytesOf(std::string_view(text)), Encoding::base64) ==
                        utf8::textOf(bytes),
                    "bytes survive the way to digits and back");
    }
    // Digits of both alphabets, and at last whatever the bytes are.
    const std::string mixed = digits.substr(0, digits.find('=')) + std::string(utf8::textOf(bytes));
    fuzz::encodes(utf8::bytesOf(std::string_view(mixed)), Encoding::base64);
  }
  fuzz::encodes(bytes, Encoding::base64);
  fuzz::encodes(bytes, Encoding::base64url, size / 2);
  return 0;
}
