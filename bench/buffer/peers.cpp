// nodelab's Buffer beside Node's and the C library.
#include "buffer/peers.h"

#include <string>
#include <vector>

#include "nodelab/buffer/buffer.h"

using nodelab::Buffer;
using nodelab::Encoding;

namespace peers {
namespace {

int64_t lengthOf(std::size_t size) { return static_cast<int64_t>(size); }

// Never from the pool, so that no two of them share a page or a cache line by chance.
Buffer filled(std::size_t size, uint8_t value) { return Buffer::alloc(lengthOf(size), value); }

Buffer haystack(const Text& text, std::size_t size) {
  const Buffer bytes = Buffer::alloc(lengthOf(size), text.hay);
  bytes.write(text.needle, lengthOf(size - text.needle.size()));
  return bytes;
}

// ---- Making one --------------------------------------------------------------------------------

template <class Make>
Body making(Make make) {
  return [make](benchmark::State& state) {
    each(state, [&] {
      const Buffer made = make();
      keep(made.data());
    });
  };
}

Body alloc(std::size_t size) {
  return making([size] { return Buffer::alloc(lengthOf(size)); });
}

Body allocUnsafe(std::size_t size) {
  return making([size] { return Buffer::allocUnsafe(lengthOf(size)); });
}

void subarray(benchmark::State& state) {
  const Buffer whole = filled(KiB, 1);
  int64_t start = 16;
  benchmark::DoNotOptimize(start);
  each(state, [&] {
    const Buffer part = whole.subarray(start, 32);
    keep(part.data());
  });
}

Body concat(std::size_t size) {
  return [size](benchmark::State& state) {
    const std::vector<Buffer> list(parts, filled(size / parts, 1));
    each(state, [&] {
      const Buffer whole = Buffer::concat(list);
      keep(whole.data());
    });
  };
}

// ---- Numbers -----------------------------------------------------------------------------------

template <class Read>
void readNumbers(benchmark::State& state, Read read) {
  const int64_t count = numbers();
  const Buffer bytes = filled(static_cast<std::size_t>(4 * count), 1);
  while (state.KeepRunningBatch(count)) {
    uint64_t sum = 0;
    for (int64_t i = 0; i < count; ++i) sum += read(bytes, i);
    keep(sum);
  }
}

void readUInt32LE(benchmark::State& state) {
  readNumbers(state, [](const Buffer& bytes, int64_t i) { return bytes.readUInt32LE(4 * i); });
}

void readUInt32BE(benchmark::State& state) {
  readNumbers(state, [](const Buffer& bytes, int64_t i) { return bytes.readUInt32BE(4 * i); });
}

void index(benchmark::State& state) {
  readNumbers(state,
              [](const Buffer& bytes, int64_t i) { return bytes[static_cast<std::size_t>(i)]; });
}

// ---- All of its bytes --------------------------------------------------------------------------

Body indexOfByte(std::size_t size) {
  return [size](benchmark::State& state) {
    const Buffer bytes = haystack(prose, size);
    each(state, [&] { keep(bytes.indexOf(uint8_t{'#'})); });
  };
}

Body indexOfBytes(const Text& text, std::size_t size) {
  return [text, size](benchmark::State& state) {
    const Buffer bytes = haystack(text, size), wanted = Buffer::from(text.needle);
    each(state, [&] { keep(bytes.indexOf(wanted)); });
  };
}

Body compare(std::size_t size) {
  return [size](benchmark::State& state) {
    const Buffer a = filled(size, 1), b = filled(size, 1);
    each(state, [&] { keep(Buffer::compare(a, b)); });
  };
}

Body fill(std::size_t size) {
  return [size](benchmark::State& state) {
    const Buffer bytes = filled(size, 0);
    each(state, [&] {
      bytes.fill(1);
      keep(bytes.data());
    });
  };
}

Body copy(std::size_t size) {
  return [size](benchmark::State& state) {
    const Buffer from = filled(size, 1), to = filled(size, 0);
    each(state, [&] {
      from.copy(to);
      keep(to.data());
    });
  };
}

Body swapEach(std::size_t size, Buffer (Buffer::*swap)() const) {
  return [size, swap](benchmark::State& state) {
    const Buffer bytes = filled(size, 1);
    each(state, [&] {
      (bytes.*swap)();
      keep(bytes.data());
    });
  };
}

// ---- Text --------------------------------------------------------------------------------------

// The same texts as in peers.js: of so many bytes in UTF-8, as many as fit of the multi-byte one.
std::string textOf(std::string_view piece, std::size_t size) {
  std::string text;
  while (text.size() + piece.size() <= size) text += piece;
  return text + std::string(size - text.size(), '.');
}
std::string ascii(std::size_t size) { return textOf(prose.hay, size); }
std::string multiByte(std::size_t size) { return textOf("Zażółć gęślą jaźń, 5 € 漢字 ", size); }

// All 256 bytes, in an order that repeats late.
Buffer binary(std::size_t size) {
  const Buffer bytes = filled(size, 0);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(167 * i + i / 251);
  return bytes;
}

Body toString(Buffer (*make)(std::size_t), std::size_t size, Encoding encoding) {
  return [make, size, encoding](benchmark::State& state) {
    const Buffer bytes = make(size);
    each(state, [&] {
      const std::string text = bytes.toString(encoding);
      keep(text.data());
    });
  };
}

Body from(Buffer (*make)(std::size_t), std::size_t size, Encoding encoding) {
  return [make, size, encoding](benchmark::State& state) {
    const std::string text = make(size).toString(encoding);
    each(state, [&] {
      const Buffer bytes = Buffer::from(text, encoding);
      keep(bytes.data());
    });
  };
}

struct Kind {
  const char* name;
  Encoding encoding;
  Buffer (*bytes)(std::size_t);
};
const Kind kinds[] = {
    {"utf8, ASCII", Encoding::utf8, [](std::size_t size) { return Buffer::from(ascii(size)); }},
    {"utf8, more bytes", Encoding::utf8,
     [](std::size_t size) { return Buffer::from(multiByte(size)); }},
    {"latin1", Encoding::latin1, binary},
    {"hex", Encoding::hex, binary},
    {"base64", Encoding::base64, binary},
};

// ---- The tables --------------------------------------------------------------------------------

void row(const char* group, std::string name, Body ours, Body theirs = nullptr) {
  std::vector<measure::Way> ways{{"nodelab", std::move(ours)}};
  if (theirs) ways.push_back({"C", std::move(theirs)});
  measure::compare(group, std::move(name), std::move(ways));
}

constexpr Size made[] = {
    {"64 B", 64}, {"256 B", 256}, {"4 KiB", 4 * KiB}, {"1 MiB", MiB}, {"64 MiB", 64 * MiB}};

void compareMaking() {
  const char* const group = "making one";
  measure::peers(group);
  const auto add = [&](const char* what, const Size& size, auto ours, auto theirs) {
    row(group, std::string(what) + ' ' + size.name, ours(size.bytes), theirs(size.bytes));
  };
  for (const Size& size : made) add("allocUnsafe", size, allocUnsafe, c::allocUnsafe);
  for (const Size& size : made) add("alloc", size, alloc, c::alloc);
  row(group, "subarray", subarray);
  for (const Size& size : sizes) add("concat to", size, concat, c::concat);
}

void compareNumbers() {
  const char* const group = "one of 1000 numbers";
  measure::peers(group);
  row(group, "readUInt32LE", readUInt32LE, c::readUInt32LE);
  row(group, "readUInt32BE", readUInt32BE, c::readUInt32BE);
  row(group, "buffer[i]", index, c::index);
}

void compareBytes() {
  const char* const group = "all its bytes";
  measure::peers(group);
  const auto add = [&](const char* what, auto ours, auto theirs) {
    for (const Size& size : sizes) {
      row(group, std::string(what) + ' ' + size.name, ours(size.bytes), theirs(size.bytes));
    }
  };
  const auto swap = [](auto function) {
    return [function](std::size_t size) { return swapEach(size, function); };
  };
  add("indexOf a byte", indexOfByte, c::indexOfByte);
  const auto in = [](const Text& text, auto search) {
    return [&text, search](std::size_t size) { return search(text, size); };
  };
  add("indexOf 12 bytes", in(prose, indexOfBytes), in(prose, c::indexOfBytes));
  add("indexOf, near misses", in(nearMisses, indexOfBytes), in(nearMisses, c::indexOfBytes));
  add("compare", compare, c::compare);
  add("fill", fill, c::fill);
  add("copy", copy, c::copy);
  add("swap16", swap(&Buffer::swap16), c::swap16);
  add("swap32", swap(&Buffer::swap32), c::swap32);
  add("swap64", swap(&Buffer::swap64), c::swap64);
}

void compareText() {
  const char* const group = "bytes and text";
  measure::peers(group);
  for (const auto& [name, encoding, make] : kinds) {
    for (const Size& size : sizes) {
      row(group, std::string("toString ") + name + ", " + size.name,
          toString(make, size.bytes, encoding));
    }
  }
  for (const auto& [name, encoding, make] : kinds) {
    for (const Size& size : sizes) {
      row(group, std::string("from ") + name + ", " + size.name, from(make, size.bytes, encoding));
    }
  }
}

}  // namespace
}  // namespace peers

int main(int argc, char** argv) {
  measure::card({
      .asked = "For engineers: how fast is nodelab's Buffer beside Node and the C library?",
      .expect = R"(
Making one: far ahead of Node, ahead of malloc where the pool serves, and level with malloc and
calloc where it does not. What goes over all bytes: level with both where they are many, since all
three end in the same loops of the C library; for a few bytes the call itself counts.)",
      .why = R"(
Making one: below 4 KiB allocUnsafe moves a pointer in the pool and adds to a count; malloc has to
look for a block, and Node makes an object that the garbage collector has to find again. subarray is
the count alone. alloc is calloc and a head to fill in, but that it zeroes small blocks itself: the
calloc of glibc passes by the small blocks that its malloc keeps at hand. Between 4 KiB and 1 MiB
allocUnsafe is malloc and that head, so a little behind malloc.

One of 1000 numbers: a comparison and a load, in both columns but Node's. There buffer[i] is what the
compiler knows; readUInt32LE is JavaScript that checks its argument and puts four of them together.

All its bytes: memcmp, memset, memmove and memchr behind a check of the arguments. In Node the call
goes from JavaScript to C++, which is dear for 64 B and nothing for 1 MiB. Bytes are turned around,
and three bytes of a needle looked for, 32 at a time where the processor can (AVX2); C turns them in
a plain loop, compiled as all else here, and has memmem. A near miss has some bytes of the needle: it
tells which one to look for from there on, so that the next one of its kind is none.

Bytes and text: in Node a text is a string of JavaScript, of one or two bytes a character, so UTF-8
is taken apart and put together anew. In nodelab a text is UTF-8, so utf8 is a look at the bytes and
a copy. For latin1 it is the other way round: Node copies, nodelab makes two bytes of each above
7F.)",
      .trap = R"(
"So use allocUnsafe": these are the times of making one, and whoever makes one has to fill it; see
buffer/alloc.

"C is always the limit": memcpy is several tens of percent slower between two blocks whose addresses
differ by 8 to 48 bytes modulo a page, and two blocks from malloc often do. The blocks of the C column
begin on a cache line each, so that it is not measured at its worst.)",
  });
  peers::compareMaking();
  peers::compareNumbers();
  peers::compareBytes();
  peers::compareText();
  return measure::run(argc, argv, 0.01);
}
