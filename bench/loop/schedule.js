'use strict';
// nextTick, microtask, setImmediate, setTimeout(0): the JavaScript half of
// schedule.cpp.

const { performance } = require('perf_hooks');
const { compare, count, ownClock, run } = require('../measure.js');

// Each callback schedules the next, n of them. Each way is a loop of its own:
// in one for all of them the call would be a guess for the compiler.
const chain = {
  nextTick: (n) =>
    new Promise((resolve) => {
      const next = () => (--n > 0 ? process.nextTick(next) : resolve());
      process.nextTick(next);
    }),
  microtask: (n) =>
    new Promise((resolve) => {
      const next = () => (--n > 0 ? queueMicrotask(next) : resolve());
      queueMicrotask(next);
    }),
  setImmediate: (n) =>
    new Promise((resolve) => {
      const next = () => (--n > 0 ? setImmediate(next) : resolve());
      setImmediate(next);
    }),
  'setTimeout 0': (n) =>
    new Promise((resolve) => {
      const next = () => (--n > 0 ? setTimeout(next, 0) : resolve());
      setTimeout(next, 0);
    }),
};

let counter = 0;
const add = () => {
  counter++;
};
module.exports = { counter: () => counter };

// So many at once, again and again; the last of them goes on.
const CROWD = 1000;
const crowd = (schedule) =>
  Object.assign(
    async (n) => {
      for (; n > 0; n -= CROWD) await new Promise(schedule);
    },
    { batch: CROWD },
  );
const crowds = {
  nextTick: crowd((resolve) => {
    for (let i = 1; i < CROWD; i++) process.nextTick(add);
    process.nextTick(resolve);
  }),
  microtask: crowd((resolve) => {
    for (let i = 1; i < CROWD; i++) queueMicrotask(add);
    queueMicrotask(resolve);
  }),
  setImmediate: crowd((resolve) => {
    for (let i = 1; i < CROWD; i++) setImmediate(add);
    setImmediate(resolve);
  }),
  'setTimeout 0': crowd((resolve) => {
    for (let i = 1; i < CROWD; i++) setTimeout(add, 0);
    setTimeout(resolve, 0);
  }),
};

const wait = (body) =>
  ownClock(async (n) => {
    const begin = process.hrtime.bigint();
    await body(n);
    return Number(process.hrtime.bigint() - begin);
  });

// How often the loop turned; older versions of Node cannot tell.
const loopCount = () => performance.nodeTiming.uvMetricsInfo?.loopCount;
const turns = (body) => async () => {
  await new Promise((resolve) => setImmediate(resolve));
  const before = loopCount();
  if (before === undefined) return {};
  await body(100);
  return { '100 callbacks': loopCount() - before };
};

const ofEach = (ways, make) =>
  Object.fromEntries(Object.keys(ways).map((way) => [way, make(ways[way])]));

compare('each schedules the next', '', chain);
compare('each schedules the next, by the clock', '', ofEach(chain, wait));
compare('1000 scheduled at once', '', crowds);
count('turns of the loop, where each schedules the next', ofEach(chain, turns));

run(0.02);
