'use strict';
// How do you cancel something that is under way?
//
// A promise cannot be cancelled: it is only the result. So one passes a signal
// along, and who does the work listens to it. The controller is the side that
// may abort, the signal the side that hears of it.

const timers = require('timers/promises');
const { card, step, show, claim, measured, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'How do you cancel an asynchronous operation, or limit its time?',
    say:
      'With an AbortController: I pass its signal to whatever takes one and ' +
      'call abort(). The operation lets go of what it holds and rejects with ' +
      'an AbortError. AbortSignal.timeout aborts by itself, any combines ' +
      'signals: a user who leaves, or a deadline.',
    trap:
      '"abort() stops it": it tells it. Work that does not listen goes on, ' +
      'like a query in a database, or a job on the thread pool. And losing ' +
      'a Promise.race against a timer stops nothing at all.',
  });
  await waiting();
  await deadline();
  await eitherOf();
  await ownWork();
  done();
}

// The error with which the promise is rejected, or nothing.
const failureOf = (promise) => promise.then(() => null, (error) => error);

async function waiting() {
  step('A timer of one hour, aborted');
  // The timer is cleared, else it would keep the process alive for an hour. The
  // await throws, so that the code behind it does not run: what is cancelled
  // has not succeeded. The reason tells why; by default it is a DOMException.
  const controller = new AbortController();
  const { signal } = controller;
  const wait = timers.setTimeout(3600000, undefined, { signal });
  setImmediate(() => controller.abort());
  const error = await failureOf(wait);
  show(`${error.name}, code ${error.code}: ${error.message}`);
  show(`its cause: ${error.cause.name}: ${error.cause.message}`);
  claim('it rejects with an AbortError, whose cause is the reason',
    error.code === 'ABORT_ERR' && error.cause === signal.reason);
  const refused = timers.setTimeout(3600000, undefined, { signal });
  const late = await failureOf(refused);
  claim('a signal that is aborted already refuses at once',
    signal.aborted && late.code === 'ABORT_ERR');
}

async function deadline() {
  step('A deadline: AbortSignal.timeout(20)');
  // Nobody has to clear this one when the work is done: it does not keep the
  // process alive. The reason tells a deadline from somebody's abort().
  const start = performance.now();
  const signal = AbortSignal.timeout(20);
  const wait = timers.setTimeout(3600000, undefined, { signal });
  const error = await failureOf(wait);
  measured(`after ${Math.round(performance.now() - start)} ms`);
  show(`the cause: ${error.cause.name}: ${error.cause.message}`);
  claim('the reason is a TimeoutError', error.cause.name === 'TimeoutError');
}

async function eitherOf() {
  step('A deadline, or the user leaves: AbortSignal.any');
  // An operation takes one signal. any makes one that is aborted with the first
  // of several, for the same reason. Listeners are called by abort() itself,
  // before it returns: an event like any other, of an EventTarget.
  const user = new AbortController();
  const signal = AbortSignal.any([user.signal, AbortSignal.timeout(60000)]);
  const heard = [];
  signal.addEventListener('abort', () => heard.push(signal.reason.message));
  user.abort(new Error('the user left'));
  user.abort(new Error('again'));
  show(heard.join(', '));
  claim('the first reason counts, and abort comes once',
    heard.join() === 'the user left');
}

// Work in 100 slices, with a turn of the loop after each. Counts them.
async function work(progress, signal) {
  while (progress.slices < 100) {
    signal?.throwIfAborted();
    progress.slices += 1;
    await timers.setImmediate();
  }
}

async function ownWork() {
  step('Work of our own: it has to look');
  // Nothing interrupts running code. A long function asks its signal where it
  // can stop without leaving a mess, and throws the reason on. The same work
  // without a signal cannot be reached by anybody, and goes on to its end.
  const controller = new AbortController();
  const looking = { slices: 0 };
  const deaf = { slices: 0 };
  const first = failureOf(work(looking, controller.signal));
  const second = failureOf(work(deaf));
  while (looking.slices < 10) await timers.setImmediate();
  controller.abort();
  const error = await first;
  show(`with a signal     ${looking.slices} slices, then ${error.name}`);
  const nothing = await second;
  show(`without a signal  ${deaf.slices} slices, then ${nothing ?? 'done'}`);
  claim('what looks at its signal stops, what does not goes on',
    looking.slices === 10 && deaf.slices === 100);
}

main();
