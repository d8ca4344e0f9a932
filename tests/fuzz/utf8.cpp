// Any bytes as UTF-8.
#include <algorithm>

#include "fuzz/checks.h"
#include "nodelab/buffer/string_decoder.h"
#include "nodelab/buffer/utf8.h"
#include "nodelab/buffer/validation.h"

using namespace nodelab;

namespace {

std::string inChunks(std::span<const uint8_t> bytes, std::size_t size) {
  StringDecoder decoder;
  std::string text;
  while (!bytes.empty()) {
    const auto chunk = bytes.first(std::min(size, bytes.size()));
    text += decoder.write(chunk);
    bytes = bytes.subspan(chunk.size());
  }
  return text += decoder.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  const std::string text = fuzz::decodes(bytes, Encoding::utf8);
  const bool wellFormed = fuzz::withAllKernels([&] { return buffer::isUtf8(bytes); });
  fuzz::require(wellFormed == (text == utf8::textOf(bytes)), "toString keeps what is well formed");
  fuzz::require(buffer::isUtf8(utf8::bytesOf(std::string_view(text))), "a text is well formed");
  fuzz::withAllKernels([&] { return buffer::isAscii(bytes); });
  fuzz::require(inChunks(bytes, 1 + size % 7) == text, "chunks make the same text");

  // Ill-formed text has the units of what it would be replaced by.
  for (const Encoding encoding : {Encoding::utf16le, Encoding::latin1}) {
    fuzz::require(fuzz::encodes(bytes, encoding) ==
                      fuzz::encodes(utf8::bytesOf(std::string_view(text)), encoding),
                  "the units of a text");
  }
  fuzz::encodes(bytes, Encoding::latin1, size / 2);
  return 0;
}
