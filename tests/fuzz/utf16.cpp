// Any bytes as utf16le.
#include <string>

#include "fuzz/checks.h"
#include "nodelab/buffer/utf8.h"
#include "nodelab/buffer/validation.h"

using namespace nodelab;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  const std::string text = fuzz::decodes(bytes, Encoding::utf16le);
  const auto utf8Text = utf8::bytesOf(std::string_view(text));
  fuzz::require(buffer::isUtf8(utf8Text), "a text is well formed");
  fuzz::require(utf8::utf16Length(text) == size / 2, "as many units as there were");

  const std::string again = fuzz::encodes(utf8Text, Encoding::utf16le);
  fuzz::require(fuzz::decodes(utf8::bytesOf(std::string_view(again)), Encoding::utf16le) == text,
                "a text survives the way to bytes and back");
  fuzz::encodes(utf8Text, Encoding::utf16le, size / 3);
  return 0;
}
