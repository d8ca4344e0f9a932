// A part of a Buffer, and a Buffer of many parts: what is copied, and how often?
#include <vector>

#include "measure.h"
#include "nodelab/buffer/buffer.h"

using nodelab::Buffer;

namespace {

constexpr int64_t KiB = 1024;
constexpr int64_t MiB = 1024 * KiB;

struct Size {
  const char* name;
  int64_t bytes;
};
constexpr Size parts[] = {
    {"16 B", 16}, {"256 B", 256}, {"4 KiB", 4 * KiB}, {"64 KiB", 64 * KiB}, {"1 MiB", MiB}};

// ---- A part of one -----------------------------------------------------------------------------

Buffer shared(const Buffer& whole, int64_t size) { return whole.subarray(0, size); }
Buffer copied(const Buffer& whole, int64_t size) { return Buffer::from(whole.subarray(0, size)); }
// The same, but never from the pool.
Buffer copiedAlone(const Buffer& whole, int64_t size) {
  const Buffer part = Buffer::allocUnsafeSlow(size);
  whole.copy(part, 0, 0, size);
  return part;
}

using Take = Buffer(const Buffer& whole, int64_t size);

auto taking(Take* take, int64_t size) {
  return [=](benchmark::State& state) {
    const Buffer whole = Buffer::alloc(MiB, 'x');
    for (auto _ : state) {
      const Buffer part = take(whole, size);
      benchmark::DoNotOptimize(part.data());
      benchmark::ClobberMemory();
    }
  };
}

// What lives as long as the part does.
auto kept(Take* take) {
  return [=](benchmark::State& state) {
    for (auto _ : state) {
      const Buffer part = take(Buffer::alloc(MiB), 16);
      state.counters["bytes"] = static_cast<double>(part.storageSize());
    }
  };
}

// ---- Many parts --------------------------------------------------------------------------------

// They come one by one, and in the end there is to be one Buffer.
struct ConcatOnce {
  std::vector<Buffer> list;
  void add(const Buffer& chunk) { list.push_back(chunk); }
  Buffer end() const { return Buffer::concat(list); }
};

struct ConcatEach {
  Buffer whole;
  void add(const Buffer& chunk) { whole = Buffer::concat({whole, chunk}); }
  Buffer end() const { return whole; }
};

// Has room for more than there is, and moves to a larger place when it is full.
struct Growing {
  int64_t (*enlarge)(int64_t room);
  Buffer place = Buffer::allocUnsafe(KiB);
  int64_t used = 0;

  void add(const Buffer& chunk) {
    const auto size = static_cast<int64_t>(chunk.length());
    while (used + size > static_cast<int64_t>(place.length())) move();
    chunk.copy(place, used);
    used += size;
  }
  void move() {
    const Buffer larger = Buffer::allocUnsafe(enlarge(static_cast<int64_t>(place.length())));
    place.copy(larger, 0, 0, used);
    place = larger;
  }
  Buffer end() const { return place.subarray(0, used); }
};

template <class Make>
auto collecting(Make make, int chunks) {
  return [=](benchmark::State& state) {
    const Buffer chunk = Buffer::alloc(KiB, 'x');
    for (auto _ : state) {
      auto collected = make();
      for (int i = 0; i < chunks; ++i) collected.add(chunk);
      const Buffer whole = collected.end();
      benchmark::DoNotOptimize(whole.data());
      benchmark::ClobberMemory();
    }
  };
}

// What malloc of glibc does for a large block depends on what was freed before; see alloc.cpp.
void settleMalloc() { benchmark::DoNotOptimize(Buffer::allocUnsafeSlow(31 * MiB).data()); }

void compareAll() {
  for (const auto& [row, size] : parts) {
    measure::compare("1  a part of a buffer of 1 MiB", row,
                     {{"copy", taking(copied, size)}, {"subarray", taking(shared, size)}});
  }
  measure::count("2  what a part of 16 bytes keeps alive",
                 {{"subarray", kept(shared)},
                  {"copy", kept(copied)},
                  {"without the pool", kept(copiedAlone)}});
  for (const int chunks : {16, 256}) {
    const auto bySum = [] { return Growing{[](int64_t room) { return room + 8 * KiB; }}; };
    const auto byFactor = [] { return Growing{[](int64_t room) { return room * 2; }}; };
    measure::compare("3  collect chunks of 1 KiB", "all " + std::to_string(chunks) + " of them",
                     {{"a list, concat once", collecting([] { return ConcatOnce(); }, chunks)},
                      {"grow to twice the size", collecting(byFactor, chunks)},
                      {"grow by 8 KiB", collecting(bySum, chunks)},
                      {"concat each time", collecting([] { return ConcatEach(); }, chunks)}});
  }
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "A part of a buffer, a buffer of many parts: what is copied, and how often?",
      .expect = R"(
subarray copies nothing, so it should take the same for a part of any size, and a copy should take
longer the larger the part. Collecting chunks: each way ends with the same bytes. How often was each
of them copied on the way?)",
      .why = R"(
Table 1: subarray makes a small object that looks at the same bytes, so its column is level. The copy
adds, below 4 KiB, a piece of the pool and a few bytes to move; from 4 KiB on memory of its own, and
then each byte counts.

Table 2: that is the price. A part keeps all the memory that it looks into, so 16 bytes keep the
whole of 1 MiB alive. A small copy lies in the pool and keeps 8 KiB; only one of allocUnsafeSlow
keeps nothing but itself.

Table 3, a list: the chunks stay where they are, and concat copies each byte once, into a buffer that
has the right size from the start.

To twice the size: every move copies all there is, but each is as long as all before it together. A
byte is copied two or three times, however many chunks come.

By 8 KiB: a move in every eight chunks, and each copies all there is. The work grows with the square
of the length: hardly seen among 16 chunks, plainly among 256.

Concat each time: the same with a move for every chunk.)",
      .trap = R"(
"subarray is always better, it copies nothing": whoever keeps a few bytes of a large buffer for long,
say an id in a cache, should copy them, or the memory does not come back.

"slice copies": in an Array and a Uint8Array it does. Buffer's slice is subarray under an old name.

"all = Buffer.concat([all, chunk]) is fine": it passes every test with a small request, and is
quadratic. Push the chunks to a list, and concat once.)",
  });
  settleMalloc();
  compareAll();
  return measure::run(argc, argv, 0.015);
}
