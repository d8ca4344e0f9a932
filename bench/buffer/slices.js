'use strict';
// A part of a Buffer, and a Buffer of many parts: the JavaScript half of
// slices.cpp.

const { compare, count, gc, run } = require('../measure.js');

const KIB = 1024;
const MIB = 1024 * KIB;
const PARTS = [['16 B', 16], ['256 B', 256], ['4 KiB', 4 * KIB], ['64 KiB', 64 * KIB],
  ['1 MiB', MIB]];

// Whoever can be reached from outside cannot be optimised away.
let kept;
function keep(buf) {
  kept = buf;
}
module.exports = { kept: () => kept };

// ---- A part of one ----------------------------------------------------------

const shared = (whole, size) => whole.subarray(0, size);
const copied = (whole, size) => Buffer.from(whole.subarray(0, size));
// The same, but never from the pool.
function copiedAlone(whole, size) {
  const part = Buffer.allocUnsafeSlow(size);
  whole.copy(part, 0, 0, size);
  return part;
}

// Each way is a loop of its own: in one loop for all of them the call would be
// a guess for the compiler.
const whole = Buffer.alloc(MIB, 'x');
const taking = {
  copy: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(copied(whole, size));
  },
  subarray: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(shared(whole, size));
  },
};

// What lives as long as the part does.
const bytesKept = (take) => () => ({
  bytes: take(Buffer.alloc(MIB), 16).buffer.byteLength,
});

// ---- Many parts -------------------------------------------------------------

// They come one by one, and in the end there is to be one Buffer.
class ConcatOnce {
  list = [];
  add(chunk) {
    this.list.push(chunk);
  }
  end() {
    return Buffer.concat(this.list);
  }
}

class ConcatEach {
  whole = Buffer.alloc(0);
  add(chunk) {
    this.whole = Buffer.concat([this.whole, chunk]);
  }
  end() {
    return this.whole;
  }
}

// Has room for more than there is, and moves to a larger place when it is full.
class Growing {
  place = Buffer.allocUnsafe(KIB);
  used = 0;
  constructor(enlarge) {
    this.enlarge = enlarge;
  }
  add(chunk) {
    while (this.used + chunk.length > this.place.length) this.move();
    chunk.copy(this.place, this.used);
    this.used += chunk.length;
  }
  move() {
    const larger = Buffer.allocUnsafe(this.enlarge(this.place.length));
    this.place.copy(larger, 0, 0, this.used);
    this.place = larger;
  }
  end() {
    return this.place.subarray(0, this.used);
  }
}

const chunk = Buffer.alloc(KIB, 'x');
const collecting = (make, chunks) => (n) => {
  for (; n > 0; n--) {
    const collected = make();
    for (let i = 0; i < chunks; i++) collected.add(chunk);
    keep(collected.end());
  }
};

// What malloc of glibc does for a large block depends on what was freed before;
// see alloc.js.
Buffer.allocUnsafeSlow(31 * MIB);
gc();

for (const [row, size] of PARTS) {
  compare('1  a part of a buffer of 1 MiB', row, {
    copy: taking.copy(size),
    subarray: taking.subarray(size),
  });
}
count('2  what a part of 16 bytes keeps alive', {
  subarray: bytesKept(shared),
  copy: bytesKept(copied),
  'without the pool': bytesKept(copiedAlone),
});
for (const chunks of [16, 256]) {
  compare('3  collect chunks of 1 KiB', `all ${chunks} of them`, {
    'a list, concat once': collecting(() => new ConcatOnce(), chunks),
    'grow to twice the size': collecting(() => new Growing((room) => room * 2), chunks),
    'grow by 8 KiB': collecting(() => new Growing((room) => room + 8 * KIB), chunks),
    'concat each time': collecting(() => new ConcatEach(), chunks),
  });
}

run(0.015);
