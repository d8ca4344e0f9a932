'use strict';
// What runs between two callbacks of the loop?
//
// Two queues: ticks (process.nextTick) and microtasks (promise callbacks and
// queueMicrotask). Neither belongs to a phase. Node empties one, then the
// other, and again, until both are empty; only then may the loop go on.

const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'Does nextTick run before a promise callback?',
    say:
      'If one callback of the loop queues both, yes: all ticks run, then all ' +
      'microtasks, and again until both queues are empty. Each queue is ' +
      'emptied before Node looks at the other. So inside a microtask it is ' +
      'the other way round: the tick waits until no microtask is left.',
    trap:
      'After an await you are inside a microtask, and so is the whole body ' +
      'of an ES module: there promises come before ticks. "Microtasks run ' +
      'at the end of a phase" was true before Node 11.',
  });
  alternation(); // each step begins the next one
}

const order = []; // what ran, in the order in which it ran
const log = (name) => order.push(name);

// Ends a step: shows the order, claims that it follows the rule.
function conclude(expected, rule) {
  const seen = order.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
}

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function alternation() {
  step('Both queues, filled while they are being emptied');
  // Round one: every tick, also t2, which a tick queues; then every microtask,
  // also m3, which a microtask queues. Only now Node looks at the ticks again,
  // and finds t3, which was queued by m1: m2 and m3 went before it.
  queueMicrotask(() => {
    log('m1');
    process.nextTick(() => log('t3'));
    queueMicrotask(() => log('m3'));
  });
  process.nextTick(() => {
    log('t1');
    process.nextTick(() => log('t2'));
    queueMicrotask(() => log('m2'));
  });
  setImmediate(() => {
    conclude('t1, t2, m1, m2, m3, t3',
      'one queue is emptied before the other is looked at');
    betweenCallbacks();
  });
}

function callback(name) {
  log(name);
  queueMicrotask(() => log('microtask'));
  process.nextTick(() => log('tick'));
}

function betweenCallbacks() {
  step('Two timers of one timers phase, two immediates of one check phase');
  // Both queues are emptied after every single callback, not once a phase.
  // (Before Node 11 it was once a phase, and old articles still say so.)
  setTimeout(callback, 1, 'timer 1');
  setTimeout(callback, 1, 'timer 2');
  setTimeout(() => {
    conclude('timer 1, tick, microtask, timer 2, tick, microtask',
      'ticks and microtasks run between two timers');
    setImmediate(callback, 'immediate 1');
    setImmediate(callback, 'immediate 2');
    setImmediate(() => {
      conclude('immediate 1, tick, microtask, immediate 2, tick, microtask',
        'and between two immediates');
      afterAwait();
    });
  }, 1);
  spin(2); // so that all three are due when the loop comes to its timers
}

// Asks for both, the tick first.
function queueBoth(where) {
  log(where);
  process.nextTick(() => log('tick'));
  Promise.resolve().then(() => log('promise'));
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

async function afterAwait() {
  step('The same two lines before and after an await');
  // The call is part of our callback, and what follows an await is a microtask.
  // There the microtask queue is being emptied already: the promise callback
  // joins it, and the tick waits for its end, although it was asked for first.
  queueBoth('before await');
  await nextTurn();
  conclude('before await, tick, promise',
    'queued in a plain callback, the tick is first');
  queueBoth('after await');
  await nextTurn();
  conclude('after await, promise, tick',
    'queued in a microtask, the promise is first');
  modules();
}

async function modules() {
  step('The body of an ES module');
  // A script, like the body of a CommonJS module, is a plain callback; step 1
  // ran in one. The body of an ES module may await at its top level, so Node
  // runs it as an async function is resumed: in a microtask. (In C++, which has
  // no such modules, a microtask is the body; here it is a real one.)
  globalThis.queueBoth = queueBoth;
  await import('data:text/javascript,queueBoth("module body")');
  await nextTurn();
  conclude('module body, promise, tick',
    'the same lines, the other way round than in CommonJS');
  done();
}

main();
