// What does a long computation do to everybody else?
//
// A thread's loop runs one callback at a time, and cannot interrupt it. While a
// callback computes nothing else of this thread runs. An interval that ticks
// every millisecond shows it: we count its ticks during the work. A worker
// thread has a loop and a stack of its own (in Node a heap too).
#include <atomic>
#include <cmath>
#include <cstddef>

#include "lesson.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/loop/timers.h"
#include "nodelab/process/run.h"
#include "nodelab/promise/promise.h"
#include "nodelab/worker_threads/worker.h"

using namespace nodelab;
using namespace lesson;
using worker_threads::MessagePort;
using worker_threads::Worker;

Promise<void> onTheLoop();
Promise<void> inAsyncFunction();
Promise<void> inWorker();
Promise<void> copyOrTransfer();

// How often the main thread's interval has run. In C++ every thread sees this
// variable, so it must be atomic. In Node each thread would have its own; the
// twin puts it into shared memory.
std::atomic<int> ticks = 0;
int ticked() { return ticks.load(); }

Promise<void> script() {
  card({
      .asked = "What happens to the event loop during CPU-bound work?",
      .say =
          "It stands still: timers, sockets and immediates wait until the "
          "callback returns. A promise or an async function does not help, "
          "because it runs on the same thread. I move the work to a worker "
          "thread and get the result as a message, or slice it and yield with "
          "setImmediate.",
      .trap =
          "\"Worker threads share memory\": a message is a copy. A buffer can "
          "be transferred, which empties the sender; only a SharedArrayBuffer "
          "is shared. And workers do not speed up I/O: the loop overlaps it "
          "already.",
  });
  const Timeout ticking = setInterval([] { ticks += 1; }, 1);
  co_await onTheLoop();
  co_await inAsyncFunction();
  co_await inWorker();
  clearInterval(ticking);
  co_await copyOrTransfer();
  done();
}

// Work that keeps a core busy for some time.
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

Promise<void> onTheLoop() {
  step("CPU-bound work in a callback");
  // A timer says "not before", it does not say "at". This one is due after
  // 10 ms, and runs when the work lets go of the thread. So would a request, a
  // file, a heartbeat: whoever computes makes everybody wait.
  const double start = performance::now();
  const auto [fired, resolver] = Promise<void>::withResolvers();
  setTimeout([resolver = resolver] { resolver.resolve(); }, 10);
  const int before = ticked();
  const int result = fib(40);
  const int during = ticked() - before;
  show("fib(40) = {}, interval ticks meanwhile: {}", result, during);
  claim("no timer runs while the callback computes", during == 0);
  co_await fired;
  const double late = std::round(performance::now() - start - 10);
  measured("a timer of 10 ms ran {} ms late", late);
}

Promise<int> fibAsync(int n) { co_return fib(n); }

Promise<void> inAsyncFunction() {
  step("The same in an async function");
  // async is about waiting for a result, not about where it is computed. The
  // body runs on the caller's stack, at once. After the await we go on in a
  // microtask, and microtasks run before the loop gets a turn. (nextTick
  // between slices of work is no better; setImmediate is.)
  const int before = ticked();
  const int result = co_await fibAsync(40);
  const int during = ticked() - before;
  show("fib(40) = {}, interval ticks meanwhile: {}", result, during);
  claim("awaiting it does not give the loop a turn", during == 0);
}

// The next message of the worker.
template <class In, class Out>
Promise<Out> message(const Ref<Worker<In, Out>>& worker) {
  auto [promise, resolver] = Promise<Out>::withResolvers();
  worker->once(event::message, [resolver = resolver](const Out& value) {
    resolver.resolve(value);
  });
  return promise;
}

// In the worker. It works on until it has seen the main thread's interval tick:
// if its work held up the main thread, this would never end.
void compute(Ref<MessagePort<void, int>> parentPort) {
  const int before = ticked();
  int result = 0;
  do result = fib(40);
  while (ticked() == before);
  parentPort->postMessage(result);
}

Promise<void> inWorker() {
  step("The same in a worker thread");
  // The work is on another core now, or takes turns with us on one: that is for
  // the system to arrange. Our loop is free, and the interval ticks. The result
  // comes as a message, in a turn of the loop like any other event.
  const int before = ticked();
  const auto worker = Worker<void, int>::create(compute);
  const int result = co_await message(worker);
  show("fib(40) = {}, as a message", result);
  claim("the interval ticks while the worker computes", ticked() > before);
  measured("interval ticks meanwhile: {}", ticked() - before);
}

// In the worker: answers each buffer with its length.
void answerLength(Ref<MessagePort<Buffer, std::size_t>> parentPort) {
  parentPort->on(event::message, [parentPort](const Buffer& buffer) {
    parentPort->postMessage(buffer.length());
  });
}

Promise<void> copyOrTransfer() {
  step("A buffer of 1 MiB to a worker: copied, then transferred");
  // A thread must not touch what another one may be changing. So postMessage
  // copies (structured clone), and the sender keeps its own. What C++ moves
  // (what is in Node's transfer list) is moved: no byte is copied however large
  // it is, and the sender no longer has it. A small pooled Buffer cannot be
  // moved: its memory belongs to its neighbours too.
  const auto worker = Worker<Buffer, std::size_t>::create(answerLength);
  Buffer buffer = Buffer::alloc(1048576);
  worker->postMessage(buffer);
  const std::size_t copied = co_await message(worker);
  const std::size_t kept = buffer.length();
  worker->postMessage(std::move(buffer));
  const std::size_t moved = co_await message(worker);
  show("copied:       worker {}, sender {}", copied, kept);
  show("transferred:  worker {}, sender {}", moved, buffer.length());
  claim("a copy leaves the sender its bytes", kept == 1048576);
  claim("a transfer empties the sender", buffer.length() == 0);
  claim("the worker got all of it both times",
        copied == 1048576 && moved == 1048576);
  co_await worker->terminate();
}

int main(int argc, char** argv) { return run(argc, argv, script); }
