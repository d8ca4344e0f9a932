'use strict';
// Where does an error go that an emitter emits?
//
// To the listeners of 'error'. If there are none it is thrown, which may be the
// end of the process. So this program starts itself again for each case, with
// the name of a small program below, which tells its parent what happens.

const EventEmitter = require('events');
const { once, errorMonitor } = EventEmitter;
const { fork } = require('child_process');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'How are errors handled in event emitters?',
    say:
      "I listen for 'error' on every emitter. Emitted without a listener it " +
      'is thrown out of emit, and if nobody catches it there, the process ' +
      'ends with code 1. What an async listener rejects with is not an ' +
      "'error' event, unless the emitter was made with captureRejections.",
    trap:
      '"Without a listener it always crashes": a try around emit catches it, ' +
      'emit is a call. "emit waits for async listeners": it drops the ' +
      'promise. "errorMonitor handles it": it only looks. Next: events/leaks.',
  });
  thrownToTheCaller();
  await withoutAndWithAListener();
  await asyncListeners();
  done();
}

// What emit throws, or null.
function thrownBy(emitter, value) {
  try {
    emitter.emit('error', value);
    return null;
  } catch (error) {
    return error;
  }
}

function thrownToTheCaller() {
  step('Nobody listens: emit throws');
  // An event that nobody listens to is dropped; an error must not be. So it is
  // thrown, at whoever emits. That is seldom the code that forgot to listen. A
  // value that is no Error is wrapped in one.
  const door = new EventEmitter();
  const jammed = new Error('jammed');
  const thrown = thrownBy(door, jammed);
  const wrapped = thrownBy(door, 'jammed');
  show(`an Error:  ${thrown.message}`);
  show(`a string:  ${wrapped.code}: ${wrapped.message}`);
  claim('a try around emit catches the very error, or an Error of the value',
    thrown === jammed && wrapped.code === 'ERR_UNHANDLED_ERROR');
}

// Runs the small program of this name; shows what it told and its exit code.
async function end(name) {
  const child = fork(__filename, [name], { silent: true });
  let told = '';
  child.on('message', (text) => (told += text + ', '));
  const [code] = await once(child, 'close');
  told += `code ${code}`;
  show(`${name.padEnd(9)} ${told}`);
  return told;
}

const log = (text) => process.send(text);
const report = (error) => log(`heard: ${error.message}`);

const door = new EventEmitter();
const capturingDoor = new EventEmitter({ captureRejections: true });

// Emits an error, as a socket does whose peer is gone.
function nobody() {
  door.emit('error', new Error('jammed'));
  log('went on');
}
function monitor() {
  door.on(errorMonitor, report);
  nobody();
}
function listener() {
  door.on('error', report);
  nobody();
}

async function withoutAndWithAListener() {
  step('Nobody catches it either');
  // Here emit is called by nobody who has a try, like most emits, which are
  // called by the loop. A monitor is for logs and metrics: it hears of the
  // error before the listeners do, but is not one of them.
  const lost = await end('nobody');
  const watched = await end('monitor');
  const heard = await end('listener');
  claim('nobody listens: code 1', lost === 'code 1');
  claim('a monitor changes nothing', watched === 'heard: jammed, code 1');
  claim('a listener does', heard === 'heard: jammed, went on, code 0');
}

// Somebody listens for 'error', but this one is thrown in an async listener.
function rejects(emitter) {
  emitter.on('error', report);
  emitter.on('open', async () => { throw new Error('jammed'); });
  emitter.emit('open');
  log('went on');
}
function rejected() {
  rejects(door);
}
function captured() {
  rejects(capturingDoor);
}

async function asyncListeners() {
  step('A listener that is an async function');
  // It gives a promise, and emit ignores what listeners return. The rejection
  // has no handler, which ends the process like any other. With
  // captureRejections the emitter handles it and emits 'error', in a tick.
  const lost = await end('rejected');
  const heard = await end('captured');
  claim('a rejection is no error event', lost === 'went on, code 1');
  claim('captureRejections makes it one',
    heard === 'went on, heard: jammed, code 0');
}

const programs = { nobody, monitor, listener, rejected, captured };

if (!process.argv[2]) main();
else programs[process.argv[2]]();
