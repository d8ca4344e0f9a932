'use strict';
// A promise chain against await: the JavaScript half of await.cpp.

const { compare, count, run } = require('../measure.js');

const STEPS = 1000;

const ready = () => Promise.resolve(1);

// The next step needs the value of this one.
function byThen() {
  let last = ready();
  for (let i = 0; i < STEPS; i++) last = last.then((value) => value + 1);
  return last;
}

async function byAwait() {
  const one = ready();
  let sum = 0;
  for (let i = 0; i < STEPS; i++) sum += await one;
  return sum;
}

// Each step calls something asynchronous.
function callByThen() {
  let last = ready();
  for (let i = 0; i < STEPS; i++) last = last.then(() => ready());
  return last;
}

async function callByAwait() {
  let sum = 0;
  for (let i = 0; i < STEPS; i++) sum += await ready();
  return sum;
}

// `return promise` against `return await promise` in an async function.
const returned = async () => ready();
const awaited = async () => await ready();

async function callReturned() {
  let sum = 0;
  for (let i = 0; i < STEPS; i++) sum += await returned();
  return sum;
}

async function callAwaited() {
  let sum = 0;
  for (let i = 0; i < STEPS; i++) sum += await awaited();
  return sum;
}

// An operation is one step.
const cost = (program) =>
  Object.assign(
    async (n) => {
      for (; n > 0; n -= STEPS) await program();
    },
    { batch: STEPS },
  );

// Counts microtask turns: queues itself again and again until it is stopped.
async function turnsOf(program) {
  let turns = 0;
  let stopped = false;
  const turn = () => {
    if (stopped) return;
    turns++;
    queueMicrotask(turn);
  };
  const done = program().then(() => (stopped = true));
  queueMicrotask(turn);
  await done;
  return turns;
}
const turns = (there, call) => async () => ({
  'the value is there': await turnsOf(there),
  'from a call': await turnsOf(call),
});

compare('a step', 'the value is there', {
  then: cost(byThen),
  await: cost(byAwait),
});
compare('a step', 'from a call', {
  then: cost(callByThen),
  await: cost(callByAwait),
});
compare('a call of an async function that ends with', '', {
  'return p': cost(callReturned),
  'return await p': cost(callAwaited),
});
count('microtask turns of 1000 steps', {
  then: turns(byThen, callByThen),
  await: turns(byAwait, callByAwait),
});
count('microtask turns of 1000 calls, of one that ends with', {
  'return p': async () => ({ 'a call': await turnsOf(callReturned) }),
  'return await p': async () => ({ 'a call': await turnsOf(callAwaited) }),
});

run(0.02);
