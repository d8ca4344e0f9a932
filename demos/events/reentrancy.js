'use strict';
// What if a listener changes the list, or emits itself?
//
// emit is a loop, and the loop calls code that may do anything: add a listener,
// remove one, emit again. So emit goes through the list as it was when the
// round began. What is changed meanwhile is for the next round.

const EventEmitter = require('events');
const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'What if a listener adds or removes listeners during emit?',
    say:
      'This emit does not notice: it goes through the list as it was when it ' +
      'began, so a removed listener still runs, and an added one waits for ' +
      'the next emit. A nested emit is a nested call: it is over before the ' +
      'outer one goes on. A once listener is gone before it runs.',
    trap:
      '"After off it is not called any more": in this round it is, so it has ' +
      'to look whether it still wants to. EventTarget, so AbortSignal too, ' +
      'does the contrary: it walks the live list. Next: events/chat.',
  });
  changes();
  liveList();
  onceThatEmits();
  nested();
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

function changes() {
  step('Adding and removing during an emit');
  // The first listener takes itself off, and the loop does not skip its
  // neighbour. Node's emit copies the list for that, each time.
  const door = new EventEmitter();
  const last = () => note('last');
  door.once('open', () => {
    note('remove last, add new');
    door.off('open', last);
    door.on('open', () => note('new'));
  });
  door.on('open', last);
  door.emit('open');
  conclude('remove last, add new, last',
    'a removed listener still runs, an added one does not');
  door.emit('open');
  conclude('new', 'the next emit sees what has changed');
}

function liveList() {
  step('The same with an EventTarget');
  // The web's class, which Node has too, finds the next listener when its turn
  // comes. What is removed before its turn is not called, what is added is.
  const door = new EventTarget();
  const last = () => note('last');
  const first = () => {
    note('remove last, add new');
    door.removeEventListener('open', last);
    door.addEventListener('open', () => note('new'));
  };
  door.addEventListener('open', first, { once: true });
  door.addEventListener('open', () => note('second'));
  door.addEventListener('open', last);
  door.dispatchEvent(new Event('open'));
  conclude('remove last, add new, second, new',
    'dispatchEvent calls the added one, not the removed one');
}

function onceThatEmits() {
  step('A listener that emits its own event');
  // With on it would call itself until the stack is full, as any function does
  // that calls itself (a RangeError). once takes it off before the call, so
  // that the nested emit does not find it, only second.
  const door = new EventEmitter();
  door.once('open', () => {
    note('once');
    door.emit('open');
    note('once goes on');
  });
  door.on('open', () => note('second'));
  door.emit('open');
  conclude('once, second, once goes on, second',
    'a once listener runs once, though it emits again');
}

function nested() {
  step('A listener that emits another event');
  // The nested emit goes round all its listeners while the outer one has called
  // only the first of its own. Who stands behind hears of the effect before the
  // cause. Emitted in a tick, the second event waits for the end of the first.
  const door = new EventEmitter();
  const close = () => door.emit('close');
  door.once('open', close);
  door.on('open', () => note('opened'));
  door.on('close', () => note('closed'));
  door.emit('open');
  conclude('closed, opened', 'a nested emit is over before the outer goes on');
  door.once('open', () => process.nextTick(close));
  door.emit('open');
  process.nextTick(() => {
    conclude('opened, closed', 'in a tick it comes when the outer is over');
    done();
  });
}

main();
