'use strict';
// How do you compute for long without making everybody wait?
//
// By giving the loop a turn now and then. The same work is done here in one go,
// in slices with a promise between them, and in slices with setImmediate. An
// interval of 1 ms stands for everybody else: we count its ticks meanwhile.

const { monitorEventLoopDelay } = require('perf_hooks');
const timers = require('timers/promises');
const { card, step, claim, measured, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'A computation blocks the event loop: how do you notice, and then?',
    say:
      'monitorEventLoopDelay keeps a histogram of how late the loop comes ' +
      'round; its maximum is the longest block. I slice the work and yield ' +
      'with setImmediate, which lets timers and I/O in between. If it is ' +
      'much, I move it to a worker thread.',
    trap:
      '"An await between the slices is enough": only if it waits for the ' +
      'loop. Promises and nextTick run before the loop goes on. And watch ' +
      'the high percentiles: the mean hides a block.',
  });
  const ticking = setInterval(() => (ticks += 1), 1);
  await inOneGo();
  await slicedByPromises();
  await slicedByImmediates();
  clearInterval(ticking);
  done();
}

let ticks = 0;

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

// Fulfils when the histogram has another value: it begins to watch with the
// first, and has seen the end of a block only with the next.
async function anotherOf(histogram) {
  const { count } = histogram;
  while (histogram.count === count) await timers.setTimeout(1);
}

// Does the work and watches the loop. Fulfils with the ticks of the interval
// meanwhile, and the longest delay in milliseconds.
async function watch(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await anotherOf(histogram);
  const before = ticks;
  await work();
  const during = ticks - before;
  await anotherOf(histogram);
  histogram.disable();
  const ms = (nanoseconds) => (nanoseconds / 1e6).toFixed(1);
  measured(`ticks: ${during}; delay: median ` +
    `${ms(histogram.percentile(50))} ms, maximum ${ms(histogram.max)} ms`);
  return { during, maximum: histogram.max / 1e6 };
}

const oneGo = async () => spin(100);

async function inOneGo() {
  step('100 ms of work in one go');
  // The histogram has a timer too, and notes how long it took from one firing
  // to the next: 1 ms, and once a hundred. That is what a request would have
  // waited that came at the begin of the work. The median does not see it.
  const { during, maximum } = await watch(oneGo);
  claim('no tick while we compute', during === 0);
  claim('the histogram saw a delay of at least 100 ms', maximum >= 100);
}

async function withPromises() {
  for (let slice = 0; slice < 50; slice++) {
    spin(2);
    await Promise.resolve();
  }
}

async function slicedByPromises() {
  step('In 50 slices of 2 ms, with an await after each');
  // An await gives way to other microtasks, and to nobody else. For the loop 50
  // slices of one drain of the queue are as one. nextTick would be the same.
  const { during, maximum } = await watch(withPromises);
  claim('still no tick', during === 0);
  claim('and still a delay of at least 100 ms', maximum >= 100);
}

async function withImmediates() {
  for (let slice = 0; slice < 50; slice++) {
    spin(2);
    await timers.setImmediate();
  }
}

async function slicedByImmediates() {
  step('In 50 slices of 2 ms, with setImmediate after each');
  // From one immediate to the next the loop goes once round all its phases. The
  // interval, overdue after each slice, gets its tick; sockets and files would
  // get their turn. The work takes as long as before, or a little longer, but
  // nobody waits for more than a slice: choose its length by that.
  const { during } = await watch(withImmediates);
  claim('the interval ticks from slice to slice', during >= 49);
}

main();
