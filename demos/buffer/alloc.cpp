// Where does a Buffer's memory come from, and who else can see it?
//
// A Buffer is a window on a block of memory, Node's ArrayBuffer: `storageSize`
// is the size of that block, `byteOffset` where the window begins. Print these
// two, and most questions about Buffers answer themselves.
#include <algorithm>

#include "lesson.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/process/run.h"
#include "nodelab/process/usage.h"

using namespace nodelab;
using namespace lesson;

void oldBytes();
void neighbours();
void whoUsesThePool();
void hugeOnes();

void script() {
  card({
      .asked = "Buffer.alloc or Buffer.allocUnsafe: what is the difference?",
      .say = "alloc returns memory filled with zeroes. allocUnsafe skips the "
             "fill, so it shows whatever was there before: overwrite all of it "
             "before anybody sees it. Below 4096 bytes it is also cut from a "
             "shared pool of 8 KiB, which makes it cheap, and makes strangers "
             "neighbours.",
      .trap =
          "\"allocUnsafe is always faster\": at 16 bytes alloc is as fast, and "
          "so it is at 64 MiB, fresh from the system. The gain lies between. "
          "And Buffer.from(string) and Buffer.concat use the pool too, not "
          "only allocUnsafe. Next: buffer/slices.",
  });
  oldBytes();
  neighbours();
  whoUsesThePool();
  hugeOnes();
  done();
}

// Goes on to a new pool, so that the next small buffers surely lie in one, from
// byte 8 on. Returns the buffer at its begin.
Buffer newPool() {
  Buffer buf;
  do buf = Buffer::allocUnsafe(8);
  while (buf.byteOffset() != 0);
  return buf;
}

bool allZero(const Buffer& buf) {
  return std::ranges::all_of(buf, [](uint8_t byte) { return byte == 0; });
}

void oldBytes() {
  step("What is in a new buffer?");
  // Memory is used again and again, and nobody wipes it in between. To see
  // that for sure, we leave something in the free part of the pool ourselves.
  // allocUnsafe hands that part out as it is. alloc gets memory of its own,
  // and fills it with zeroes.
  const Buffer first = newPool();
  const Buffer pool = Buffer::fromStorageOf(first);
  pool.write("hunter2", 8);
  const Buffer unsafe = Buffer::allocUnsafe(7);
  const Buffer safe = Buffer::alloc(7);
  show("allocUnsafe(7)  {}  {}", unsafe.toString(Encoding::hex),
       unsafe.toString());
  show("alloc(7)        {}", safe.toString(Encoding::hex));
  claim("allocUnsafe shows the old bytes", unsafe.toString() == "hunter2");
  claim("alloc is zeroes", allZero(safe));
  unsafe.write("ok");
  show("'ok' written    {}  {}", unsafe.toString(Encoding::hex),
       unsafe.toString());
  claim("what is not overwritten is still there",
        unsafe.toString() == "oknter2");
}

void neighbours() {
  step("Two small buffers are neighbours in the pool");
  // Cutting from the pool is only moving a number: each buffer begins behind
  // the one before, at a multiple of 8. All of them are windows on one block,
  // so whoever holds one can open a window on any other. Think of that before
  // you hand one out. (`mine.buffer` is what Node calls the block under mine.)
  newPool();
  const Buffer password = Buffer::from("s3cret");
  const Buffer mine = Buffer::allocUnsafe(5);
  const Buffer peek =
      Buffer::fromStorageOf(mine, password.byteOffset(), password.length());
  show("password  6 bytes at {}", password.byteOffset());
  show("mine      5 bytes at {}", mine.byteOffset());
  show("mine.buffer at {}: {}", password.byteOffset(), peek.toString());
  claim("both lie in the same memory", password.sharesStorageWith(mine));
  claim("places go in steps of 8",
        mine.byteOffset() - password.byteOffset() == 8);
  claim("mine.buffer shows the neighbour's bytes", peek.toString() == "s3cret");
}

void showPlace(const char* name, const Buffer& buf) {
  show("{:<19}at {:>4} in {}", name, buf.byteOffset(), buf.storageSize());
}

void whoUsesThePool() {
  step("Who uses the pool of 8192 bytes?");
  // Less than half of it is cut from the pool; a new pool is made when the rest
  // of the old one is too small. From half on a buffer gets memory of its own:
  // few would fit, and too much would be wasted. alloc never uses the pool,
  // because the pool is not zeroed.
  newPool();
  const Buffer below = Buffer::allocUnsafe(4095);
  const Buffer next = Buffer::allocUnsafe(4095);
  const Buffer half = Buffer::allocUnsafe(4096);
  const Buffer zeroed = Buffer::alloc(10);
  const Buffer text = Buffer::from("hello");
  showPlace("allocUnsafe(4095)", below);
  showPlace("allocUnsafe(4095)", next);
  showPlace("allocUnsafe(4096)", half);
  showPlace("alloc(10)", zeroed);
  showPlace("from('hello')", text);
  claim("4095 bytes come from the pool, 4096 do not",
        below.storageSize() == 8192 && half.storageSize() == 4096);
  claim("a second 4095 did not fit, and got a new pool",
        !next.sharesStorageWith(below) && next.byteOffset() == 0);
  claim("alloc never uses the pool", zeroed.storageSize() == 10);
  claim("from(string) does", text.sharesStorageWith(next));
}

constexpr std::size_t MiB = 1 << 20;
long residentMiB() {
  return static_cast<long>(process::memoryUsage.rss() / MiB);
}

void hugeOnes() {
  step("64 MiB of zeroes, for free");
  // So large a block is asked of the system, and is given back to it. What the
  // system gives is zeroes, or one program would see the bytes of another: the
  // calloc under alloc need not fill it. It is not even there before it is
  // written: each page is found at the first write to it. So allocUnsafe shows
  // zeroes, too (a promise of nobody), and has nothing left to save.
  long before = residentMiB();
  const Buffer safe = Buffer::alloc(64 * MiB);
  const long made = residentMiB() - before;
  measured("alloc(64 MiB)         resident memory +{} MiB", made);
  claim("all are zeroes", allZero(safe));
  before = residentMiB();
  for (std::size_t at = 0; at < safe.length(); at += 4096) safe[at] = 1;
  const long written = residentMiB() - before;
  measured("a write to each page  resident memory +{} MiB", written);
  const Buffer unsafe = Buffer::allocUnsafe(64 * MiB);
  measured("allocUnsafe(64 MiB)   {}",
           allZero(unsafe) ? "all are zeroes" : "there are old bytes");
}

int main(int argc, char** argv) { return run(argc, argv, script); }
