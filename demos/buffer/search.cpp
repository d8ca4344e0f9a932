// Are these bytes the same, which come first, and where are they?
//
// A Buffer is an object: operators of the language look at the object, or turn
// it into a string first. Buffer has methods that look at the bytes.
#include <algorithm>
#include <string>
#include <vector>

#include "lesson.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void sameBytes();
void order();
void numbersAsKeys();
void search();
void splitDelimiter();

void script() {
  card({
      .asked = "How do you compare, sort and search Buffers?",
      .say = "equals compares bytes; === asks whether it is the same object. "
             "Buffer.compare gives -1, 0 or 1, byte by byte and unsigned: pass "
             "it to sort. indexOf finds a byte, a text or other bytes, and "
             "returns an offset in bytes, or -1.",
      .trap =
          "\"indexOf counts characters\": bytes. \"What I look for is within "
          "one chunk\": it may begin in one and end in the next. And equals "
          "ends at the first difference, so its time tells how much of a "
          "secret was right: for secrets there is crypto.timingSafeEqual.",
  });
  sameBytes();
  order();
  numbersAsKeys();
  search();
  splitDelimiter();
  done();
}

void sameBytes() {
  step("The same bytes, or the same object?");
  // (C++ would compare where the bytes are.)
  const Buffer a = Buffer::from("abc");
  const Buffer b = Buffer::from("abc");
  const bool same = a.data() == b.data();
  show("a === b      {}", same);
  show("a.equals(b)  {}", a.equals(b));
  claim("two Buffers are never ===", !same);
  claim("equals looks at the bytes", a.equals(b));
}

std::string sorted(std::vector<Buffer> list) {
  std::ranges::sort(list, [](const Buffer& a, const Buffer& b) {
    return Buffer::compare(a, b) < 0;
  });
  std::string shown;
  for (const Buffer& buf : list) {
    shown += (shown.empty() ? "" : " ") + buf.toString(Encoding::hex);
  }
  return shown;
}

void order() {
  step("In which order?");
  // The first byte that differs decides. Bytes are unsigned, and what is only
  // the beginning of the other comes first. For text in UTF-8 that is the order
  // of the code points. Strings in JavaScript are compared by UTF-16 units, and
  // the surrogates of an emoji, d83d de00, are below the U+FF5E of this tilde.
  const std::string list =
      sorted({Buffer::from({0xff}), Buffer::from("ab"), Buffer::from("a")});
  show("{}", list);
  claim("a prefix first, and ff last", list == "61 6162 ff");
  const std::u16string tilde = u"\uff5e", emoji = u"\U0001f600";
  const int bytes = Buffer::compare(Buffer::from("\uff5e"),  //
                                    Buffer::from("\U0001f600"));
  show("U+FF5E and U+1F600: as bytes {}, as strings {}", bytes,
       tilde < emoji ? -1 : 1);
  claim("bytes and strings do not sort alike", bytes < 0 && tilde > emoji);
}

void numbersAsKeys() {
  step("Numbers as keys: 2, 256 and 1, sorted");
  // Databases keep their keys in the order of the bytes. With the highest byte
  // first that is the order of the numbers, as long as they are not negative.
  std::vector<Buffer> big, little;
  for (const int number : {2, 256, 1}) {
    big.push_back(Buffer::alloc(2));
    big.back().writeUInt16BE(number);
    little.push_back(Buffer::alloc(2));
    little.back().writeUInt16LE(number);
  }
  show("BE  {}", sorted(big));
  show("LE  {}", sorted(little));
  claim("big-endian: 1, 2, 256", sorted(big) == "0001 0002 0100");
  claim("little-endian: 256, 1, 2", sorted(little) == "0001 0100 0200");
}

void search() {
  step("Where is it?");
  // The second number is where to begin, from the end if it is negative.
  const Buffer menu = Buffer::from("caf\u00e9 au lait");
  show("'au'    {}", menu.indexOf("au"));
  show("'a'     {}, then {}, last {}", menu.indexOf("a"), menu.indexOf("a", 2),
       menu.lastIndexOf("a"));
  show("0x20    {}", menu.indexOf(0x20));
  show("'tea'   {}", menu.indexOf("tea"));
  claim("'au' is character 5, but byte 6", menu.indexOf("au") == 6);
  claim("what is not there is at -1", menu.indexOf("tea") == -1);
  claim("a part of a character can be found",
        menu.includes(Buffer::from({0xa9})));
}

void splitDelimiter() {
  step("Where does the head of a request end?");
  // At an empty line. Chunks end anywhere, so what we look for may be in two of
  // them. Join, and look again from 3 bytes before the seam on, not from 0: or
  // a client that sends byte by byte makes us read everything again each time.
  const std::string end = "\r\n\r\n";
  const Buffer first = Buffer::from("GET / HTTP/1.1\r\nHost: a\r\n\r");
  const Buffer second = Buffer::from("\nbody");
  show("in the chunks  {} and {}", first.indexOf(end), second.indexOf(end));
  const Buffer joined = Buffer::concat({first, second});
  const int64_t at = joined.indexOf(end, first.length() - 3);
  const std::string body = joined.subarray(at + end.length()).toString();
  show("joined         {}, and behind it '{}'", at, body);
  claim("neither chunk has it", !first.includes(end) && !second.includes(end));
  claim("both together have", body == "body");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
