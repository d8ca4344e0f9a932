'use strict';
// Where in its round is the loop?
//
// The loop goes round one circle of phases, and each phase has callbacks of its
// own kind: who knows what was called knows where the loop is. (Idle and
// prepare, before poll, are hooks inside libuv that JavaScript cannot reach.)

const { once } = require('events');
const fs = require('fs');
const net = require('net');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'Name the phases of the event loop. What runs in each?',
    say:
      'Timers: setTimeout and setInterval. Pending: a few results that were ' +
      'there at once, reported later. Poll: wait for I/O, and its callbacks. ' +
      'Check: setImmediate. Close: handles that were closed. Ticks and ' +
      'promises are no phase: they run after every callback.',
    trap:
      '"I/O callbacks run in pending": no, in poll. "Poll burns CPU": it ' +
      "sleeps in the kernel. And not every 'close' is the close phase: most " +
      'streams emit theirs from a tick.',
  });
  await oneRound();
  await fromEachPhase();
  done();
}

// A callback of each kind. The spin makes the timer due.
const inCheck = (callback) => setImmediate(callback);
const inPoll = (callback) => fs.stat('.', callback);
function inTimers(callback) {
  setTimeout(callback, 0);
  spin(2);
}
// A socket that is destroyed at once: only its handle is left to close.
const inClose = (callback) =>
  net.connect(1, '127.0.0.1').on('close', callback).destroy();

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const entered = []; // the phases that called back
function enter(phase, what) {
  entered.push(phase);
  if (what) show(phase.padEnd(9) + what);
}
const takeOrder = () => entered.splice(0).join(', ');

// A connection, whose other end reads until we end it.
async function connection() {
  const server = net.createServer((socket) => socket.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  await once(socket, 'connect');
  server.close();
  return socket;
}

async function oneRound() {
  step('Once round the circle: all queued in one check phase');
  // Pending: to end a connection is one system call that does not wait. libuv
  // has the result at once, but never calls back inside your call: it keeps the
  // result for this phase. Poll: the loop sleeps here until the system reports
  // a socket, or the thread pool a file (a stat here). Both are ready while the
  // timer's callback spins, and still pending comes first.
  const socket = await connection();
  await new Promise((resolve) => inCheck(() => {
    enter('check', 'an immediate, which queues all of these');
    inPoll(() => {
      enter('poll', 'fs.stat has its result');
      inCheck(resolve);
    });
    socket.on('finish', () => enter('pending', 'a socket sent its end'));
    socket.end();
    inTimers(() => {
      enter('timers', 'a timeout that was due');
      spin(5);
    });
    inClose(() => enter('close', "a destroyed socket's 'close'"));
  }));
  enter('check', 'an immediate, queued in poll');
  claim('check, close, timers, pending, poll, and check again',
    takeOrder() === 'check, close, timers, pending, poll, check');
}

// Queues a close, an immediate and a timer in a phase; tells how they came.
async function from(phase, inPhase, order) {
  const seen = await new Promise((resolve) => inPhase(() => {
    const arrived = (where) => {
      enter(where);
      if (entered.length === 3) resolve(takeOrder());
    };
    inClose(() => arrived('close'));
    inCheck(() => arrived('check'));
    inTimers(() => arrived('timers'));
  }));
  show(`from ${phase.padEnd(7)} ${seen}`);
  return seen === order;
}

async function fromEachPhase() {
  step('A close, an immediate and a timer, queued in each phase');
  // They come in the order of the circle, from the phase on where we are. That
  // phase itself is closed to newcomers: what it queues for itself waits a
  // whole round, which makes setImmediate fair. (A round of libuv begins with
  // the timers, and since 1.45, in Node 20, ends with them: the same circle.)
  let holds = await from('poll', inPoll, 'check, close, timers');
  holds &= await from('check', inCheck, 'close, timers, check');
  holds &= await from('close', inClose, 'timers, check, close');
  holds &= await from('timers', inTimers, 'check, close, timers');
  claim('the next phases of one circle; the own one comes last', holds);
}

main();
