// How does text become bytes, and when does it not come back?
//
// A JavaScript string is a row of UTF-16 units, of 16 bits each. Files and
// sockets carry bytes, mostly UTF-8: 1 to 4 bytes a character. What is the
// same number for plain ASCII are three numbers for everything else.
#include <algorithm>
#include <string>
#include <vector>

#include "lesson.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/buffer/string_decoder.h"
#include "nodelab/buffer/validation.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void threeCounts();
void thereAndBack();
void splitCharacter();
void everyCut();
void cutOff();

void script() {
  card({
      .asked = "Are strings UTF-8? What is wrong with text += chunk?",
      .say = "A string is UTF-16, and its length counts units of that: 2 for "
             "an emoji. UTF-8 is what Buffer.from and toString use unless told "
             "otherwise. A chunk may end inside a character, and += calls "
             "toString on each half: both become U+FFFD. setEncoding, or a "
             "StringDecoder, keeps the half for the next chunk; or I concat "
             "first.",
      .trap = "\"It works\": with ASCII, and as long as the text fits into one "
              "chunk. \"Content-Length is text.length\": it is "
              "Buffer.byteLength(text). And toString is no way to carry bytes: "
              "what is not UTF-8 is lost. Next: buffer/encodings.",
  });
  threeCounts();
  thereAndBack();
  splitCharacter();
  everyCut();
  cutOff();
  done();
}

// The text's UTF-16 units: ASCII as it is, others as JavaScript escapes them.
std::string escaped(const std::string& text) {
  const Buffer units = Buffer::from(text, Encoding::utf16le);
  std::string out;
  for (std::size_t at = 0; at < units.length(); at += 2) {
    const uint16_t unit = units.readUInt16LE(at);
    out += unit < 0x80 ? std::string(1, static_cast<char>(unit))
                       : fmt::format("\\u{:04x}", unit);
  }
  return "'" + out + "'";
}

std::string count(const std::string& text) {
  // Of the bytes of a character in UTF-8 all but the first begin with bits 10.
  const auto isFirst = [](uint8_t byte) { return (byte & 0xc0) != 0x80; };
  const auto units = Buffer::byteLength(text, Encoding::utf16le) / 2;
  const auto characters = std::ranges::count_if(text, isFirst);
  const auto bytes = Buffer::byteLength(text);
  const auto counts = fmt::format("{} {} {}", units, characters, bytes);
  show("{:<16}{}", escaped(text), counts);
  return counts;
}

void threeCounts() {
  step("One text, three lengths");
  // Units are what text.length counts in JavaScript (in C++ it is bytes).
  // Beyond U+FFFF a character is two units, a pair of surrogates. And what the
  // eye sees as one may be several characters: the last is an e and an accent.
  show("units, characters, bytes of");
  const std::string ascii = count("hello");
  const std::string euro = count("\u20ac");
  const std::string emoji = count("\U0001f600");
  const std::string accent = count("e\u0301");
  claim("the same for ASCII", ascii == "5 5 5");
  claim("a euro sign is 1 unit and 3 bytes", euro == "1 1 3");
  claim("an emoji is 2 units and 4 bytes", emoji == "2 1 4");
  claim("one letter for the eye, two characters", accent == "2 2 3");
}

void thereAndBack() {
  step("There and back");
  // All text can be written as UTF-8. The other way, each part that is no UTF-8
  // becomes U+FFFD, without an error: what it was is lost.
  const std::string text = "5 \u20ac";
  const Buffer bytes = Buffer::from(text);
  show("{} is {}", escaped(text), bytes.toString(Encoding::hex));
  claim("text comes back", bytes.toString() == text);
  const Buffer image = Buffer::from("89504e47", Encoding::hex);
  const std::string lost = image.toString();
  show("89504e47 is {}, and that {}", escaped(lost),
       Buffer::from(lost).toString(Encoding::hex));
  claim("bytes do not", !Buffer::from(lost).equals(image));
  claim("isUtf8 tells which is which",
        buffer::isUtf8(bytes) && !buffer::isUtf8(image));
}

void splitCharacter() {
  step("A character split over two chunks");
  // Where a chunk ends is up to the network. The euro sign is three bytes; two
  // are in the first chunk. A decoder hands out whole characters, and keeps the
  // rest: stream.setEncoding('utf8') puts one into a stream.
  const std::vector<Buffer> chunks = {Buffer::from("3520e282", Encoding::hex),
                                      Buffer::from("ac", Encoding::hex)};
  StringDecoder decoder(Encoding::utf8);
  std::string added, decoded;
  for (const Buffer& chunk : chunks) {
    const std::string plain = chunk.toString();
    const std::string whole = decoder.write(chunk);
    show("{:<9} toString {:<12}decoder {}", chunk.toString(Encoding::hex),
         escaped(plain), escaped(whole));
    added += plain;
    decoded += whole;
  }
  decoded += decoder.end();
  claim("text += chunk has broken it", added == "5 \ufffd\ufffd");
  claim("a StringDecoder mends it", decoded == "5 \u20ac");
  claim("so does concat before toString",
        Buffer::concat(chunks).toString() == "5 \u20ac");
}

void everyCut() {
  step("The same text, cut at every place");
  const std::string text = "caf\u00e9 5 \u20ac \U0001f600";
  const Buffer bytes = Buffer::from(text);
  std::size_t broken = 0, mended = 0;
  for (std::size_t at = 1; at < bytes.length(); at++) {
    const Buffer first = bytes.subarray(0, at);
    const Buffer second = bytes.subarray(at);
    StringDecoder decoder(Encoding::utf8);
    std::string decoded = decoder.write(first);
    decoded += decoder.end(second);
    if (first.toString() + second.toString() != text) broken += 1;
    if (decoded == text) mended += 1;
  }
  show("+= breaks {} of {} cuts", broken, bytes.length() - 1);
  claim("one for each byte within a character", broken == 1 + 2 + 3);
  claim("the decoder breaks none", mended == bytes.length() - 1);
}

void cutOff() {
  step("Room for 4 bytes");
  // write ends before a character that does not fit, and returns how many bytes
  // it wrote. subarray knows only bytes.
  const Buffer room = Buffer::alloc(4);
  const std::size_t written = room.write("5 \u20ac");
  show("write: {} bytes, {}", written, room.toString(Encoding::hex));
  claim("write does not split a character", written == 2);
  const std::string cut = Buffer::from("5 \u20ac").subarray(0, 4).toString();
  show("subarray(0, 4): {}", escaped(cut));
  claim("a cut does", cut == "5 \ufffd");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
