'use strict';
// What happens inside emit?
//
// An EventEmitter is a list of functions for each name, and emit is a loop over
// one of these lists. It is plain JavaScript: no queue, no event loop, no
// thread. Nearly every question about it answers itself from that.

const EventEmitter = require('events');
const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'What does emit do: does it call the listeners later?',
    say:
      'No: emit calls every listener at once, in the order in which they ' +
      'were added, and returns true if there was one. It knows nothing of ' +
      "the event loop. Only 'error' is special: without a listener for it, " +
      'emit throws.',
    trap:
      "An async listener's rejection is not an 'error' event: unhandled, it " +
      'ends the process (captureRejections: true changes that). And off ' +
      'needs the very function that on was given: an inline one stays.',
  });
  emitIsACall();
  onceOnly();
  offTakesOne();
  changesDuringEmit();
  errorIsSpecial();
  done();
}

// What happened, in order.
const notes = [];
const note = (text) => notes.push(text);
const noted = () => notes.splice(0).join(', ');

function emitIsACall() {
  step('emit calls the listeners, and then returns');
  // Nothing is put off: when emit returns, all listeners have run. What feels
  // asynchronous about events is the caller: a socket emits 'data' when the
  // loop calls it. prependListener adds in front of those that are there.
  const door = new EventEmitter();
  door.on('open', (who) => note(`first ${who}`));
  door.on('open', (who) => note(`second ${who}`));
  door.prependListener('open', (who) => note(`prepended ${who}`));
  note('before');
  const heard = door.emit('open', 'Ada');
  note('after');
  const seen = noted();
  show(seen);
  claim('listeners run inside emit, in order, the prepended one first',
    seen === 'before, prepended Ada, first Ada, second Ada, after');
  claim('emit returns true: somebody listened', heard);
  claim('and false when nobody does', !door.emit('close'));
}

function onceOnly() {
  step('once');
  // The listener is taken off before it is called, not after. So it runs once
  // even if it emits the same event itself, and it is gone even if it throws.
  const door = new EventEmitter();
  door.once('open', () => {
    note('ran');
    door.emit('open');
  });
  door.emit('open');
  door.emit('open');
  const seen = noted();
  show(`emitted three times: ${seen}`);
  claim('a once listener runs once, though it emits again', seen === 'ran');
  claim('and is gone', door.listenerCount('open') === 0);
}

function offTakesOne() {
  step('off');
  // The list is no set: a function that is added twice is in it twice, and is
  // called twice. off looks for that very function, and takes off one, the one
  // added last. A function that looks the same is another one.
  const door = new EventEmitter();
  const greet = () => note('hello');
  door.on('open', greet);
  door.on('open', greet);
  door.emit('open');
  const twice = noted();
  door.off('open', greet);
  door.emit('open');
  const once = noted();
  show(`added twice: ${twice}; after one off: ${once}`);
  claim('added twice, called twice', twice === 'hello, hello');
  claim('off removes one of them', once === 'hello');
}

function changesDuringEmit() {
  step('Adding and removing during an emit');
  // emit goes through the list as it was when it began, so that a listener can
  // take itself off without making the loop skip its neighbour. What a listener
  // changes is seen by the next emit.
  const door = new EventEmitter();
  const last = () => note('last');
  door.once('open', () => {
    note('remove last, add new');
    door.off('open', last);
    door.on('open', () => note('new'));
  });
  door.on('open', last);
  door.emit('open');
  const during = noted();
  door.emit('open');
  const next = noted();
  show(`this emit: ${during}`);
  show(`next emit: ${next}`);
  claim('one removed during an emit still runs in it',
    during === 'remove last, add new, last');
  claim('one added during an emit waits for the next', next === 'new');
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

function errorIsSpecial() {
  step("'error' without a listener is thrown");
  // An event that nobody listens to is dropped in silence; for an error that
  // would be fatal. So it is thrown out of emit, into whoever emits, and if
  // nobody catches it there the process ends. A value that is no Error is
  // wrapped in one.
  const door = new EventEmitter();
  const jammed = new Error('jammed');
  const thrown = thrownBy(door, jammed);
  const wrapped = thrownBy(door, 'jammed');
  show(`an Error:  ${thrown.message}`);
  show(`a string:  ${wrapped.code}: ${wrapped.message}`);
  claim('emit threw the very error', thrown === jammed);
  claim('a string came as ERR_UNHANDLED_ERROR',
    wrapped.code === 'ERR_UNHANDLED_ERROR');
  door.on('error', (error) => note(`heard ${error.message}`));
  claim('with a listener nothing is thrown',
    thrownBy(door, jammed) === null && noted() === 'heard jammed');
}

main();
