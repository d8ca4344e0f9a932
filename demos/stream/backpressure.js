'use strict';
// Who slows down a producer that is faster than its consumer?
//
// A Writable has a buffer and a mark in it, highWaterMark. write() takes every
// chunk. Its answer is advice: true is "go on", false is "the buffer is at the
// mark now, better wait for 'drain'".

const { once } = require('events');
const { Writable } = require('stream');
const { card, step, level, claim, measured, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'What is backpressure, and what if you ignore it?',
    say:
      'write() returns false at the highWaterMark; the producer stops until ' +
      "'drain'. pipe and pipeline do that for you. It is advisory: ignore it " +
      'and nothing is lost, but memory grows.',
    trap:
      '"write() returned false, so the chunk was not taken": it was; writing ' +
      'it again writes it twice. And "pipe handles errors too": no, it does ' +
      'not. Next: stream/pipe-vs-pipeline.',
  });
  const writable = slowWritable(16);
  fill(writable);
  await empty(writable);
  await waitingForDrain();
  await ignoringFalse();
  done();
}

// A consumer that is done with a chunk one turn of the loop after it got it.
function slowWritable(highWaterMark) {
  return new Writable({
    highWaterMark,
    write(chunk, encoding, callback) {
      setImmediate(callback);
    },
  });
}

function fill(writable) {
  step('Five writes of 4 bytes, highWaterMark 16');
  // The consumer gets no turn before we return, so the buffer only grows. The
  // chunk that it works on counts too, until its callback. Watch the answers:
  // they change when the mark is reached, and the chunk that reaches it, and
  // the one after, go into the buffer like the others.
  let trues = 0;
  for (let i = 1; i <= 5; i++) {
    const accepted = writable.write('abcd');
    if (accepted) trues += 1;
    level(`write ${i}  ${accepted}`, writable.writableLength, 16);
  }
  claim('false comes on reaching the mark, not before', trues === 3);
  claim('and refuses nothing: 20 bytes are buffered',
    writable.writableLength === 20);
}

async function empty(writable) {
  step('The consumer catches up');
  // A write returned false, so 'drain' is owed. It does not come when the
  // buffer falls below the mark, where the next write would fill it again, but
  // when it is empty: the producer is woken once, and has room for a while.
  const drains = []; // how much was buffered at each 'drain'
  writable.on('drain', () => {
    drains.push(writable.writableLength);
    level('drain', writable.writableLength, 16);
  });
  while (writable.writableLength > 0) {
    level('buffered', writable.writableLength, 16);
    await new Promise((resolve) => setImmediate(resolve));
  }
  claim("'drain' comes once, when the buffer is empty", drains.join() === '0');
}

const CHUNKS = 2000;

async function waitingForDrain() {
  step('2000 chunks of 64 KiB, waiting for drain');
  // The mark is at 16 KiB, Node 20's default (64 KiB since 22), so each chunk
  // reaches it alone: write one, wait until it is gone, write the next. pipe
  // and pipeline do just this for you. However much goes through, no more than
  // one chunk is ever held.
  const writable = slowWritable(16384);
  const chunk = Buffer.alloc(65536, 'x');
  let peak = 0;
  let waits = 0;
  for (let i = 0; i < CHUNKS; i++) {
    const accepted = writable.write(chunk);
    peak = Math.max(peak, writable.writableLength);
    if (accepted) continue;
    waits += 1;
    await once(writable, 'drain');
  }
  claim('peak buffered 65536, 2000 waits', peak === 65536 && waits === 2000);
}

async function ignoringFalse() {
  step('The same, ignoring false');
  // Nothing stops us, and nothing is lost: all of it is kept until the consumer
  // gets to it. That memory is the whole price. It has no limit but the
  // machine's, which is why this fails under load and not on your desk.
  const writable = slowWritable(16384);
  const before = process.memoryUsage.rss();
  let arrived = 0;
  for (let i = 0; i < CHUNKS; i++) {
    writable.write(Buffer.alloc(65536, 'x'), () => { arrived += 1; });
  }
  const peak = writable.writableLength;
  const grown = process.memoryUsage.rss() - before;
  measured(`resident memory +${Math.round(grown / 1048576)} MiB`);
  claim('peak buffered 131072000', peak === 131072000);
  writable.end();
  await once(writable, 'finish');
  claim('nothing is lost: all 2000 arrived', arrived === CHUNKS);
}

main();
