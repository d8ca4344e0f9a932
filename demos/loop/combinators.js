'use strict';
// What does one failure mean for the rest?
//
// Promise.all, allSettled, race and any wait for several promises, and differ
// in when they have seen enough. They start nothing and stop nothing: what they
// are given is under way. Here a piece of work takes some turns of the loop, is
// noted when it is done, and may fail then.

const { setImmediate: nextTurn } = require('timers/promises');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'all, allSettled, race or any: which, and what does a failure do?',
    say:
      'all wants every result and rejects on the first failure, allSettled ' +
      'waits for everybody and never rejects, race takes the first that is ' +
      'settled either way, any the first success. The results of all come in ' +
      'the order of the arguments.',
    trap:
      '"all runs them in parallel": the calls started them. "It cancels the ' +
      'others": they go on, also the losers of a race, unless they listen to ' +
      'an AbortSignal. Next: loop/abort.',
  });
  await inOrder();
  await failFast();
  await settled();
  await firstOfThem();
  await nobody();
  done();
}

const happened = []; // in the order in which it happened
const log = (text) => happened.push(text);

// Shows what happened, and claims the rule, when all work is done.
async function conclude(expected, rule) {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  const seen = happened.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
}

async function work(name, turns) {
  for (let turn = 0; turn < turns; turn++) await nextTurn();
  log(name);
  return name;
}
async function fail(name, turns) {
  await work(name, turns);
  throw new Error(`${name} failed`);
}

async function inOrder() {
  step('all: slow takes 3 turns of the loop, fast takes 1');
  // Both are under way when all is called. It keeps each result at the place of
  // its promise, whoever comes first, and fulfils with the last of them.
  const all = Promise.all([work('slow', 3), work('fast', 1)]);
  const [first, second] = await all;
  log(`all: ${first} ${second}`);
  await conclude('fast, slow, all: slow fast',
    'results in the order of the arguments, not of the ends');
}

async function failFast() {
  step('all: one fails after 2 turns');
  // That is enough: there will be no complete result. slow does not know of it
  // and goes on to its end; its result is dropped, and so would be its error.
  // That is a waste at best. At worst it writes where we have cleaned up.
  try {
    await Promise.all([work('slow', 3), fail('bad', 2), work('fast', 1)]);
  } catch (error) {
    log(`all: ${error.message}`);
  }
  await conclude('fast, bad, all: bad failed, slow',
    'all rejects at once, and cancels nothing');
}

async function settled() {
  step('allSettled: the same three');
  // It tells about each how it ended, and its promise is never rejected: look
  // at the statuses, or failures pass in silence.
  const results = await Promise.allSettled(
    [work('slow', 3), fail('bad', 2), work('fast', 1)]);
  log(`settled: ${results.map((result) => result.status).join(' ')}`);
  await conclude('fast, bad, slow, settled: fulfilled rejected fulfilled',
    'allSettled waits for everybody');
}

async function firstOfThem() {
  step('race against any: slow succeeds, bad fails first');
  // race settles as the first one does, be it a failure: it is for a deadline
  // against the work. any is for several ways to one answer, and passes over
  // failures as long as somebody may still succeed.
  const both = [work('slow', 2), fail('bad', 1)];
  Promise.race(both).catch((error) => log(`race: ${error.message}`));
  Promise.any(both).then((result) => log(`any: ${result}`));
  await conclude('bad, race: bad failed, slow, any: slow',
    'race takes the first end, any the first success');
}

async function nobody() {
  step('any: all fail');
  // There is no first success, so it has to wait for the last failure. Its
  // error holds them all, in the order of the arguments. (And with no arguments
  // at all? any rejects, all fulfils, race waits for ever.)
  try {
    await Promise.any([fail('late', 2), fail('early', 1)]);
  } catch (error) {
    log(error.name);
    for (const each of error.errors) log(each.message);
  }
  await conclude('early, late, AggregateError, late failed, early failed',
    'it ends with the last failure, and holds them all');
}

main();
