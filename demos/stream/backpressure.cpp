// Who slows down a producer that is faster than its consumer?
//
// A Writable has a buffer and a mark in it, highWaterMark. write() takes every
// chunk. Its answer is advice: true is "go on", false is "the buffer is at the
// mark now, better wait for 'drain'".
#include <algorithm>
#include <vector>

#include "lesson.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/events_once.h"
#include "nodelab/stream/writable.h"

using namespace nodelab;
using namespace lesson;
using stream::Writable;

Ref<Writable<Buffer>> slowWritable(std::size_t highWaterMark);
void fill(const Ref<Writable<Buffer>>& writable);
Promise<void> empty(Ref<Writable<Buffer>> writable);
Promise<void> waitingForDrain();
Promise<void> ignoringFalse();

Promise<void> script() {
  card({
      .asked = "What is backpressure, and what if you ignore it?",
      .say =
          "write() returns false at the highWaterMark; the producer stops "
          "until 'drain'. pipe and pipeline do that for you. It is advisory: "
          "ignore it and nothing is lost, but memory grows.",
      .trap =
          "\"write() returned false, so the chunk was not taken\": it was; "
          "writing it again writes it twice. And \"pipe handles errors too\": "
          "no, it does not. Next: stream/pipe-vs-pipeline.",
  });
  const auto writable = slowWritable(16);
  fill(writable);
  co_await empty(writable);
  co_await waitingForDrain();
  co_await ignoringFalse();
  done();
}

// A consumer that is done with a chunk one turn of the loop after it got it.
Ref<Writable<Buffer>> slowWritable(std::size_t highWaterMark) {
  return Writable<Buffer>::create({
      .highWaterMark = highWaterMark,
      .write = [](const Buffer&,
                  stream::Done callback) { setImmediate(callback); },
  });
}

void fill(const Ref<Writable<Buffer>>& writable) {
  step("Five writes of 4 bytes, highWaterMark 16");
  // The consumer gets no turn before we return, so the buffer only grows. The
  // chunk that it works on counts too, until its callback. Watch the answers:
  // they change when the mark is reached, and the chunk that reaches it, and
  // the one after, go into the buffer like the others.
  int trues = 0;
  for (int i = 1; i <= 5; i++) {
    const bool accepted = writable->write("abcd");
    if (accepted) trues += 1;
    level(fmt::format("write {}  {}", i, accepted), writable->writableLength(),
          16);
  }
  claim("false comes on reaching the mark, not before", trues == 3);
  claim("and refuses nothing: 20 bytes are buffered",
        writable->writableLength() == 20);
}

// Fulfils one turn of the loop later.
Promise<void> nextTurn() {
  auto [promise, resolver] = Promise<void>::withResolvers();
  setImmediate([resolver = resolver] { resolver.resolve(); });
  return promise;
}

Promise<void> empty(Ref<Writable<Buffer>> writable) {
  step("The consumer catches up");
  // A write returned false, so 'drain' is owed. It does not come when the
  // buffer falls below the mark, where the next write would fill it again, but
  // when it is empty: the producer is woken once, and has room for a while.
  std::vector<std::size_t> drains;  // how much was buffered at each 'drain'
  writable->on(event::drain, [&drains, &writable] {
    drains.push_back(writable->writableLength());
    level("drain", writable->writableLength(), 16);
  });
  while (writable->writableLength() > 0) {
    level("buffered", writable->writableLength(), 16);
    co_await nextTurn();
  }
  claim("'drain' comes once, when the buffer is empty",
        drains == std::vector<std::size_t>{0});
  writable->removeAllListeners(event::drain);  // ours refers to `drains`
}

constexpr int chunkCount = 2000;

Promise<void> waitingForDrain() {
  step("2000 chunks of 64 KiB, waiting for drain");
  // The mark is at 16 KiB, Node 20's default (64 KiB since 22), so each chunk
  // reaches it alone: write one, wait until it is gone, write the next. pipe
  // and pipeline do just this for you. However much goes through, no more than
  // one chunk is ever held.
  const auto writable = slowWritable(16384);
  const Buffer chunk = Buffer::alloc(65536, "x");
  std::size_t peak = 0;
  int waits = 0;
  for (int i = 0; i < chunkCount; i++) {
    const bool accepted = writable->write(chunk);
    peak = std::max(peak, writable->writableLength());
    if (accepted) continue;
    waits += 1;
    co_await events::once(*writable, event::drain);
  }
  claim("peak buffered 65536, 2000 waits", peak == 65536 && waits == 2000);
}

Promise<void> ignoringFalse() {
  step("The same, ignoring false");
  // Nothing stops us, and nothing is lost: all of it is kept until the consumer
  // gets to it. That memory is the whole price. It has no limit but the
  // machine's, which is why this fails under load and not on your desk.
  const auto writable = slowWritable(16384);
  const double before = process::memoryUsage.rss();
  int arrived = 0;
  for (int i = 0; i < chunkCount; i++) {
    writable->write(Buffer::alloc(65536, "x"),
                    [&arrived](const Error&) { arrived += 1; });
  }
  const std::size_t peak = writable->writableLength();
  const double grown = process::memoryUsage.rss() - before;
  measured("resident memory +{:.0f} MiB", grown / 1048576);
  claim("peak buffered 131072000", peak == 131072000);
  writable->end();
  co_await events::once(*writable, event::finish);
  claim("nothing is lost: all 2000 arrived", arrived == chunkCount);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
