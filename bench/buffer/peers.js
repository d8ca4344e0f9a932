'use strict';
// nodelab's Buffer beside Node's: Node's part of peers.cpp.

const { compare, peers, run, sized } = require('../measure.js');

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES = [['64 B', 64], ['4 KiB', 4 * KIB], ['1 MiB', MIB]];
const MADE = [['64 B', 64], ['256 B', 256], ['4 KiB', 4 * KIB], ['1 MiB', MIB],
  ['64 MiB', 64 * MIB]];
const NUMBERS = sized(1000);
const PARTS = 4;

// Whoever can be reached from outside cannot be optimised away.
let kept;
function keep(value) {
  kept = value;
}
module.exports = { kept: () => kept };

// Never from the pool, and made by the first call.
function lazily(make) {
  let made;
  return () => (made ??= make());
}
const filled = (size, value) => lazily(() => Buffer.alloc(size, value));

// Each body is a loop of its own: in one loop for all of them the call would
// be a guess for the compiler.
const making = {
  allocUnsafe: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(Buffer.allocUnsafe(size));
  },
  alloc: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(Buffer.alloc(size));
  },
  'concat to': (size) => {
    const part = filled(size / PARTS, 1);
    return (n) => {
      const list = Array.from({ length: PARTS }, part);
      for (let i = 0; i < n; i++) keep(Buffer.concat(list));
    };
  },
};

function subarray(n) {
  const whole = Buffer.alloc(KIB, 1);
  for (let i = 0; i < n; i++) keep(whole.subarray(16, 32));
}

const read = {
  readUInt32LE(n) {
    const bytes = Buffer.alloc(4 * NUMBERS, 1);
    for (; n > 0; n -= NUMBERS) {
      let sum = 0;
      for (let i = 0; i < NUMBERS; i++) sum += bytes.readUInt32LE(4 * i);
      keep(sum);
    }
  },
  readUInt32BE(n) {
    const bytes = Buffer.alloc(4 * NUMBERS, 1);
    for (; n > 0; n -= NUMBERS) {
      let sum = 0;
      for (let i = 0; i < NUMBERS; i++) sum += bytes.readUInt32BE(4 * i);
      keep(sum);
    }
  },
  'buffer[i]'(n) {
    const bytes = Buffer.alloc(4 * NUMBERS, 1);
    for (; n > 0; n -= NUMBERS) {
      let sum = 0;
      for (let i = 0; i < NUMBERS; i++) sum += bytes[i];
      keep(sum);
    }
  },
};

// The same as in peers.h: what a search goes through, again and again, and what
// it looks for, which stands at the end only.
const PROSE = [
  'The quick brown fox jumps over the lazy dog, while a dozen wizards mix quiet vials by the river. ',
  'the wizards ',
];
const NEAR_MISSES = ['she sells sea shells ', 'sells shells'];
const haystack = ([hay, needle], size) =>
  lazily(() => {
    const bytes = Buffer.alloc(size, hay);
    bytes.write(needle, size - needle.length);
    return bytes;
  });

const indexOfBytes = (text) => (size) => {
  const buffer = haystack(text, size);
  const needle = Buffer.from(text[1]);
  return (n) => {
    const bytes = buffer();
    for (let i = 0; i < n; i++) keep(bytes.indexOf(needle));
  };
};

const all = {
  'indexOf a byte'(size) {
    const buffer = haystack(PROSE, size);
    return (n) => {
      const bytes = buffer();
      for (let i = 0; i < n; i++) keep(bytes.indexOf(0x23)); // #
    };
  },
  'indexOf 12 bytes': indexOfBytes(PROSE),
  'indexOf, near misses': indexOfBytes(NEAR_MISSES),
  compare(size) {
    const [first, second] = [filled(size, 1), filled(size, 1)];
    return (n) => {
      const [a, b] = [first(), second()];
      for (let i = 0; i < n; i++) keep(Buffer.compare(a, b));
    };
  },
  fill(size) {
    const buffer = filled(size, 0);
    return (n) => {
      const bytes = buffer();
      for (let i = 0; i < n; i++) keep(bytes.fill(1));
    };
  },
  copy(size) {
    const [source, target] = [filled(size, 1), filled(size, 0)];
    return (n) => {
      const [from, to] = [source(), target()];
      for (let i = 0; i < n; i++) keep(from.copy(to));
    };
  },
  swap16(size) {
    const buffer = filled(size, 1);
    return (n) => {
      const bytes = buffer();
      for (let i = 0; i < n; i++) keep(bytes.swap16());
    };
  },
  swap32(size) {
    const buffer = filled(size, 1);
    return (n) => {
      const bytes = buffer();
      for (let i = 0; i < n; i++) keep(bytes.swap32());
    };
  },
  swap64(size) {
    const buffer = filled(size, 1);
    return (n) => {
      const bytes = buffer();
      for (let i = 0; i < n; i++) keep(bytes.swap64());
    };
  },
};

// The same texts as in peers.cpp.
function textOf(piece, size) {
  const length = Buffer.byteLength(piece);
  const times = Math.floor(size / length);
  return Buffer.from(piece.repeat(times) + '.'.repeat(size - times * length));
}
function binary(size) {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = 167 * i + Math.floor(i / 251);
  return bytes;
}
const KINDS = [
  ['utf8, ASCII', 'utf8', (size) => textOf(PROSE[0], size)],
  ['utf8, more bytes', 'utf8', (size) => textOf('Zażółć gęślą jaźń, 5 € 漢字 ', size)],
  ['latin1', 'latin1', binary],
  ['hex', 'hex', binary],
  ['base64', 'base64', binary],
];

const text = {
  toString(make, size, encoding) {
    const buffer = lazily(() => make(size));
    return (n) => {
      const bytes = buffer();
      for (let i = 0; i < n; i++) keep(bytes.toString(encoding));
    };
  },
  from(make, size, encoding) {
    const string = lazily(() => make(size).toString(encoding));
    return (n) => {
      const text = string();
      for (let i = 0; i < n; i++) keep(Buffer.from(text, encoding));
    };
  },
};

function row(group, name, body) {
  peers(group);
  compare(group, name, { Node: body });
}

for (const way of ['allocUnsafe', 'alloc']) {
  for (const [name, size] of MADE) row('making one', `${way} ${name}`, making[way](size));
}
row('making one', 'subarray', subarray);
for (const [name, size] of SIZES) {
  row('making one', `concat to ${name}`, making['concat to'](size));
}
for (const name in read) {
  row('one of 1000 numbers', name, Object.assign(read[name], { batch: NUMBERS }));
}
for (const way in all) {
  for (const [name, size] of SIZES) row('all its bytes', `${way} ${name}`, all[way](size));
}
for (const way in text) {
  for (const [kind, encoding, make] of KINDS) {
    for (const [name, size] of SIZES) {
      row('bytes and text', `${way} ${kind}, ${name}`, text[way](make, size, encoding));
    }
  }
}

run(0.01);
