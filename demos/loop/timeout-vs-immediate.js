'use strict';
// setTimeout 0 or setImmediate: who is first?
//
// It depends on where the two are queued. From the main script it is a race,
// and a race is what we run: many times, with the counts. From I/O it is not.

const fs = require('fs');
const { card, step, claim, measured, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'setTimeout 0 against setImmediate: which one runs first?',
    say:
      'From an I/O callback the immediate, always: check comes right after ' +
      'poll, timers come later. From the main script nobody can say: a delay ' +
      'of 0 is 1 ms, and the timeout is first only if that millisecond has ' +
      'passed when the loop gets to its timers.',
    trap:
      'There is no rule for the main script: do not learn one, and write no ' +
      'code that needs one. And setImmediate is not "immediately", it is ' +
      '"when I/O had its turn". What runs at once is nextTick.',
  });
  await fromMain();
  await whenDue();
  await fromIo();
  done();
}

// Queues both; fulfils with the name of the first when both have run.
function race() {
  return new Promise((resolve) => {
    let first;
    const arrived = (name) => {
      if (first) resolve(first);
      first = name;
    };
    setTimeout(arrived, 0, 'timeout');
    setImmediate(arrived, 'immediate');
  });
}

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const RACES = 100;

// One race after the other, each begun in a callback of one kind and followed
// by `work(i)` in that callback. Fulfils with how often the timeout was first.
async function timeoutsFirst(inCallback, work) {
  let count = 0;
  for (let i = 0; i < RACES; i++) {
    const first = await new Promise((resolve) => inCallback(() => {
      resolve(race());
      work(i);
    }));
    if (first === 'timeout') count += 1;
  }
  return count;
}

async function fromMain() {
  step('From the main script: a race');
  // After the main script the loop looks at its timers first, then comes check.
  // If a millisecond has passed since setTimeout (Node was busy starting, the
  // machine was), the timeout is due. If not, the loop goes on to check. A
  // program starts only once, so the many races begin in an immediate, which
  // stands just where the main script does, and after 0 to 0.9 ms of work.
  measured(`in the main script itself the ${await race()} came first`);
  const count = await timeoutsFirst(setImmediate, (i) => spin((i % 10) / 10));
  measured(`the timeout came first in ${count} of ${RACES} races`);
}

async function whenDue() {
  step('The same, but 2 ms pass before the loop goes on');
  // What decides is only whether the timer is due when the loop looks at it. If
  // we wait until it is, there is no race left.
  const count = await timeoutsFirst(setImmediate, () => spin(2));
  claim(`the timeout is first in ${count} of ${RACES}: it was due`,
    count === RACES);
}

async function fromIo() {
  step('From an I/O callback: no race');
  // I/O callbacks run in the poll phase, and from there the way to the timers
  // leads through check. The 2 ms make the timer long due, and do not help it.
  // The same holds in a timer's callback, for a new timer: check comes between.
  const inIo = (callback) => fs.stat('.', callback);
  const count = await timeoutsFirst(inIo, () => spin(2));
  claim(`the immediate is first in ${RACES - count} of ${RACES}`, count === 0);
}

main();
