'use strict';
// alloc against allocUnsafe: the JavaScript half of alloc.cpp.

const { compare, gc, run } = require('../measure.js');

const KIB = 1024;
const MIB = 1024 * KIB;
const PAGE = 4 * KIB;
const SIZES = [['16 B', 16], ['256 B', 256], ['1 KiB', KIB], ['4095 B', 4095],
  ['4096 B', 4096], ['64 KiB', 64 * KIB], ['1 MiB', MIB], ['16 MiB', 16 * MIB],
  ['64 MiB', 64 * MIB]];

// Whoever can be reached from outside cannot be optimised away.
let kept;
function keep(buf) {
  kept = buf;
}
module.exports = { kept: () => kept };

// The first write to a page is what makes the system find memory for it.
function touch(buf) {
  for (let at = 0; at < buf.length; at += PAGE) buf[at] = 1;
  return buf;
}

// Each way to make a buffer is a loop of its own: in one loop for all of them
// the call would be a guess for the compiler.
const untouched = {
  alloc: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(Buffer.alloc(size));
  },
  allocUnsafe: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(Buffer.allocUnsafe(size));
  },
  allocUnsafeSlow: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(Buffer.allocUnsafeSlow(size));
  },
};
const touched = {
  alloc: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(touch(Buffer.alloc(size)));
  },
  allocUnsafe: (size) => (n) => {
    for (let i = 0; i < n; i++) keep(touch(Buffer.allocUnsafe(size)));
  },
};

// No allocation: one buffer, made by the first call, is filled again and again.
let buffer = Buffer.alloc(0);
const refilled = (size) => (n) => {
  if (buffer.length !== size) buffer = touch(Buffer.alloc(size));
  for (let i = 0; i < n; i++) keep(touch(buffer.fill(0)));
};

// What malloc of glibc does for a large block depends on what was freed before.
// At first it asks the system for each and gives it back; once one was freed,
// it keeps blocks up to that size (32 MiB at most) to hand them out again. We
// want the latter from the beginning, as in a program that has run for a while.
Buffer.allocUnsafeSlow(31 * MIB);
gc();

// A group of rows begins and ends with these sizes.
function rows(group, from, to, ways) {
  for (const [row, size] of SIZES) {
    if (from <= size && size <= to) compare(group, row, ways(size));
  }
}

rows('1  made and dropped, nothing written', 16, 64 * MIB, (size) => ({
  alloc: untouched.alloc(size),
  allocUnsafe: untouched.allocUnsafe(size),
}));
rows('2  the pool taken away: allocUnsafeSlow never uses it', 16, 4095, (size) => ({
  alloc: untouched.alloc(size),
  allocUnsafeSlow: untouched.allocUnsafeSlow(size),
}));
// In a page or less there is nothing more to touch.
rows('3  made, and one byte written in each page of 4 KiB', 4096, 64 * MIB, (size) => ({
  alloc: touched.alloc(size),
  allocUnsafe: touched.allocUnsafe(size),
}));
rows('4  zeroes to write to: a new buffer, or one kept and filled again', 16, 64 * MIB,
  (size) => ({ alloc: touched.alloc(size), 'fill(0)': refilled(size) }));

run(0.015);
