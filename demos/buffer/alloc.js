'use strict';
// Where does a Buffer's memory come from, and who else can see it?
//
// A Buffer is a window on a block of memory, its ArrayBuffer: `buf.buffer` is
// that block, `buf.byteOffset` where the window begins. Print these two, and
// most questions about Buffers answer themselves.

const { card, step, show, claim, measured, done } = require('../lesson.js');

function main() {
  card({
    asked: 'Buffer.alloc or Buffer.allocUnsafe: what is the difference?',
    say:
      'alloc returns memory filled with zeroes. allocUnsafe skips the fill, ' +
      'so it shows whatever was there before: overwrite all of it before ' +
      'anybody sees it. Below 4096 bytes it is also cut from a shared pool ' +
      'of 8 KiB, which makes it cheap, and makes strangers neighbours.',
    trap:
      '"allocUnsafe is always faster": at 16 bytes alloc is as fast, and so ' +
      'it is at 64 MiB, fresh from the system. The gain lies between. And ' +
      'Buffer.from(string) and Buffer.concat use the pool too, not only ' +
      'allocUnsafe. Next: buffer/slices.',
  });
  oldBytes();
  neighbours();
  whoUsesThePool();
  hugeOnes();
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

const allZero = (buf) => buf.every((byte) => byte === 0);

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
  claim('alloc is zeroes', allZero(safe));
  unsafe.write('ok');
  show(`'ok' written    ${unsafe.toString('hex')}  ${unsafe.toString()}`);
  claim('what is not overwritten is still there',
    unsafe.toString() === 'oknter2');
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

function showPlace(name, buf) {
  const at = String(buf.byteOffset).padStart(4);
  show(`${name.padEnd(19)}at ${at} in ${buf.buffer.byteLength}`);
}

function whoUsesThePool() {
  step('Who uses the pool of 8192 bytes?');
  // Less than half of it is cut from the pool; a new pool is made when the rest
  // of the old one is too small. From half on a buffer gets memory of its own:
  // few would fit, and too much would be wasted. alloc never uses the pool,
  // because the pool is not zeroed.
  newPool();
  const below = Buffer.allocUnsafe(4095);
  const next = Buffer.allocUnsafe(4095);
  const half = Buffer.allocUnsafe(4096);
  const zeroed = Buffer.alloc(10);
  const text = Buffer.from('hello');
  showPlace('allocUnsafe(4095)', below);
  showPlace('allocUnsafe(4095)', next);
  showPlace('allocUnsafe(4096)', half);
  showPlace('alloc(10)', zeroed);
  showPlace("from('hello')", text);
  claim('4095 bytes come from the pool, 4096 do not',
    below.buffer.byteLength === 8192 && half.buffer.byteLength === 4096);
  claim('a second 4095 did not fit, and got a new pool',
    next.buffer !== below.buffer && next.byteOffset === 0);
  claim('alloc never uses the pool', zeroed.buffer.byteLength === 10);
  claim('from(string) does', text.buffer === next.buffer);
}

const MIB = 1 << 20;
const residentMiB = () => Math.floor(process.memoryUsage.rss() / MIB);

function hugeOnes() {
  step('64 MiB of zeroes, for free');
  // So large a block is asked of the system, and is given back to it. What the
  // system gives is zeroes, or one program would see the bytes of another: the
  // calloc under alloc need not fill it. It is not even there before it is
  // written: each page is found at the first write to it. So allocUnsafe shows
  // zeroes, too (a promise of nobody), and has nothing left to save.
  let before = residentMiB();
  const safe = Buffer.alloc(64 * MIB);
  const made = residentMiB() - before;
  measured(`alloc(64 MiB)         resident memory +${made} MiB`);
  claim('all are zeroes', allZero(safe));
  before = residentMiB();
  for (let at = 0; at < safe.length; at += 4096) safe[at] = 1;
  const written = residentMiB() - before;
  measured(`a write to each page  resident memory +${written} MiB`);
  const unsafe = Buffer.allocUnsafe(64 * MIB);
  measured('allocUnsafe(64 MiB)   ' +
    (allZero(unsafe) ? 'all are zeroes' : 'there are old bytes'));
}

main();
