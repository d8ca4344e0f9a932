'use strict';
// How do you await an event?
//
// An event is a call, a promise is a value that one waits for. events.once
// makes a promise of the next event, events.on an iteration over all of them.
// Who awaits goes on a turn later, and an event does not wait for that.

const EventEmitter = require('events');
const { once, on } = EventEmitter;
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'How do you use an EventEmitter with async/await?',
    say:
      'await events.once(emitter, name) for one event: it gives the ' +
      "arguments as an array, and rejects if 'error' comes first. for await " +
      'over events.on(emitter, name) for all, from that call on. Both take a ' +
      'signal, and let go of their listeners when they end.',
    trap:
      '"await once in a loop gets every event": it misses those that come ' +
      'before it listens again. on keeps them all, without a limit: a slow ' +
      'reader grows the memory, and the emitter does not slow down. Streams ' +
      'do: stream/backpressure.',
  });
  await oneEvent();
  await missed();
  await all();
  await aborted();
  done();
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

async function oneEvent() {
  step('events.once: the next event as a promise');
  // It listens for the event and for 'error'. Whichever comes first takes the
  // other one off, so an error is one that is handled: by the await.
  const door = new EventEmitter();
  process.nextTick(() => door.emit('open', 'Ada', 2));
  const [who, times] = await once(door, 'open');
  note(`${who} ${times}`);
  process.nextTick(() => door.emit('error', new Error('jammed')));
  try {
    await once(door, 'open');
  } catch (error) {
    note(`caught ${error.message}`);
  }
  conclude('Ada 2, caught jammed',
    'it gives the arguments, and rejects when an error comes first');
  claim('nobody listens any more', door.eventNames().length === 0);
}

// Emits 1 and 2 in one go, as of two lines that came in one packet, and 3 in
// the next turn of the loop.
function count(source) {
  process.nextTick(() => {
    source.emit('number', 1);
    source.emit('number', 2);
  });
  setImmediate(() => {
    source.emit('number', 3);
    source.emit('end');
  });
}

async function missed() {
  step('once, twice: 1 and 2 come together, 3 later');
  // The first promise is fulfilled by 1. The code behind the await runs in a
  // microtask, when emit has long gone on to 2, and nobody listened for it.
  const source = new EventEmitter();
  count(source);
  for (let i = 0; i < 2; i++) note((await once(source, 'number'))[0]);
  conclude('1, 3', 'what comes before once is called again is missed');
}

async function all() {
  step('events.on: all of them');
  // It listens from the call on, and keeps what comes while nobody waits. It
  // would do so for ever: an event named in close ends the loop, and so do
  // break and an error.
  const source = new EventEmitter();
  count(source);
  const numbers = on(source, 'number', { close: ['end'] });
  for await (const [number] of numbers) note(number);
  conclude('1, 2, 3', 'none is missed');
}

async function aborted() {
  step('An abort, after 1 and 2 and before 3');
  // What was kept still comes, then the loop throws. The listeners are gone
  // with the abort, not only when the reader gets there.
  const source = new EventEmitter();
  const controller = new AbortController();
  const numbers = on(source, 'number', { signal: controller.signal });
  source.emit('number', 1);
  source.emit('number', 2);
  controller.abort();
  claim('nobody hears 3', !source.emit('number', 3));
  try {
    for await (const [number] of numbers) note(number);
  } catch (error) {
    note(error.name);
  }
  conclude('1, 2, AbortError', 'the loop gets what was kept, then throws');
}

main();
