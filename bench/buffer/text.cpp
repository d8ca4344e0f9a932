// Bytes to text and back: what does each encoding cost, and how does one join chunks of text?
#include <string>
#include <vector>

#include "measure.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/buffer/string_decoder.h"

using nodelab::Buffer;
using nodelab::Encoding;
using nodelab::StringDecoder;

namespace {

constexpr std::size_t KiB = 1024;
constexpr std::size_t MiB = 1024 * KiB;

struct Size {
  const char* name;
  std::size_t bytes;
};
constexpr Size sizes[] = {{"64 B", 64}, {"4 KiB", 4 * KiB}, {"1 MiB", MiB}};

// Letters of one byte, and of one to three. The last piece is cut where it does not fit.
constexpr const char* ascii = "she sells sea shells ";
constexpr const char* manyBytes = "Zażółć gęślą jaźń, 5 € 漢字 ";

Buffer textOf(std::string_view piece, std::size_t size) {
  std::string text;
  while (text.size() + piece.size() <= size) text += piece;
  return Buffer::from(text + std::string(size - text.size(), '.'));
}

// The bytes that one makes text of: readable ones for utf8, any for the others.
struct Kind {
  const char* name;
  Encoding encoding;
  const char* text = nullptr;

  Buffer bytes(std::size_t size) const {
    if (text) return textOf(text, size);
    const Buffer any = Buffer::alloc(static_cast<int64_t>(size));
    for (std::size_t i = 0; i < size; ++i) any[i] = static_cast<uint8_t>(167 * i + i / 251);
    return any;
  }
};
constexpr Kind kinds[] = {{"utf8, ASCII only", Encoding::utf8, ascii},
                          {"utf8, many of 2 and 3", Encoding::utf8, manyBytes},
                          {"latin1", Encoding::latin1},
                          {"hex", Encoding::hex},
                          {"base64", Encoding::base64}};

auto toText(Kind kind, std::size_t size) {
  return [=](benchmark::State& state) {
    const Buffer bytes = kind.bytes(size);
    for (auto _ : state) {
      const std::string text = bytes.toString(kind.encoding);
      benchmark::DoNotOptimize(text.data());
      benchmark::ClobberMemory();
    }
  };
}

auto toBytes(Kind kind, std::size_t size) {
  return [=](benchmark::State& state) {
    const std::string text = kind.bytes(size).toString(kind.encoding);
    for (auto _ : state) {
      const Buffer bytes = Buffer::from(text, kind.encoding);
      benchmark::DoNotOptimize(bytes.data());
      benchmark::ClobberMemory();
    }
  };
}

// ---- A text that comes in chunks ---------------------------------------------------------------

using Chunks = std::vector<Buffer>;

// Of 1000 bytes, which is no multiple of anything in the text, so that most of them end within a
// character.
Chunks chunksOf(std::size_t count) {
  constexpr std::size_t chunk = 1000;
  const Buffer whole = textOf(manyBytes, chunk * count);
  Chunks chunks;
  for (std::size_t i = 0; i < count; ++i) {
    const auto start = static_cast<int64_t>(chunk * i);
    chunks.push_back(whole.subarray(start, start + static_cast<int64_t>(chunk)));
  }
  return chunks;
}

std::string addEach(const Chunks& chunks) {
  std::string text;
  for (const Buffer& chunk : chunks) text += chunk.toString();
  return text;
}

std::string decode(const Chunks& chunks) {
  StringDecoder decoder;
  std::string text;
  for (const Buffer& chunk : chunks) text += decoder.write(chunk.span());
  return text += decoder.end();
}

std::string concat(const Chunks& chunks) { return Buffer::concat(chunks).toString(); }

using Join = std::string(const Chunks&);

auto joining(Join* join) {
  return [=](benchmark::State& state) {
    const Chunks chunks = chunksOf(64);
    for (auto _ : state) {
      const std::string text = join(chunks);
      benchmark::DoNotOptimize(text.data());
      benchmark::ClobberMemory();
    }
  };
}

// U+FFFD, which stands for what could not be read.
auto broken(Join* join) {
  return [=](benchmark::State& state) {
    const std::string_view mark = "\uFFFD";
    for (auto _ : state) {
      const std::string text = join(chunksOf(64));
      int count = 0;
      for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) ++count;
      state.counters["broken"] = count;
    }
  };
}

void compareAll() {
  for (const Size& size : sizes) {
    std::vector<measure::Way> toStrings, froms;
    for (const Kind& kind : kinds) {
      toStrings.push_back({kind.name, toText(kind, size.bytes)});
      froms.push_back({kind.name, toBytes(kind, size.bytes)});
    }
    measure::compare("1  toString", size.name, std::move(toStrings));
    measure::compare("2  Buffer.from a text of so many bytes", size.name, std::move(froms));
  }
  measure::compare("3  64 chunks of a text", "",
                   {{"text += chunk", joining(addEach)},
                    {"StringDecoder", joining(decode)},
                    {"concat, toString", joining(concat)}});
  measure::count("4  U+FFFD in what they made", {{"text += chunk", broken(addEach)},
                                                 {"StringDecoder", broken(decode)},
                                                 {"concat, toString", broken(concat)}});
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "Bytes to text and back: what does it cost, and how does one join chunks of text?",
      .expect = R"(
UTF-8 has to be looked at byte by byte, latin1 is one byte a character, hex two characters a byte,
base64 four for three. Which is dear, and is it so for short ones too? And a text that comes in
chunks: += is short and easy; look at the last table before you take it.)",
      .why = R"(
utf8: bytes below 80 are their letters, so ASCII is a look at many at a time, and a copy. Letters of
two or three bytes have to be checked, and in Node turned into units of two bytes each. So what utf8
costs is up to the text, in Node by far.

latin1: a copy in Node, whose strings know one byte a character. A text of nodelab is UTF-8, where
each byte above 7F becomes two, and back.

hex and base64: two characters a byte, and four for three bytes. Back from text each has to be looked
at, since any may be none of the alphabet. Node takes base64 in large steps, and hex digit by digit;
nodelab both in steps of 32 bytes where the processor can (AVX2).

64 B: in Node the call from JavaScript to C++, and making the string or the Buffer, are much of it, so
that the encodings lie closer together than at 4 KiB. Buffer.from a short text takes the pool.

Tables 3 and 4: chunks are cut anywhere, also within a character. += makes text of each chunk alone,
and of either half of a character U+FFFD. StringDecoder keeps the first half back for the next chunk;
it takes no longer than +=. concat, then toString, has the whole before it looks, and looks once.)",
      .trap = R"(
"data += chunk is fine": with ASCII it always works, and with a name like Zoe with two dots it fails
once in a while. setEncoding('utf8') on the stream is a StringDecoder.

"The length is the length": a text counts characters, a Buffer bytes; Content-Length wants bytes,
Buffer.byteLength.

"base64 and hex make it safe, or smaller": they make it longer, by a third and to twice the length,
and anyone reads them.)",
  });
  compareAll();
  return measure::run(argc, argv, 0.01);
}
