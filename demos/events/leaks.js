'use strict';
// Who takes a listener off again?
//
// You. An emitter keeps its listeners, and they keep what they capture, until
// they are taken off or the emitter itself is gone. That leaks where it lives
// longer than those who listen: one database, many requests.

const EventEmitter = require('events');
const { setImmediate } = require('timers/promises');
const lesson = require('../lesson.js');
const { card, step, show, level, claim, measured, done } = lesson;

async function main() {
  card({
    asked: 'What is "Possible EventEmitter memory leak detected"?',
    say:
      'A warning that more than 10 listeners wait for one event of one ' +
      'emitter: often some code adds one for each request and never takes it ' +
      'off. The fix is off, once or a signal. setMaxListeners is one only ' +
      'where so many listeners are meant to be there.',
    trap:
      '"Emitters clean up after themselves": nothing does but you. "The ' +
      'warning stops it": it comes once, and they go on piling up. And who ' +
      'loses a Promise.race still listens. Next: events/async.',
  });
  await aListenerForEachRequest();
  await silenced();
  takenOff();
  await theLoserOfARace();
  done();
}

const warnings = [];
const resident = () => process.memoryUsage.rss() / 1024 / 1024;

const countIn = (db) => db.listenerCount('change');

// A request that waits for a change, and with it all that it knows.
function request(db) {
  const body = Buffer.alloc(1024 * 1024, 'x');
  db.on('change', () => body.length);
}

async function aListenerForEachRequest() {
  step('20 requests listen to one database');
  // The 11th listener of the event raises a warning, in a tick: an event of
  // process, which Node prints to stderr. (That listener is taken off here.)
  // It tells how many there are; who adds them tells node --trace-warnings.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => warnings.push(warning));
  const db = new EventEmitter();
  const before = resident();
  for (let i = 1; i <= 20; i++) {
    request(db);
    if (i % 5 === 0) level(`${i} requests`, countIn(db), 10);
  }
  const grown = Math.round(resident() - before);
  measured(`the requests are over, and their ${grown} MiB still in use`);
  await setImmediate();
  show(warnings[0].name);
  for (const part of warnings[0].message.split('. ')) show(`  ${part}`);
  claim('it is a warning: all 20 listen', countIn(db) === 20);
  claim('and comes once', warnings.length === 1);
}

async function silenced() {
  step('setMaxListeners(0)');
  // 0 is no limit. It takes away the lamp, not the fire. Right where a known
  // number of parts listens: then set that number, and the lamp still works.
  const db = new EventEmitter();
  db.setMaxListeners(0);
  for (let i = 0; i < 20; i++) request(db);
  await setImmediate();
  claim('no further warning', warnings.length === 1);
  claim('and as many listeners', countIn(db) === 20);
}

function takenOff() {
  step('off, and once');
  // Who adds a listener knows when it is no longer wanted: the request is over,
  // the connection closed. once takes itself off, if the event comes: until
  // then it is in the list like any other.
  const db = new EventEmitter();
  const listener = () => {};
  for (let i = 0; i < 20; i++) {
    db.on('change', listener);
    db.off('change', listener);
  }
  claim('off when the request is over: none is left',
    countIn(db) === 0);
  for (let i = 0; i < 5; i++) db.once('change', listener);
  claim('five wait with once', countIn(db) === 5);
  db.emit('change');
  claim('and none after the event', countIn(db) === 0);
}

async function theLoserOfARace() {
  step('A wait that is given up');
  // events.once gives a promise, which nobody can cancel: if it loses a race
  // against a deadline, its listeners stay, one for the event and one for
  // 'error'. A signal takes both off.
  const db = new EventEmitter();
  const listeners = () =>
    countIn(db) + db.listenerCount('error');
  const controller = new AbortController();
  const { signal } = controller;
  const change = EventEmitter.once(db, 'change', { signal });
  change.catch(() => {});
  await Promise.race([change, setImmediate()]);
  claim('the race is over, and two still listen', listeners() === 2);
  controller.abort();
  claim('abort takes them off', listeners() === 0);
}

main();
