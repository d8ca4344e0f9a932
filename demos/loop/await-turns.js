'use strict';
// In which turn does it go on?
//
// Callbacks of promises wait in the microtask queue, first come, first served.
// Who is queued while it is emptied stands at its end: that is one turn later.
// Puzzles of async functions and then() come down to counting turns.

const timers = require('timers/promises');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'What does this print: async functions against promise chains?',
    say:
      'An async function runs at once, in its caller, up to its first await. ' +
      'The rest goes on one microtask turn after the promise is settled, ' +
      'like a then callback. To return a promise, from either, takes two ' +
      'turns more than to return a value.',
    trap:
      '"await takes three turns": before Node 12. "return await is slower": ' +
      'it is a turn faster than return of a promise, and inside try it is ' +
      'what makes the catch see a rejection. Next: loop/errors.',
  });
  await puzzle();
  await oneTurnEach();
  await waysToReturn();
  await handlerThatReturnsAPromise();
  done();
}

const order = []; // what ran, in the order in which it ran
const log = (name) => order.push(name);

// Shows the order and claims that it follows the rule.
function conclude(expected, rule) {
  const seen = order.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
}

async function second() {
  log('second');
}
async function first() {
  log('first');
  await second();
  log('first again');
}

async function puzzle() {
  step('The puzzle');
  // To call an async function is to call a function: first and second speak
  // before the call returns. The await gives way although its promise is
  // settled by then, and queues the rest of first. The then callback comes
  // after it, because it was queued after it: neither has precedence.
  log('main');
  first();
  Promise.resolve().then(() => log('then'));
  log('main again');
  await timers.setImmediate();
  conclude('main, first, second, main again, first again, then',
    'what follows an await is queued like a then callback');
}

// Counts the turns of the microtask queue, from 1 to 6.
let turn = 0;
function count() {
  turn += 1;
  if (turn < 6) queueMicrotask(count);
}

// Shows the turn in which a then callback of the promise runs.
async function turnsOf(name, start) {
  let ran = 0;
  turn = 0;
  queueMicrotask(count);
  start().then(() => (ran = turn));
  await timers.setImmediate();
  show(`${name.padEnd(34)} ${ran}`);
  return ran;
}

async function threeAwaits() {
  for (let i = 0; i < 3; i++) await Promise.resolve();
}
const threeThens = () =>
  Promise.resolve().then(() => {}).then(() => {}).then(() => {});

async function oneTurnEach() {
  step('Turns until a then callback runs');
  // Of a settled promise it runs in the next turn. Each await and each then
  // before it adds one. In turns, an async function costs what a chain does.
  const plain = await turnsOf('a settled promise', () => Promise.resolve());
  const awaits = await turnsOf('after three awaits', threeAwaits);
  const thens = await turnsOf('after a chain of three thens', threeThens);
  claim('an await is one turn, and so is a link of a chain',
    plain === 1 && awaits === 4 && thens === 4);
}

async function value() {
  return 1;
}
async function awaited() {
  return await Promise.resolve(1);
}
async function promised() {
  return Promise.resolve(1);
}

async function waysToReturn() {
  step('Three ways to return from an async function');
  // A value settles the function's promise at once. A promise has to be
  // followed: one turn to call its then(), one until what was passed to then()
  // runs and settles the function's promise. Our callback gets the third.
  const plain = await turnsOf('return value', value);
  const awaits = await turnsOf('return await promise', awaited);
  const follows = await turnsOf('return promise', promised);
  claim('1, 2 and 3', plain === 1 && awaits === 2 && follows === 3);
}

async function handlerThatReturnsAPromise() {
  step('A then callback that returns a promise');
  // The same two turns more. The other chain says in which turn we are: 1 runs
  // beside 0, then there is room for 2 (then() is called) and for 3 (it runs
  // what it was given). resolve(promise) of a new Promise takes as long.
  Promise.resolve()
    .then(() => {
      log('0');
      return Promise.resolve('4');
    })
    .then(log);
  let other = Promise.resolve();
  for (const name of ['1', '2', '3', '5', '6']) {
    other = other.then(() => log(name));
  }
  await timers.setImmediate();
  conclude('0, 1, 2, 3, 4, 5, 6', 'following a promise takes two extra turns');
}

main();
