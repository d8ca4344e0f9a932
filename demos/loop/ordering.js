'use strict';
// Which callback comes next?
//
// The puzzle of every interview: five callbacks are queued, in an order that is
// not the one in which they run. Two questions solve it. Is something in the
// two queues (ticks, then promises)? If not, which phase of the loop are we in?

const fs = require('fs');
const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'In which order do nextTick, promises, timers and immediates run?',
    say:
      'When a callback returns, Node first runs every nextTick, then every ' +
      'promise callback, until both queues are empty. Only then does the ' +
      'loop go on, round its phases: timers, poll for I/O, check for ' +
      'setImmediate, close callbacks. So after I/O an immediate always comes ' +
      'before a timer.',
    trap:
      'nextTick is not a microtask: it has a queue of its own, which goes ' +
      'first. And setTimeout 0 means 1 ms: from the main script it races ' +
      'with an immediate. Next: loop/timeout-vs-immediate, ' +
      'loop/ticks-and-microtasks.',
  });
  next();
}

const steps = [fromMain, notAsynchronous, fromIo, done];
const next = () => steps.shift()();

const order = []; // what ran, in the order in which it ran
const log = (name) => order.push(name);

// Ends a step: shows the order, claims that it follows the rule, goes on.
function conclude(expected, rule) {
  const seen = order.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
  next();
}

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

// The puzzle. The spin makes the timer due before the loop goes on, so that
// its place depends on the phases alone and not on how fast this machine is.
function queueFour() {
  setImmediate(() => log('immediate'));
  setTimeout(() => log('timeout'), 0);
  Promise.resolve().then(() => log('promise'));
  process.nextTick(() => log('tick'));
  spin(2);
}

function fromMain() {
  step('The main script');
  // The script is a callback like any other. When it returns, Node empties the
  // tick queue, then the microtask queue (promises), and looks at both again
  // until they are empty. Only then does it enter the loop: due timers first,
  // then poll, then check, where immediates run.
  queueFour();
  log('main');
  setImmediate(() => {
    conclude('main, tick, promise, timeout, immediate',
      'ticks, then promises, and only then the loop');
  });
}

async function asyncFunction() {
  log('async body');
  await null;
  log('after await');
}

function notAsynchronous() {
  step('What only looks asynchronous');
  // The function given to `new Promise` runs at once, before the constructor
  // returns. So does an async function, up to its first await: what follows the
  // await is a promise callback and waits for its turn, behind every tick.
  process.nextTick(() => log('tick'));
  asyncFunction();
  new Promise((resolve) => {
    log('executor');
    resolve();
  }).then(() => log('then'));
  log('end of the callback');
  setImmediate(() => {
    conclude(
      'async body, executor, end of the callback, tick, after await, then',
      'before the first await nothing is asynchronous');
  });
}

function fromIo() {
  step('The same puzzle in an I/O callback');
  // Nothing changes for the two queues. But I/O callbacks run in the poll
  // phase, and from there the loop comes to check before it comes to timers. So
  // the immediate is first, even before a timer that is long due, as this is.
  fs.stat('.', () => {
    queueFour();
    log('I/O');
    setTimeout(() => {
      conclude('I/O, tick, promise, immediate, timeout',
        'the same queues; but from poll, check comes before timers');
    }, 1);
  });
}

main();
