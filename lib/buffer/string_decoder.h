// StringDecoder: chunks of bytes to text, where a character may be split over two chunks.
//
//   StringDecoder decoder;
//   decoder.write(Buffer::from({0xE2, 0x82}));   // "": two of the three bytes of €
//   decoder.write(Buffer::from({0xAC, 0x21}));   // "€!"
//   decoder.end();                               // "": nothing was left over
//
// `text += chunk.toString()` would have made U+FFFD of either half. A decoder keeps what is not yet
// a whole character: up to three bytes of UTF-8, an odd byte or the first half of a pair of
// surrogates in utf16le, one or two bytes of a base64 group. latin1, ascii and hex keep nothing.
// What the calls return, one behind the other, is what `decode` makes of all chunks together.
//
// Calls that are to be in order need statements of their own: C++ may call `end` first in
// `decoder.write(a) + decoder.end(b)`.
//
// One difference from Node: in utf16le the first half of a pair always waits for the second. Node
// hands out the two halves where an odd number of bytes parts them, since a JavaScript string can
// hold a half; a UTF-8 text cannot.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "nodelab/buffer/encoding.h"

namespace nodelab {

class StringDecoder {
 public:
  explicit StringDecoder(Encoding encoding = Encoding::utf8) noexcept : encoding_(encoding) {}

  Encoding encoding() const noexcept { return encoding_; }

  // The text of what was kept and of the chunk, up to the last character that is whole.
  std::string write(std::span<const uint8_t> chunk);

  // What is kept, as text: U+FFFD for a character broken off, the last base64 group; an odd byte of
  // utf16le is dropped. The decoder can then be used anew.
  std::string end();
  // write(chunk), then end().
  std::string end(std::span<const uint8_t> chunk) {
    std::string text = write(chunk);
    return text += end();
  }

  // How many bytes the character has that is kept, and how many are still missing; 0 where none is.
  // Node's decoders call them `lastTotal` and `lastNeed`.
  int lastTotal() const noexcept { return kept_ + missing_; }
  int lastNeed() const noexcept { return missing_; }

 private:
  std::span<const uint8_t> complete(std::span<const uint8_t> chunk, std::string& text);
  std::span<const uint8_t> withoutTail(std::span<const uint8_t> bytes);

  Encoding encoding_;
  uint8_t kept_ = 0;
  uint8_t missing_ = 0;
  std::array<uint8_t, 4> bytes_{};
};

}  // namespace nodelab
