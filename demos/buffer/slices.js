'use strict';
// Which of them copy, and what does a small one keep?
//
// A Buffer is a window on a block of memory. subarray opens another window and
// moves no byte, so taking a message apart costs nothing, however long it is.
// The price is paid later: a block lives as long as any window on it.

const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'Does slice copy? What does it cost to keep a small slice?',
    say:
      "A Buffer's slice and subarray share the memory: a write to one is " +
      'seen in the other, and no byte is copied. Buffer.from(buffer), ' +
      'Buffer.concat and copy do copy. A slice keeps the whole block alive: ' +
      'to keep 4 bytes of a large message, copy them.',
    trap:
      '"slice copies": it does for every other typed array, so say subarray. ' +
      '"A copy of 4 bytes keeps 4 bytes": it lies in the pool and keeps ' +
      '8192. For a few that live long, take allocUnsafeSlow.',
  });
  twoWindows();
  whoCopies();
  whatCopyDoes();
  whatSmallOnesKeep();
  done();
}

function twoWindows() {
  step('Two windows on the same bytes');
  // The numbers are where to begin and where to end. Negative ones count from
  // the end, and what is out of range is cut: it is never an error.
  const word = Buffer.from('hello');
  const first = word.subarray(0, 1);
  const copy = Buffer.from(word);
  first.write('J');
  show(`word ${word.toString()}, copy ${copy.toString()}`);
  claim('a write to the part shows in the whole', word.toString() === 'Jello');
  claim('the copy has not changed', copy.toString() === 'hello');
  show(`subarray(-3)     '${word.subarray(-3).toString()}'`);
  show(`subarray(3, 99)  '${word.subarray(3, 99).toString()}'`);
  show(`subarray(4, 2)   '${word.subarray(4, 2).toString()}'`);
  claim('out of range is no error', word.subarray(4, 2).length === 0);
}

// Asks by a write. (That both have the same `buffer` would not be enough: two
// strangers in the pool have that, too.)
function share(name, buf, other) {
  buf[0] = 1;
  const seen = other[0] === 1;
  buf[0] = 0;
  show(`${name.padEnd(24)}${seen ? 'shares' : 'copies'}`);
  return seen;
}

function whoCopies() {
  step('Who copies?');
  // In JavaScript Buffer overrides slice: for all other typed arrays and for
  // arrays it copies. Code that takes a Uint8Array or a Buffer must not use it.
  const buf = Buffer.alloc(10);
  const arraySlice = Uint8Array.prototype.slice.call(buf);
  let sharing = share('buf.subarray()', buf, buf.subarray());
  sharing += share('buf.slice()', buf, buf.slice());
  sharing += share('Buffer.from(buf.buffer)', buf, Buffer.from(buf.buffer));
  claim('these three are windows', sharing === 3);
  sharing = share("Uint8Array's own slice", buf, arraySlice);
  sharing += share('Buffer.from(buf)', buf, Buffer.from(buf));
  sharing += share('Buffer.concat([buf])', buf, Buffer.concat([buf]));
  claim('these three are copies', sharing === 0);
}

function whatCopyDoes() {
  step('copy fills a target that is there');
  // A Buffer never grows: what there is no room for is left out, and only the
  // result tells. To grow means a larger one and a copy, as concat does it.
  // Source and target may be windows on the same bytes.
  const target = Buffer.alloc(4);
  const copied = Buffer.from('hello').copy(target);
  show(`copied ${copied} of 5 bytes: ${target.toString()}`);
  claim('without an error, what does not fit is left out', copied === 4);
  const letters = Buffer.from('abcdef');
  letters.copy(letters, 2, 0, 4);
  show(`abcdef, its first 4 copied to 2: ${letters.toString()}`);
  claim('an overlap does no harm', letters.toString() === 'ababcd');
}

// Goes on to a new pool: the next small buffers lie in one.
function newPool() {
  while (Buffer.allocUnsafe(8).byteOffset !== 0) continue;
}

// The bytes of all the blocks on which these are windows.
function kept(windows) {
  let bytes = 0;
  const blocks = new Set(windows.map((window) => window.buffer));
  for (const block of blocks) bytes += block.byteLength;
  return bytes;
}

function whatSmallOnesKeep() {
  step('We keep the first 4 bytes of each of three messages');
  // The messages themselves go. But a block is freed when the last window on it
  // is gone, and the window of 4 bytes is one. This is what a leak of Buffers
  // mostly is, and the heap does not show it: the bytes are outside. A copy
  // cures it. A small one is cut from the pool, which pays as long as the
  // copies are many or die young.
  newPool();
  const windows = [];
  const copies = [];
  const owners = [];
  for (let i = 0; i < 3; i++) {
    const message = Buffer.alloc(65536, 'id 0');
    const id = message.subarray(0, 4);
    windows.push(id);
    copies.push(Buffer.from(id));
    owners.push(Buffer.allocUnsafeSlow(4));
    id.copy(owners[i]);
  }
  show(`subarray               keeps ${kept(windows)}`);
  show(`Buffer.from(subarray)  keeps ${kept(copies)}`);
  show(`allocUnsafeSlow, copy  keeps ${kept(owners)}`);
  claim('12 bytes keep all of the messages', kept(windows) === 3 * 65536);
  claim('the copies keep the pool that they lie in', kept(copies) === 8192);
  claim('with memory of their own they keep 12', kept(owners) === 12);
}

main();
