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

void compareAll() {
  using measure::compare;
  for (const auto& [row, size] : sizes) {
    compare("new and untouched", row,
            {{"alloc", untouched(alloc, size)}, {"allocUnsafe", untouched(allocUnsafe, size)}});
  }
  for (const auto& [row, size] : sizes) {
    if (size > 4 * KiB) continue;
    compare(
        "new and untouched, neither from the pool", row,
        {{"alloc", untouched(alloc, size)}, {"allocUnsafeSlow", untouched(allocUnsafeSlow, size)}});
  }
  for (const auto& [row, size] : sizes) {
    if (size < 4 * KiB) continue;  // in a page or less there is nothing more to touch
    compare("new and touched: one byte written in each 4 KiB", row,
            {{"alloc", touched(alloc, size)}, {"allocUnsafe", touched(allocUnsafe, size)}});
  }
  for (const auto& [row, size] : sizes) {
    compare("zeroes, touched: a new buffer, or one kept and filled again", row,
            {{"alloc", touched(alloc, size)}, {"fill(0)", refilled(size)}});
  }
}

}  // namespace

int main(int argc, char** argv) {
  measure::card({
      .asked = "Is allocUnsafe faster than alloc, and why?",
      .expect = "allocUnsafe does not fill, so it should win, and by more the larger the buffer. "
                "Watch both ends, 16 B and 64 MiB, and the step at 4096 B.",
      .why = R"(
16 B: about level in Node. V8 puts up to 64 bytes into the object itself, so alloc asks nobody for
memory.

256 B to 4095 B: the pool. allocUnsafe cuts these from a block that is there already. The second
table takes the pool away, and in Node most or all of the gain is gone: what costs is making an
ArrayBuffer, not filling so few bytes.

4096 B: half of the pool's size, and from here on nobody uses it. The ratio falls.

64 KiB to 16 MiB: the fill. It costs by the byte, while malloc hands out a block that it has kept,
whatever its size. (In Node the garbage collector adds its part to both.)

64 MiB: about level, where malloc is glibc's. It keeps no block above 32 MiB but asks the system,
whose new pages are zeroes already; calloc, which alloc calls, knows that and does not fill.

Touched: that adds to allocUnsafe what it had not done yet. At 1 MiB in nodelab a ratio of hundreds
shrinks to a few. At 64 MiB both pay for each new page when it is first written to, and that is
more than all else together.

Kept: filling a buffer again needs no allocation, no new page and no garbage collection. In Node it
was cheaper in every row. In nodelab malloc hands out the same block at once, so it is only cheaper
where calling malloc counts, below 64 KiB, and where the pages would be new, at 64 MiB.)",
      .trap = R"(
"allocUnsafe is always faster": hardly at 16 B in Node, and not for what comes fresh from the
system. "Because it skips the fill": for small buffers it is the pool.

And the table flatters it: whoever calls allocUnsafe must write every byte anyway. What is saved is
one of two fills. If allocation is what hurts, keep the buffer and use it again.)",
  });
  settleMalloc();
  compareAll();
  return measure::run(argc, argv, 0.015);
}
