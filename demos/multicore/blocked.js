'use strict';
// What does a long computation do to everybody else?
//
// A thread's loop runs one callback at a time, and cannot interrupt it. While a
// callback computes nothing else of this thread runs. An interval that ticks
// every millisecond shows it: we count its ticks during the work. A worker
// thread has a loop, a heap and a stack of its own.

const { Worker, isMainThread, parentPort, workerData } =
  require('worker_threads');
const { card, step, show, claim, measured, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'What happens to the event loop during CPU-bound work?',
    say:
      'It stands still: timers, sockets and immediates wait until the ' +
      'callback returns. A promise or an async function does not help, ' +
      'because it runs on the same thread. I move the work to a worker ' +
      'thread and get the result as a message, or slice it and yield with ' +
      'setImmediate.',
    trap:
      '"Worker threads share memory": a message is a copy. A buffer can be ' +
      'transferred, which empties the sender; only a SharedArrayBuffer is ' +
      'shared. And workers do not speed up I/O: the loop overlaps it already.',
  });
  const ticking = setInterval(() => Atomics.add(ticks, 0, 1), 1);
  await onTheLoop();
  await inAsyncFunction();
  await inWorker();
  clearInterval(ticking);
  await copyOrTransfer();
  done();
}

// How often the main thread's interval has run. A plain variable would exist
// once in each thread; this is shared memory, so that a worker sees it too.
const ticks = isMainThread
  ? new Int32Array(new SharedArrayBuffer(4))
  : workerData.ticks;
const ticked = () => Atomics.load(ticks, 0);

// Starts a worker thread. It loads this file afresh, and runs that function of
// it (see the last lines).
function startWorker(main) {
  return new Worker(__filename, { workerData: { main: main.name, ticks } });
}

// Work that keeps a core busy for some time.
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

async function onTheLoop() {
  step('CPU-bound work in a callback');
  // A timer says "not before", it does not say "at". This one is due after
  // 10 ms, and runs when the work lets go of the thread. So would a request, a
  // file, a heartbeat: whoever computes makes everybody wait.
  const start = performance.now();
  const fired = new Promise((resolve) => setTimeout(resolve, 10));
  const before = ticked();
  const result = fib(40);
  const during = ticked() - before;
  show(`fib(40) = ${result}, interval ticks meanwhile: ${during}`);
  claim('no timer runs while the callback computes', during === 0);
  await fired;
  const late = Math.round(performance.now() - start - 10);
  measured(`a timer of 10 ms ran ${late} ms late`);
}

async function inAsyncFunction() {
  step('The same in an async function');
  // async is about waiting for a result, not about where it is computed. The
  // body runs on the caller's stack, at once. After the await we go on in a
  // microtask, and microtasks run before the loop gets a turn. (nextTick
  // between slices of work is no better; setImmediate is.)
  const fibAsync = async (n) => fib(n);
  const before = ticked();
  const result = await fibAsync(40);
  const during = ticked() - before;
  show(`fib(40) = ${result}, interval ticks meanwhile: ${during}`);
  claim('awaiting it does not give the loop a turn', during === 0);
}

// The next message of the worker.
function message(worker) {
  return new Promise((resolve) => worker.once('message', resolve));
}

async function inWorker() {
  step('The same in a worker thread');
  // The work is on another core now, or takes turns with us on one: that is for
  // the system to arrange. Our loop is free, and the interval ticks. The result
  // comes as a message, in a turn of the loop like any other event.
  const before = ticked();
  const result = await message(startWorker(compute));
  show(`fib(40) = ${result}, as a message`);
  claim('the interval ticks while the worker computes', ticked() > before);
  measured(`interval ticks meanwhile: ${ticked() - before}`);
}

// In the worker. It works on until it has seen the main thread's interval tick:
// if its work held up the main thread, this would never end.
function compute() {
  const before = ticked();
  let result;
  do result = fib(40);
  while (ticked() === before);
  parentPort.postMessage(result);
}

async function copyOrTransfer() {
  step('A buffer of 1 MiB to a worker: copied, then transferred');
  // A thread must not touch what another one may be changing. So postMessage
  // copies (structured clone), and the sender keeps its own. What is in the
  // transfer list is moved: no byte is copied however large it is, and the
  // sender no longer has it. A small pooled Buffer cannot be moved: its memory
  // belongs to its neighbours too.
  const worker = startWorker(answerLength);
  const buffer = Buffer.alloc(1048576);
  worker.postMessage(buffer);
  const copied = await message(worker);
  const kept = buffer.length;
  worker.postMessage(buffer, [buffer.buffer]);
  const moved = await message(worker);
  show(`copied:       worker ${copied}, sender ${kept}`);
  show(`transferred:  worker ${moved}, sender ${buffer.length}`);
  claim('a copy leaves the sender its bytes', kept === 1048576);
  claim('a transfer empties the sender', buffer.length === 0);
  claim('the worker got all of it both times',
    copied === 1048576 && moved === 1048576);
  await worker.terminate();
}

// In the worker: answers each buffer with its length.
function answerLength() {
  parentPort.on('message', (buffer) => parentPort.postMessage(buffer.length));
}

if (isMainThread) main();
else ({ compute, answerLength })[workerData.main]();
