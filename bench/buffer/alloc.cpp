// alloc against allocUnsafe: what does it cost to get zeroes?
#include "measure.h"
#include "nodelab/buffer/buffer.h"

using nodelab::Buffer;

namespace {

constexpr int64_t KiB = 1024;
constexpr int64_t MiB = 1024 * KiB;
constexpr std::size_t page = 4 * KiB;

struct Size {
  const char* name;
  int64_t bytes;
};
constexpr Size sizes[] = {{"16 B", 16},     {"256 B", 256},       {"1 KiB", KiB},
                          {"4095 B", 4095}, {"4096 B", 4096},     {"64 KiB", 64 * KiB},
                          {"1 MiB", MiB},   {"16 MiB", 16 * MiB}, {"64 MiB", 64 * MiB}};

// The first write to a page is what makes the system find memory for it.
void touch(const Buffer& buffer) {
  for (std::size_t at = 0; at < buffer.size(); at += page) buffer[at] = 1;
}

auto alloc = [](int64_t size) { return Buffer::alloc(size); };
auto allocUnsafe = [](int64_t size) { return Buffer::allocUnsafe(size); };
auto allocUnsafeSlow = [](int64_t size) { return Buffer::allocUnsafeSlow(size); };

// Makes a buffer and lets go of it.
template <class Make>
auto untouched(Make make, int64_t size) {
  return [make, size](benchmark::State& state) {
    for (auto _ : state) {
      const Buffer buffer = make(size);
      benchmark::DoNotOptimize(buffer.data());
    }
  };
}

template <class Make>
auto touched(Make make, int64_t size) {
  return [make, size](benchmark::State& state) {
    for (auto _ : state) {
      const Buffer buffer = make(size);
      touch(buffer);
      benchmark::DoNotOptimize(buffer.data());
      benchmark::ClobberMemory();
    }
  };
}

// No allocation at all: one buffer, made zero again and again.
auto refilled(int64_t size) {
  return [size](benchmark::State& state) {
    const Buffer buffer = Buffer::alloc(size);
    touch(buffer);
    for (auto _ : state) {
      buffer.fill(0);
      touch(buffer);
      benchmark::DoNotOptimize(buffer.data());
      benchmark::ClobberMemory();
    }
  };
}

// What malloc of glibc does for a large block depends on what was freed before. At first it asks
// the system for each and gives it back; once one was freed, it keeps blocks up to that size (32
// MiB at most) to hand them out again. We want the latter from the beginning, as in a program that
// has run for a while.
void settleMalloc() { benchmark::DoNotOptimize(Buffer::allocUnsafeSlow(31 * MiB).data()); }

// A group of rows begins and ends with these sizes.
void rows(const char* group, int64_t from, int64_t to, const auto& addRow) {
  for (const auto& [name, size] : sizes) {
    if (from <= size && size <= to) addRow(group, name, size);
  }
}

void compareAll() {
  using measure::compare;
  rows("1  made and dropped, nothing written", 16, 64 * MiB, [](auto group, auto row, auto size) {
    compare(group, row,
            {{"alloc", untouched(alloc, size)}, {"allocUnsafe", untouched(allocUnsafe, size)}});
  });
  rows("2  the pool taken away: allocUnsafeSlow never uses it", 16, 4095,
       [](auto group, auto row, auto size) {
         compare(group, row,
                 {{"alloc", untouched(alloc, size)},
                  {"allocUnsafeSlow", untouched(allocUnsafeSlow, size)}});
       });
  // In a page or less there is nothing more to touch.
  rows("3  made, and one byte written in each page of 4 KiB", 4096, 64 * MiB,
       [](auto group, auto row, auto size) {
         compare(group, row,
                 {{"alloc", touched(alloc, size)}, {"allocUnsafe", touched(allocUnsafe, size)}});
       });
  rows("4  zeroes to write to: a new buffer, or one kept and filled again", 16, 64 * MiB,
       [](auto group, auto row, auto size) {
         compare(group, row, {{"alloc", touched(alloc, size)}, {"fill(0)", refilled(size)}});
       });
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "Is allocUnsafe faster than alloc, and why?",
      .expect = R"(
allocUnsafe does not fill, so it should win, and by more the larger the buffer. Table 1 is that
claim. Watch both ends, 16 B and 64 MiB, and the step between 4095 and 4096 B. Table 2 takes the
pool away, table 3 uses the memory, table 4 keeps it.)",
      .why = R"(
From 16 B to 4095 B it is the pool that makes the difference: allocUnsafe cuts the buffer from 8 KiB
that are there already. Without the pool (table 2) most of the difference is gone, in Node all of it,
since filling so few bytes is cheap; what costs is asking for memory, and in Node making an
ArrayBuffer.

16 B is special in Node: V8 puts up to 64 bytes into the object itself, so alloc asks nobody for
memory either.

4096 B is half of the pool, and from there on nobody uses it: allocUnsafe asks for memory as alloc
does, and the ratio falls.

64 KiB to 16 MiB is the fill. It costs by the byte, while malloc hands out a block that it has kept,
whatever its size, so the ratio grows with the size. (In Node the garbage collector adds its part to
both.)

64 MiB is a block that malloc does not keep (glibc's keeps none above 32 MiB). It asks the system,
whose new pages are zeroes already; calloc, which alloc calls, knows that and fills nothing. Both do
the same.

Written to (table 3), allocUnsafe has to pay for what it had put off: memory that comes into the
cache, and at 64 MiB new pages, which the system finds and clears on the first write to each. That
is more than all else together, and the same for both.

Kept (table 4), a buffer needs no memory from anybody, no new pages, and no garbage collection. Where
malloc hands out the same block each time, the fill is what is left, and both cost the same.)",
      .trap = R"(
"allocUnsafe is always faster": not for a few bytes in Node, and not for a block that comes fresh
from the system. "Because it skips the fill": below 4 KiB it is the pool.

And table 1 flatters it: whoever calls allocUnsafe must write every byte anyway. What is saved is one
of two fills, at the price of old secrets where one byte is forgotten. If allocation is what hurts,
keep the buffer and use it again.)",
  });
  settleMalloc();
  compareAll();
  return measure::run(argc, argv, 0.015);
}
