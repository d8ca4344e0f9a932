// How do numbers get into bytes, and out again?
//
// A file or a socket knows only bytes. Whoever writes a number has to say how
// many bytes, with a sign or without, and which of them comes first. The names
// of the methods say all three: readUInt32BE, writeInt16LE.
#include <string>
#include <vector>

#include "lesson.h"
#include "nodelab/base/error.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void whatTheNameSays();
void whoChecks();
void pack();
void parse();

void script() {
  card({
      .asked = "How do you read a binary protocol from a socket?",
      .say = "With readUInt32BE(offset) and its like: the name says sign, "
             "width and endianness. BE, big-endian, the highest byte first, is "
             "the order of network protocols. A chunk is not a message: I "
             "gather chunks until the header and the length that it names are "
             "there, cut the message off and keep the rest.",
      .trap =
          "\"buf[0] = 300 throws\": it stores 44; writeUInt8 throws. \"A "
          "Uint32Array on the same memory reads it, too\": in the byte order "
          "of the machine. And a length that a stranger sent is compared with "
          "a maximum, before anybody waits for 4 GiB.",
  });
  whatTheNameSays();
  whoChecks();
  pack();
  parse();
  done();
}

std::string hex(const Buffer& buf) { return buf.toString(Encoding::hex); }

void whatTheNameSays() {
  step("The bytes do not say which number they are");
  // Read with another order or sign than they were written with, they are
  // another number. It is no error, and a test with 0 does not find it.
  const Buffer big = Buffer::alloc(4);
  const Buffer little = Buffer::alloc(4);
  big.writeUInt32BE(258);
  little.writeUInt32LE(258);
  show("258 as UInt32BE    {}", hex(big));
  show("258 as UInt32LE    {}", hex(little));
  show("LE, read as BE     {}", little.readUInt32BE());
  const Buffer byte = Buffer::from({0xff});
  show("ff, UInt8 or Int8  {} or {}", byte.readUInt8(), byte.readInt8());
  claim("BE and LE are the same bytes, turned round",
        hex(little.swap32()) == hex(big));
  claim("255 and -1 are the same byte",
        byte.readUInt8() == 255 && byte.readInt8() == -1);
}

template <class Call>
Error thrownBy(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return nullptr;
}

void whoChecks() {
  step("An index wraps, a method checks");
  // An index keeps the lowest 8 bits (C++ wants to see the cast). Past the end
  // JavaScript reads undefined, and ignores a write; C++ has at() for whoever
  // is not sure. The methods throw, and change nothing.
  const Buffer buf = Buffer::alloc(4);
  buf[0] = static_cast<uint8_t>(300);
  show("buf[0] = 300 stores {}", buf[0]);
  show("buf[4] is {}", buf.at(4) ? "there" : "undefined");
  claim("300 has become 300 - 256", buf[0] == 44);
  const Error value = thrownBy([&] { buf.writeUInt8(300, 1); });
  const Error offset = thrownBy([&] { buf.readUInt16BE(3); });
  show("writeUInt8(300) throws {}", value.code());
  show("readUInt16BE(3) throws {}", offset.code());
  claim("the value is checked, and the offset", value && offset);
}

// A message: its type (UInt16BE), the length of its text (UInt32BE), the text.
constexpr std::size_t header = 6;
constexpr uint32_t maxLength = 1000;

Buffer makeMessage(const std::string& text) {
  // The length counts bytes, not characters. A writer returns where the next
  // one goes on.
  const std::size_t length = Buffer::byteLength(text);
  const Buffer message = Buffer::alloc(header + length);
  std::size_t at = message.writeUInt16BE(7);
  at = message.writeUInt32BE(length, at);
  message.write(text, at);
  return message;
}

void pack() {
  step("A message is packed");
  const Buffer message = makeMessage("hello");
  show("{}", hex(message));
  claim("6 bytes of header, 5 of text", message.length() == 11);
}

struct Parser {
  std::vector<std::string> texts;
  Buffer rest;  // what has come of the next message

  // (It joins at each chunk. Where messages are long, keep the chunks in a list
  // and concat them once there is enough.)
  void push(const Buffer& chunk) {
    rest = Buffer::concat({rest, chunk});
    while (rest.length() >= header) {
      const uint32_t length = rest.readUInt32BE(2);
      if (length > maxLength) throw Error("The message is too long");
      if (rest.length() < header + length) return;
      texts.push_back(rest.toString(Encoding::utf8, header, header + length));
      rest = rest.subarray(header + length);
    }
  }
};

std::vector<std::string> inChunksOf(std::size_t size, const Buffer& stream) {
  Parser parser;
  for (std::size_t at = 0; at < stream.length(); at += size) {
    parser.push(stream.subarray(at, at + size));
    if (size != 7) continue;
    show("chunk {}: {} messages, and {} bytes of the next", at / size + 1,
         parser.texts.size(), parser.rest.length());
  }
  return parser.texts;
}

void parse() {
  step("Three messages arrive in chunks of 7 bytes");
  // A chunk may end anywhere, also within the 4 bytes of the length.
  const std::vector<std::string> texts = {"hello", "", "bye"};
  const Buffer stream = Buffer::concat(
      {makeMessage("hello"), makeMessage(""), makeMessage("bye")});
  bool same = true;
  for (std::size_t size = 1; size <= stream.length(); size++) {
    same = same && inChunksOf(size, stream) == texts;
  }
  claim("chunks of 1, 2, 3... bytes give the same three messages", same);
  const Buffer lie = Buffer::from("0007ffffffff", Encoding::hex);
  const Error error = thrownBy([&] { Parser().push(lie); });
  show("a header that promises {}: {}", lie.readUInt32BE(2), error.message());
  claim("nobody waits for 4 GiB", bool(error));
}

int main(int argc, char** argv) { return run(argc, argv, script); }
