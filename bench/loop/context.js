'use strict';
// AsyncLocalStorage: the JavaScript half of context.cpp.

const { AsyncLocalStorage } = require('async_hooks');
const { compare, run } = require('../measure.js');

const BATCH = 1000;
const storage = new AsyncLocalStorage();

// So many operations; each queues the next.
const ticks = (n) =>
  new Promise((resolve) => {
    const next = () => (--n > 0 ? process.nextTick(next) : resolve());
    process.nextTick(next);
  });
const immediates = (n) =>
  new Promise((resolve) => {
    const next = () => (--n > 0 ? setImmediate(next) : resolve());
    setImmediate(next);
  });

async function awaits(n) {
  const ready = Promise.resolve(1);
  for (let i = 0; i < n; i++) await ready;
}

function thens(n) {
  let last = Promise.resolve(1);
  for (let i = 0; i < n; i++) last = last.then((value) => value);
  return last;
}

const inBatches = (body) => Object.assign(body, { batch: BATCH });

// Runs the program where `enter` puts it.
const measured = (program, enter) =>
  inBatches(async (n) => {
    storage.disable(); // others have enabled it
    for (; n > 0; n -= BATCH) await enter(program);
  });

const unused = (program) => program(BATCH);
function outside(program) {
  storage.run(42, () => {});
  return program(BATCH);
}
const inside = (program) => storage.run(42, program, BATCH);

for (const [row, program] of [
  ['await', awaits],
  ['then', thens],
  ['nextTick', ticks],
  ['setImmediate', immediates],
]) {
  compare('a step', row, {
    unused: measured(program, unused),
    'used elsewhere': measured(program, outside),
    'in a run': measured(program, inside),
  });
}

run(0.02);
