'use strict';
// What happens to I/O while a callback queues itself, again and again?
//
// In each step an immediate, a timeout and a file operation wait while such a
// recursion goes on. We count its turns: how many passed before each one came?

const fs = require('fs');
const { card, step, show, claim, measured, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'Why is recursive nextTick dangerous, and setImmediate not?',
    say:
      'The tick queue is emptied before the loop goes on, with all that is ' +
      'added meanwhile. A tick that queues a tick keeps it from ever being ' +
      'empty: no I/O, no timer, no immediate runs. setImmediate queues for ' +
      'the next round, so all other phases get their turn in between.',
    trap:
      'Promises starve the loop just as well: an endless loop of awaits on ' +
      'what is ready blocks like while (true). To give way, use ' +
      'setImmediate. And call it starvation; "priority inversion" is about ' +
      'locks.',
  });
  await ticks();
  await promises();
  await immediates();
  done();
}

// Lets three callbacks wait, and starts a function that queues itself until all
// three have come, or `limit` turns have passed. Fulfils when the three have
// come, with the number of turns that each of them had to wait.
function recursion(queue, limit) {
  return new Promise((resolve) => {
    let turns = 0;
    const waits = [];
    const came = () => {
      waits.push(turns);
      if (waits.length === 3) resolve(waits);
    };
    setImmediate(came);
    setTimeout(came, 1);
    fs.stat('.', came);
    const again = () => {
      turns += 1;
      if (turns < limit && waits.length < 3) queue(again);
    };
    queue(again);
  });
}

const LIMIT = 100000;
const allWaited = (waits) => waits.every((turns) => turns === LIMIT);

async function ticks() {
  step('process.nextTick');
  // Node empties the tick queue before it goes on, but each tick puts the next
  // one in. The loop stands still: its immediate, its timer that is due, its
  // stat that is done can only wait. If we did not stop, they would wait for
  // ever, with the process at 100 % CPU.
  const waits = await recursion((again) => process.nextTick(again), LIMIT);
  show(`turns before they came: ${waits.join(', ')}`);
  claim('all three waited for the last tick', allWaited(waits));
}

async function promises() {
  step('A promise callback');
  // The microtask queue is emptied in the same way, so promises are no cure. It
  // looks harmless as `while (more()) await next();`: when next() is ready each
  // time, because it comes from a cache, say, nothing else gets a turn.
  const waits = await recursion(
    (again) => Promise.resolve().then(again), LIMIT);
  show(`turns before they came: ${waits.join(', ')}`);
  claim('all three waited for the last microtask', allWaited(waits));
}

async function immediates() {
  step('setImmediate');
  // The check phase takes the immediates that are there when it begins. What
  // they queue is for the next round, and that leads through close, timers and
  // poll. So here we may set no limit at all: the recursion would go on for
  // ever, and yet all three come, each as soon as it is ready.
  const waits = await recursion((again) => setImmediate(again), Infinity);
  measured(`turns before they came: ${waits.join(', ')}`);
  claim('all three came while the recursion went on', waits.length === 3);
}

main();
