'use strict';
// Where does an error of asynchronous code go?
//
// try/catch sees what is thrown while it is on the stack. What fails later goes
// to whoever waits: to a callback as its first argument, to an await as an
// exception. If nobody waits it goes to the process. `load` fails every time
// here, one turn of the loop after the call.

const { promisify } = require('util');
const { setImmediate: nextTurn } = require('timers/promises');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'How do you catch errors of asynchronous code? And if you forget?',
    say:
      'await in a try turns a rejection into an exception. Without the await ' +
      'the try is over when it comes, nobody handles it, and without an ' +
      'unhandledRejection listener the process ends with code 1. Error-first ' +
      'callbacks are a channel of their own, so I promisify them.',
    trap:
      '"return load() in a try is caught": only return await load() is. And ' +
      'an unhandledRejection listener keeps a process alive whose state ' +
      'nobody knows: log, then exit. Next: loop/exit.',
  });
  // Without this listener the first lost rejection would be the end.
  process.on('unhandledRejection', (error) => log(`lost: ${error.message}`));
  process.on('rejectionHandled', () => log('handled after all'));
  await errorFirst();
  await forgottenAwait();
  await returnedFromTry();
  await inTimeOrLate();
  done();
}

const happened = []; // in the order in which it happened
const log = (text) => happened.push(text);

// A turn of the loop later shows what happened, and claims the rule.
async function conclude(expected, rule) {
  await nextTurn();
  const seen = happened.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
}

function loadWithCallback(name, callback) {
  setImmediate(() => callback(new Error(`no ${name}`)));
}
const load = promisify(loadWithCallback);

async function errorFirst() {
  step('An error-first callback, and the promise made of it');
  // When the callback runs the try is long over. Its first argument is the
  // error, or null: who does not look at it goes on with nothing. promisify
  // passes a callback that settles a promise, and the await throws the error
  // where we stand. A callback that comes twice is heard once.
  try {
    loadWithCallback('A', (error) => log(`argument: ${error.message}`));
    await load('B');
  } catch (error) {
    log(`caught: ${error.message}`);
  }
  await conclude('argument: no A, caught: no B',
    'await throws what a callback gets as its first argument');
}

async function forgottenAwait() {
  step('A forgotten await');
  // load() gives a promise and cannot fail, so the try is content. The promise
  // is rejected when we have gone on, and nobody has kept it. That is reported
  // to the process, which knows neither the caller nor what it was for.
  try {
    load('C');
    log('went on');
  } catch {
    log('caught');
  }
  await conclude('went on, lost: no C',
    'without await the error is lost to the try around it');
}

async function returning(name) {
  try {
    return load(name);
  } catch {
    return 'a default';
  }
}
async function returningAwaited(name) {
  try {
    return await load(name);
  } catch {
    return 'a default';
  }
}

async function returnedFromTry() {
  step('return against return await, in a try');
  // return hands the promise over and leaves the try: the error is the
  // caller's. Often that is what one wants, but not where a catch stands.
  log(await returning('D').catch((error) => error.message));
  log(await returningAwaited('E').catch((error) => error.message));
  await conclude('no D, a default', 'only return await is caught by the try');
}

async function inTimeOrLate() {
  step('When is a rejection unhandled?');
  // When ticks and microtasks are done and still nobody handles it. A catch
  // that is attached in a tick is in time. One that comes later still gets the
  // error, but unhandledRejection has been emitted: by default the process
  // would be gone. So attach handlers at once, before waiting for others.
  const inTime = Promise.reject(new Error('no F'));
  const late = Promise.reject(new Error('no G'));
  process.nextTick(() => inTime.catch(() => log('caught F')));
  setImmediate(() => late.catch(() => log('caught G')));
  await conclude('caught F, lost: no G, caught G, handled after all',
    'it is unhandled when the queues are empty');
}

main();
