'use strict';
// Which request does this callback belong to?
//
// One thread serves all requests in turns, so a global variable belongs to
// whoever ran last. AsyncLocalStorage keeps a value per chain of calls: what is
// started within run() finds it again with getStore(), however much later.

const { AsyncLocalStorage } = require('async_hooks');
const { EventEmitter } = require('events');
const fs = require('fs');
const { setImmediate: nextTurn } = require('timers/promises');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'How do you get a request id into every log line?',
    say:
      'With AsyncLocalStorage: run(id, handler) at the entrance, getStore() ' +
      'in the logger. Timers, ticks, promises and I/O remember the store in ' +
      'which they were started, and their callbacks run in it. Outside it is ' +
      'undefined.',
    trap:
      '"A listener remembers the place where it was added": it runs in the ' +
      'store of the emit. Keep it with AsyncLocalStorage.bind. And the value ' +
      'is not copied: all that run in a store share one object.',
  });
  await globalVariable();
  await everyKind();
  await interleaved();
  listeners();
  done();
}

const happened = []; // in the order in which it happened
const log = (text) => happened.push(text);
function conclude(expected, rule) {
  const seen = happened.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
}

let current; // the id of the request that is being handled, or so we think
async function handle(id) {
  current = id;
  await nextTurn();
  log(`${id} thinks it is ${current}`);
}

async function globalVariable() {
  step('Two requests and a global variable');
  // Each await lets the other request go on, and it leaves its id there. Under
  // one request at a time, as in a test, nothing of it is seen.
  const first = handle('A');
  const second = handle('B');
  await first;
  await second;
  conclude('A thinks it is B, B thinks it is B',
    'a global variable belongs to whoever ran last');
}

const requestId = new AsyncLocalStorage();
const logId = (text) => log(`${text} ${requestId.getStore()}`);

function startEverything(end) {
  Promise.resolve().then(() => logId('promise'));
  process.nextTick(() => logId('tick'));
  setImmediate(() => {
    logId('immediate');
    const inTimer = () => {
      logId('timer');
      fs.stat('.', () => {
        logId('I/O');
        end();
      });
    };
    setTimeout(inTimer, 1);
  });
}

async function everyKind() {
  step('One request, and all that it starts');
  // run() enters the store for the time of one synchronous call. What is made
  // meanwhile (a timer, a tick, a reaction of a promise, a request to libuv)
  // keeps the store, and enters it again around its callback. (The await of
  // step 1 has left us in a microtask, so here the promise precedes the tick.)
  const end = new Promise((resolve) => {
    requestId.run('A', startEverything, resolve);
  });
  logId('outside');
  await end;
  conclude('outside undefined, promise A, tick A, immediate A, timer A, I/O A',
    'callbacks run in the store in which they were started');
}

async function answer() {
  logId('begin');
  await nextTurn();
  logId('read');
  await fs.promises.stat('.');
  return requestId.getStore();
}

async function interleaved() {
  step('The two requests again');
  // Neither function has a parameter for the id, nor has the logger. After each
  // await the store is the one from before it, whoever ran in between. And we,
  // who wait for both, are still outside.
  const first = requestId.run('A', answer);
  const second = requestId.run('B', answer);
  show(`answers ${await first} and ${await second}`);
  logId('then');
  conclude('begin A, begin B, read A, read B, then undefined',
    'an async function keeps its store across every await');
}

function listeners() {
  step('A listener is no callback that was started');
  // emit() is a plain call, so the listener runs in the store of the caller.
  // For a pool of connections, say, that is the wrong request: bind the
  // listener to the store in which it is made.
  const emitter = new EventEmitter();
  requestId.run('A', () => {
    emitter.on('data', () => logId('plain'));
    emitter.on('data', AsyncLocalStorage.bind(() => logId('bound')));
  });
  requestId.run('B', () => emitter.emit('data'));
  conclude('plain B, bound A',
    'a listener runs in the store of the emit, unless it is bound');
}

main();
