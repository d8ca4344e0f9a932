// Where does a Buffer's memory come from, and who else can see it?
//
// A Buffer is a window on a block of memory, Node's ArrayBuffer: `storageSize`
// is the size of that block, `byteOffset` where the window begins. Print these
// two, and most questions about Buffers answer themselves.
#include "nodelab/buffer/buffer.h"

#include <algorithm>

#include "lesson.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void oldBytes();
void neighbours();
void whoUsesThePool();
void viewsAndCopies();
void keepingAlive();

void script() {
  card({
      .asked = "Buffer.alloc or Buffer.allocUnsafe: what is the difference?",
      .say = "alloc returns memory filled with zeroes. allocUnsafe skips the "
             "fill, so it shows whatever was there before: overwrite all of it "
             "before anybody sees it. Below 4096 bytes it is also cut from a "
             "shared pool of 8 KiB, which makes it cheap, and makes strangers "
             "neighbours.",
      .trap =
          "\"allocUnsafe is always faster\": at 16 bytes alloc is as fast, "
          "and fresh memory from the system is zero already. And "
          "Buffer.from(string) and Buffer.concat use the pool too, not only "
          "allocUnsafe.",
  });
  oldBytes();
  neighbours();
  whoUsesThePool();
  viewsAndCopies();
  keepingAlive();
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
  claim("alloc is zeroes",
        std::ranges::all_of(safe, [](uint8_t byte) { return byte == 0; }));
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

bool pooled(const Buffer& buf) { return buf.storageSize() == Buffer::poolSize(); }

void whoUsesThePool() {
  step(fmt::format("Who uses the pool of {} bytes?", Buffer::poolSize()));
  // Less than half of poolSize is cut from the pool. From half on a buffer gets
  // memory of its own: few would fit, and the rest of the pool would be wasted.
  // alloc never uses the pool, because the pool is not zeroed.
  const Buffer below = Buffer::allocUnsafe(4095);
  const Buffer half = Buffer::allocUnsafe(4096);
  const Buffer zeroed = Buffer::alloc(10);
  const Buffer text = Buffer::from("hello");
  show("allocUnsafe(4095)  in {} bytes", below.storageSize());
  show("allocUnsafe(4096)  in {} bytes", half.storageSize());
  show("alloc(10)          in {} bytes", zeroed.storageSize());
  show("from('hello')      in {} bytes", text.storageSize());
  claim("4095 bytes come from the pool, 4096 do not",
        pooled(below) && !pooled(half));
  claim("alloc never uses the pool", !pooled(zeroed));
  claim("from(string) does", pooled(text));
}

void viewsAndCopies() {
  step("A view shares, a copy does not");
  // subarray opens a second window on the same bytes. slice does the same for a
  // Buffer, but in Node it copies for every other typed array: it is
  // deprecated, so say subarray. Buffer::from(buffer) copies. (A Buffer is a
  // handle, as it is in JavaScript: `Buffer same = word` copies no bytes.)
  const Buffer word = Buffer::from("hello");
  const Buffer copy = Buffer::from(word);
  const Buffer view = word.subarray(0, 1);
  view.write("J");
  show("word {}, copy {}", word.toString(), copy.toString());
  claim("a write through subarray shows in the whole",
        word.toString() == "Jello");
  claim("Buffer.from(buffer) copied", copy.toString() == "hello");
}

void keepingAlive() {
  step("A small view keeps all of its memory alive");
  // A block is freed when the last window on it is gone. Whoever keeps 4 bytes
  // of every large message for long keeps the messages. Copy what is to last;
  // but a small copy lies in a pool, and keeps that.
  const Buffer large = Buffer::alloc(1000000);
  const Buffer header = large.subarray(0, 4);
  const Buffer copy = Buffer::from(header);
  show("header  4 bytes, keeps {}", header.storageSize());
  show("copy    4 bytes, keeps {}", copy.storageSize());
  claim("the view keeps all 1000000 bytes", header.sharesStorageWith(large));
  claim("the small copy keeps the pool that it lies in", pooled(copy));
}

int main(int argc, char** argv) { return run(argc, argv, script); }
