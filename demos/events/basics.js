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
      'the event loop: what is asynchronous is who calls emit. So what a ' +
      'listener throws comes out of emit, too.',
    trap:
      'off needs the very function that on was given: an inline one stays. ' +
      'And an event that nobody listens to is dropped in silence, and not ' +
      "kept for who listens later. Only 'error' is thrown then. Next: " +
      'events/reentrancy.',
  });
  emitIsACall();
  throwing();
  onceOnly();
  offTakesOne();
  inATick();
}

// What happened, in order.
const notes = [];
const note = (text) => notes.push(text);
// Shows it, and claims the rule.
function conclude(expected, rule) {
  const seen = notes.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
}

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
  conclude('before, prepended Ada, first Ada, second Ada, after',
    'listeners run inside emit, in order, the prepended one first');
  claim('emit returns true: somebody listened', heard);
  claim('and false when nobody does', !door.emit('close'));
}

function throwing() {
  step('What a listener throws');
  // It goes where the exception of a called function goes: to the caller, out
  // of emit. The listeners behind it are not called; nobody catches between.
  const door = new EventEmitter();
  door.on('open', () => note('first'));
  door.on('open', () => { throw new Error('jammed'); });
  door.on('open', () => note('third'));
  try {
    door.emit('open');
  } catch (error) {
    note(`caught ${error.message}`);
  }
  conclude('first, caught jammed',
    'who emits catches it, and the rest are not called');
}

function onceOnly() {
  step('once');
  // The listener is taken off before it is called, not after. So it is gone
  // even if it throws, and who asks meanwhile does not find it any more.
  const door = new EventEmitter();
  door.once('open', () => note(`ran, ${door.listenerCount('open')} left`));
  const first = door.emit('open');
  const second = door.emit('open');
  conclude('ran, 0 left', 'a once listener is gone when it runs');
  claim('so the second emit finds nobody', first && !second);
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
  conclude('hello, hello', 'added twice, called twice');
  door.off('open', greet);
  door.emit('open');
  conclude('hello', 'off removes one of them');
}

function inATick() {
  step('To be heard by who listens next: emit in a tick');
  // Who is given an emitter can listen only then. So what emits before it
  // returns, say in its constructor, is heard by nobody. A tick later the
  // caller has had its turn; Node's own classes do so.
  const door = new EventEmitter();
  const atOnce = door.emit('open');
  process.nextTick(() => {
    door.emit('open');
    conclude('goes on, hears', 'in a tick the listener hears it');
    claim('at once nobody did', !atOnce);
    done();
  });
  door.on('open', () => note('hears'));
  note('goes on');
}

main();
