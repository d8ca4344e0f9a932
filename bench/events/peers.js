'use strict';
// nodelab's EventEmitter beside Node's: Node's part of peers.cpp.

const EventEmitter = require('events');
const { compare, peers, run } = require('../measure.js');

let sum = 0;
module.exports = { sum: () => sum };

const add = (n) => {
  sum += n;
};

// A listener of its own for each place in the list.
function listen(emitter, count) {
  for (let i = 0; i < count; i++) {
    emitter.on('tick', (n) => {
      sum += n;
    });
  }
}

// Each body is a loop of its own: in one loop for all of them the call would
// be a guess for the compiler.
const emit = (listeners) => {
  const emitter = new EventEmitter();
  listen(emitter, listeners);
  return (n) => {
    for (let i = 0; i < n; i++) emitter.emit('tick', 1);
  };
};

const emitThree = (listeners) => {
  const emitter = new EventEmitter();
  for (let i = 0; i < listeners; i++) {
    emitter.on('three', (a, b, c) => {
      sum += a + b + c;
    });
  }
  return (n) => {
    for (let i = 0; i < n; i++) emitter.emit('three', 1, 2, 3);
  };
};

const onAndOff = (others) => {
  const emitter = new EventEmitter();
  listen(emitter, others);
  return (n) => {
    for (let i = 0; i < n; i++) {
      emitter.on('tick', add);
      emitter.off('tick', add);
    }
  };
};

function onceAndEmit(n) {
  const emitter = new EventEmitter();
  for (let i = 0; i < n; i++) {
    emitter.once('tick', add);
    emitter.emit('tick', 1);
  }
}

function makeOnAndEmit(n) {
  for (let i = 0; i < n; i++) {
    const emitter = new EventEmitter();
    emitter.on('tick', add);
    emitter.emit('tick', 1);
  }
}

peers('CPU time');
for (const [row, body] of [
  ['emit, 0 listeners', emit(0)],
  ['emit, 1 listener', emit(1)],
  ['emit, 2 listeners', emit(2)],
  ['emit, 10 listeners', emit(10)],
  ['emit of 3 arguments, 1', emitThree(1)],
  ['emit of 3 arguments, 10', emitThree(10)],
  ['on and off', onAndOff(0)],
  ['the same beside 9 others', onAndOff(9)],
  ['once and emit', onceAndEmit],
  ['new, on and emit', makeOnAndEmit],
]) {
  compare('CPU time', row, { Node: body });
}

run(0.02);
