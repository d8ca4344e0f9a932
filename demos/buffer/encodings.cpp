// Which encoding carries bytes, and what happens to a bad one?
//
// Encodings go two ways. utf8, utf16le, latin1 and ascii write text as bytes:
// for text. hex, base64 and base64url write bytes as text: for whatever has to
// pass through a place where only text is allowed, a URL, a header, JSON.
#include <string>

#include "lesson.h"
#include "nodelab/base/error.h"
#include "nodelab/buffer/atob.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void sameBytes();
void whichComeBack();
void badInput();
void noEncryption();

void script() {
  card({
      .asked = "hex, base64, base64url, latin1: when do you use which?",
      .say = "hex to look at bytes and for checksums: two characters a byte. "
             "base64 for bytes within JSON or mail: four characters for three "
             "bytes. base64url the same for URLs, file names and tokens: - and "
             "_, no padding. All three bring back every byte, and so does "
             "latin1; utf8 does not, it is for text.",
      .trap =
          "\"Bad base64 throws\": Buffer.from never does, it skips or stops. "
          "Encode the result again and compare; only atob is strict. \"base64 "
          "hides the password\": it is no encryption. And ascii checks "
          "nothing: it drops a bit of each byte. Next: buffer/numbers.",
  });
  sameBytes();
  whichComeBack();
  badInput();
  noEncryption();
  done();
}

void sameBytes() {
  step("The same four bytes");
  // base64 takes 6 bits a character, so 3 bytes are 4 characters; `=` fills up
  // the last four. In a URL `+` means a blank and `/` parts a path, which is
  // why there is base64url. Reading, Node takes either alphabet for both.
  const Buffer bytes = Buffer::from({0xfb, 0xff, 0xbf, 0x00});
  const std::string base64 = bytes.toString(Encoding::base64);
  const std::string base64url = bytes.toString(Encoding::base64url);
  show("hex        {}", bytes.toString(Encoding::hex));
  show("base64     {}", base64);
  show("base64url  {}", base64url);
  claim("base64url is base64 with - and _, unpadded",
        base64 == "+/+/AA==" && base64url == "-_-_AA");
  claim("each reads what the other wrote",
        Buffer::from(base64, Encoding::base64url).equals(bytes) &&
            Buffer::from(base64url, Encoding::base64).equals(bytes));
  const Buffer large = Buffer::alloc(3000);
  const std::size_t asHex = large.toString(Encoding::hex).length();
  const std::size_t asBase64 = large.toString(Encoding::base64).length();
  show("3000 bytes: {} characters of hex, {} of base64", asHex, asBase64);
  claim("twice the size, and a third more", asHex == 6000 && asBase64 == 4000);
}

bool comesBack(const char* name, const Buffer& bytes) {
  const Encoding encoding = parseEncoding(name);
  const std::string text = bytes.toString(encoding);
  const Buffer back = Buffer::from(text, encoding);
  const bool same = back.equals(bytes);
  show("{:<10} {:>3} bytes, {}", name, back.length(),
       same ? "the same" : "others");
  return same;
}

void whichComeBack() {
  step("All 256 bytes, to text and back");
  // latin1 has one character for each byte. utf8 replaces what is no UTF-8 by
  // U+FFFD, which takes 3 bytes. ascii leaves out the highest bit of each byte.
  const Buffer bytes = Buffer::alloc(256);
  for (int i = 0; i < 256; i++) bytes[i] = static_cast<uint8_t>(i);
  int back = 0;
  for (const auto name : {"hex", "base64", "base64url", "latin1"}) {
    back += comesBack(name, bytes);
  }
  claim("these four carry any bytes", back == 4);
  back = comesBack("utf8", bytes) + comesBack("ascii", bytes);
  claim("these two do not", back == 0);
  const Buffer euro = Buffer::from("\u20ac", Encoding::latin1);
  show("a euro sign in latin1: {}", euro.toString(Encoding::hex));
  claim("the low byte of U+20AC, no error",
        euro.toString(Encoding::hex) == "ac");
}

std::string read(const char* text, const char* name) {
  const Buffer buf = Buffer::from(text, parseEncoding(name));
  const std::string bytes = buf.toString(Encoding::latin1);
  show("{:<7} {:<10} gives '{}'", name, text, bytes);
  return bytes;
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

void badInput() {
  step("What is not hex, and what is not base64");
  // Nothing throws: all that you see is that bytes are missing. Only the name
  // of the encoding is checked. (atob is for what browsers run, too.)
  const std::string whole = read("414243", "hex");
  const std::string stopped = read("41-42", "hex");
  const std::string dropped = read("41424", "hex");
  claim("hex stops at the first pair that is none",
        whole == "ABC" && stopped == "A" && dropped == "AB");
  const std::string skipped = read("QU JD!", "base64");
  const std::string ended = read("QQ==QUJD", "base64");
  claim("base64 skips what it does not know, and ends at =",
        skipped == "ABC" && ended == "A");
  claim("encoded again, a bad text is another one",
        Buffer::from(stopped, Encoding::latin1).toString(Encoding::hex) !=
            "41-42");
  const Error strict = thrownBy([] { buffer::atob("QU JD!"); });
  const Error unknown = thrownBy([] { parseEncoding("base16"); });
  show("atob    QU JD!     throws {}", strict.name());
  show("base16  41         throws {}", unknown.code());
  claim("atob is strict, and the name has to be known", strict && unknown);
}

void noEncryption() {
  step("The middle part of a JSON Web Token");
  const char* payload = "eyJ1c2VyIjoiYWRhIiwiYWRtaW4iOmZhbHNlfQ";
  const std::string text =
      Buffer::from(payload, Encoding::base64url).toString();
  show("{}", text);
  claim("everybody can read it", text == R"({"user":"ada","admin":false})");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
