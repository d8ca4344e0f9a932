'use strict';
// Work in one go, or in chunks: the JavaScript half of blocking.cpp.

const { compare, count, run, sized } = require('../measure.js');

// So many steps, each of which needs the one before it.
function work(number, steps) {
  for (let i = 0; i < steps; i++) {
    number = (Math.imul(number, 1664525) + 1013904223) | 0;
  }
  return number;
}

let result;
module.exports = { result: () => result };

// A job of so many steps that does `chunk` of them and schedules the rest, by
// setImmediate or nextTick, until it is done.
function job(schedule, chunk, left) {
  return new Promise((done) => {
    const number = Int32Array.of(1); // so that V8 takes it for nothing else
    const run = () => {
      number[0] = work(number[0], Math.min(chunk, left));
      left -= chunk;
      if (left > 0) return schedule(run);
      result = number[0];
      done();
    };
    run();
  });
}

// An operation is one step.
const throughput = (chunk) =>
  Object.assign(
    async (n) => {
      for (; n > 0; n -= 1_000_000) await job(setImmediate, chunk, 1_000_000);
    },
    { batch: 1_000_000 },
  );

// A timer of 1 ms, set again and again: how often it came, and how late at
// worst.
const latency = (schedule, chunk) => async () => {
  let due, stopped, ended;
  let beats = 0;
  let worst = 0;
  const stop = new Promise((resolve) => (ended = resolve));
  const start = () => {
    due = process.hrtime.bigint() + 1_000_000n;
    setTimeout(beat, 1);
  };
  const beat = () => {
    worst = Math.max(worst, Number(process.hrtime.bigint() - due) / 1000);
    if (stopped) return ended();
    beats++;
    start();
  };
  start();
  await job(schedule, chunk, sized(50_000_000));
  stopped = true;
  await stop;
  return { 'came while it worked': beats, '~ late by, us': worst };
};

const ALL = 1e9;

for (const [row, chunk] of [
  ['100,000 a chunk', 100_000],
  ['10,000', 10_000],
  ['1,000', 1_000],
  ['100', 100],
  ['10', 10],
]) {
  compare('a step of the work', row, {
    'chunks, setImmediate': throughput(chunk),
    'in one go': throughput(ALL),
  });
}
count('a timer of 1 ms, beside 50 million steps', {
  'in one go': latency(process.nextTick, ALL),
  'chunks, nextTick': latency(process.nextTick, 100_000),
  'chunks, setImmediate': latency(setImmediate, 100_000),
});

run(0.02);
