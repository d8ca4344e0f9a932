'use strict';
// nodelab's loop beside Node: Node's part of peers.cpp.

const { compare, count, gc, peers, run, sized } = require('../measure.js');

const MANY = sized(1_000_000);
const MINUTE = 60_000;
const delayOf = (i, delays) => 1 + ((7919 * i) % sized(delays));

let counter = 0;
const add = () => {
  counter++;
};
module.exports = { counter: () => counter };

const turn = () => new Promise((resolve) => setImmediate(resolve));

// All are queued by one callback, then run. Each queue has a loop of its own:
// in one loop for all of them the call would be a guess for the compiler.
const breadth = {
  async tick(n) {
    for (let i = 0; i < n; i++) process.nextTick(add);
    await turn();
  },
  async microtask(n) {
    for (let i = 0; i < n; i++) queueMicrotask(add);
    await turn();
  },
  async immediate(n) {
    for (let i = 0; i < n; i++) setImmediate(add);
    await turn();
  },
};

// Each queues the next.
const depth = {
  tick: (n) =>
    new Promise((resolve) => {
      const again = () => (--n > 0 ? process.nextTick(again) : resolve());
      process.nextTick(again);
    }),
  microtask: (n) =>
    new Promise((resolve) => {
      const again = () => (--n > 0 ? queueMicrotask(again) : resolve());
      queueMicrotask(again);
    }),
  immediate: (n) =>
    new Promise((resolve) => {
      const again = () => (--n > 0 ? setImmediate(again) : resolve());
      setImmediate(again);
    }),
};

async function awaitReady(n) {
  const ready = Promise.resolve(1);
  for (let i = 0; i < n; i++) await ready;
}

const timers = (delays) => (n) =>
  new Promise((resolve) => {
    let left = n;
    const fire = () => {
      if (--left === 0) resolve();
    };
    for (let i = 0; i < n; i++) setTimeout(fire, delayOf(i, delays));
  });

function setAndClear(n) {
  for (let i = 0; i < n; i++) clearTimeout(setTimeout(add, 5000));
}

function start() {
  const held = new Array(MANY);
  for (let i = 0; i < MANY; i++) {
    held[i] = setTimeout(add, MINUTE + delayOf(i, 1000));
  }
  return held;
}

function setAndClearAmongMany(n) {
  for (let done = 0; done < n; done += MANY) {
    for (const timer of start()) clearTimeout(timer);
  }
}

function bytesOfATimer() {
  gc();
  const before = process.memoryUsage().heapUsed;
  const held = start();
  gc();
  const bytes = (process.memoryUsage().heapUsed - before) / MANY;
  for (const timer of held) clearTimeout(timer);
  return { 'bytes of a live timer': bytes };
}

// So many at a time, no less.
const inBatches = (body, batch = MANY) => Object.assign(body, { batch });

peers('CPU time');
for (const [row, body] of [
  ['nextTick, breadth', inBatches(breadth.tick)],
  ['nextTick, depth', inBatches(depth.tick)],
  ['microtask, breadth', inBatches(breadth.microtask)],
  ['microtask, depth', inBatches(depth.microtask)],
  ['setImmediate, breadth', inBatches(breadth.immediate)],
  ['await, ready value', inBatches(awaitReady)],
  ['turn of the loop', inBatches(depth.immediate, sized(100_000))],
  ['1M timers, one delay', inBatches(timers(1))],
  ['1M timers, 1000 delays', inBatches(timers(1000))],
  ['set and clear', setAndClear],
  ['the same among 1M', inBatches(setAndClearAmongMany)],
]) {
  compare('CPU time', row, { Node: body });
}
peers('memory');
count('memory', { Node: bytesOfATimer });

run(0.02);
