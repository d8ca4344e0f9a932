'use strict';
// emit, on, off, once: the JavaScript half of emit.cpp.

const EventEmitter = require('events');
const { compare, run } = require('../measure.js');

let sum = 0;
module.exports = { sum: () => sum };

// What all listeners do; each is a function of its own.
const adding = () => (n) => {
  sum += n;
};

function listen(emitter, count) {
  for (let i = 0; i < count; i++) emitter.on('tick', adding());
}

// Each way is a loop of its own: in one loop for all of them the call would be
// a guess for the compiler.
const emit = (listeners) => {
  const emitter = new EventEmitter();
  listen(emitter, listeners);
  return (n) => {
    for (let i = 0; i < n; i++) emitter.emit('tick', 1);
  };
};

function askThenEmit(n) {
  const emitter = new EventEmitter();
  for (let i = 0; i < n; i++) {
    if (emitter.listenerCount('tick') > 0) emitter.emit('tick', 1);
  }
}

// The same without an emitter.
const callAll = (functions) => {
  const list = Array.from({ length: functions }, adding);
  return (n) => {
    for (let i = 0; i < n; i++) {
      for (const add of list) add(1);
    }
  };
};

// An operation beside others that listen to the same event.
const onOff = (others) => {
  const emitter = new EventEmitter();
  listen(emitter, others);
  const listener = adding();
  return (n) => {
    for (let i = 0; i < n; i++) {
      emitter.on('tick', listener);
      emitter.off('tick', listener);
    }
  };
};

function onEmitOff(n) {
  const emitter = new EventEmitter();
  const listener = adding();
  for (let i = 0; i < n; i++) {
    emitter.on('tick', listener);
    emitter.emit('tick', 1);
    emitter.off('tick', listener);
  }
}

function onceEmit(n) {
  const emitter = new EventEmitter();
  const listener = adding();
  for (let i = 0; i < n; i++) {
    emitter.once('tick', listener);
    emitter.emit('tick', 1);
  }
}

compare('1  one emit', '', {
  '1 listener': emit(1),
  '10 listeners': emit(10),
  'no listener': emit(0),
  'none, and asked first': askThenEmit,
});
for (const [row, count] of [['1 function', 1], ['10 functions', 10]]) {
  compare('2  the same functions called by emit, or from a list', row, {
    emit: emit(count),
    'a list': callAll(count),
  });
}
compare('3  to listen, and stop', '', {
  'on, off': onOff(0),
  'on, off beside 9 others': onOff(9),
  'on, emit, off': onEmitOff,
  'once, emit': onceEmit,
});

run(0.02);
