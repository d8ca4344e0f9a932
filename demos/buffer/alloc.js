'use strict';
// Where does a Buffer's memory come from, and who else can see it?
//
// A Buffer is a window on a block of memory, its ArrayBuffer: `buf.buffer` is
// that block, `buf.byteOffset` where the window begins. Print these two, and
// most questions about Buffers answer themselves.

const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'Buffer.alloc or Buffer.allocUnsafe: what is the difference?',
    say:
      'alloc returns memory filled with zeroes. allocUnsafe skips the fill, ' +
      'so it shows whatever was there before: overwrite all of it before ' +
      'anybody sees it. Below 4096 bytes it is also cut from a shared pool ' +
      'of 8 KiB, which makes it cheap, and makes strangers neighbours.',
    trap:
      '"allocUnsafe is always faster": at 16 bytes alloc is as fast, and ' +
      'fresh memory from the system is zero already. And Buffer.from(string) ' +
      'and Buffer.concat use the pool too, not only allocUnsafe.',
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
function newPool() {
  let buf;
  do buf = Buffer.allocUnsafe(8);
  while (buf.byteOffset !== 0);
  return buf;
}

function oldBytes() {
  step('What is in a new buffer?');
  // Memory is used again and again, and nobody wipes it in between. To see
  // that for sure, we leave something in the free part of the pool ourselves.
  // allocUnsafe hands that part out as it is. alloc gets memory of its own,
  // and fills it with zeroes.
  const first = newPool();
  const pool = Buffer.from(first.buffer);
  pool.write('hunter2', 8);
  const unsafe = Buffer.allocUnsafe(7);
  const safe = Buffer.alloc(7);
  show(`allocUnsafe(7)  ${unsafe.toString('hex')}  ${unsafe.toString()}`);
  show(`alloc(7)        ${safe.toString('hex')}`);
  claim('allocUnsafe shows the old bytes', unsafe.toString() === 'hunter2');
  claim('alloc is zeroes', safe.every((byte) => byte === 0));
}

function neighbours() {
  step('Two small buffers are neighbours in the pool');
  // Cutting from the pool is only moving a number: each buffer begins behind
  // the one before, at a multiple of 8. All of them are windows on one block,
  // so whoever holds one can open a window on any other. Think of that before
  // you hand out `buf.buffer`.
  newPool();
  const password = Buffer.from('s3cret');
  const mine = Buffer.allocUnsafe(5);
  const peek = Buffer.from(mine.buffer, password.byteOffset, password.length);
  show(`password  6 bytes at ${password.byteOffset}`);
  show(`mine      5 bytes at ${mine.byteOffset}`);
  show(`mine.buffer at ${password.byteOffset}: ${peek.toString()}`);
  claim('both lie in the same memory', password.buffer === mine.buffer);
  claim('places go in steps of 8', mine.byteOffset - password.byteOffset === 8);
  claim("mine.buffer shows the neighbour's bytes",
    peek.toString() === 's3cret');
}

const pooled = (buf) => buf.buffer.byteLength === Buffer.poolSize;

function whoUsesThePool() {
  step(`Who uses the pool of ${Buffer.poolSize} bytes?`);
  // Less than half of poolSize is cut from the pool. From half on a buffer gets
  // memory of its own: few would fit, and the rest of the pool would be wasted.
  // alloc never uses the pool, because the pool is not zeroed.
  const below = Buffer.allocUnsafe(4095);
  const half = Buffer.allocUnsafe(4096);
  const zeroed = Buffer.alloc(10);
  const text = Buffer.from('hello');
  show(`allocUnsafe(4095)  in ${below.buffer.byteLength} bytes`);
  show(`allocUnsafe(4096)  in ${half.buffer.byteLength} bytes`);
  show(`alloc(10)          in ${zeroed.buffer.byteLength} bytes`);
  show(`from('hello')      in ${text.buffer.byteLength} bytes`);
  claim('4095 bytes come from the pool, 4096 do not',
    pooled(below) && !pooled(half));
  claim('alloc never uses the pool', !pooled(zeroed));
  claim('from(string) does', pooled(text));
}

function viewsAndCopies() {
  step('A view shares, a copy does not');
  // subarray opens a second window on the same bytes. slice does the same for a
  // Buffer, but copies for every other typed array: it is deprecated, so say
  // subarray. Buffer.from(buffer) copies.
  const word = Buffer.from('hello');
  const copy = Buffer.from(word);
  const view = word.subarray(0, 1);
  view.write('J');
  show(`word ${word.toString()}, copy ${copy.toString()}`);
  claim('a write through subarray shows in the whole',
    word.toString() === 'Jello');
  claim('Buffer.from(buffer) copied', copy.toString() === 'hello');
}

function keepingAlive() {
  step('A small view keeps all of its memory alive');
  // A block is freed when the last window on it is gone. Whoever keeps 4 bytes
  // of every large message for long keeps the messages. Copy what is to last;
  // but a small copy lies in a pool, and keeps that.
  const large = Buffer.alloc(1000000);
  const header = large.subarray(0, 4);
  const copy = Buffer.from(header);
  show(`header  4 bytes, keeps ${header.buffer.byteLength}`);
  show(`copy    4 bytes, keeps ${copy.buffer.byteLength}`);
  claim('the view keeps all 1000000 bytes', header.buffer === large.buffer);
  claim('the small copy keeps the pool that it lies in', pooled(copy));
}

main();
