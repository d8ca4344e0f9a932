'use strict';
// The form of a benchmark's JavaScript half: compare, count, run.
//
// measure.h explains it and has the same for C++, with the same options.

const v8 = require('v8');
const vm = require('vm');

const option = (name, otherwise) => {
  const start = `--${name}=`;
  const word = process.argv.find((argument) => argument.startsWith(start));
  return word ? Number(word.slice(start.length)) : otherwise;
};
const LAST_FIRST = option('round', 0) % 2 === 1;
const TRIAL = process.argv.includes('--trial');

// Node has gc() with a flag only; this is the flag.
v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc');

const rows = [];
const peerGroups = new Set();

// Adds a row: ways is { firstName: body, … }. A body takes how many operations
// it has to do, and may return a promise. One with a property `batch` always
// does a multiple of that.
function compare(group, row, ways) {
  rows.push({ group, row, ways });
}

// A body that takes the time itself: it returns nanoseconds for all it did.
function ownClock(body) {
  return Object.assign(body, { ownClock: true });
}

// Adds rows that are counted: each body returns { rowName: number }.
function count(group, ways) {
  rows.push({ group, ways, counts: true });
}

// Says that the ways of this group are peers.
function peers(group) {
  peerGroups.add(group);
}

// So many, or a thousandth of them in a trial.
const sized = (usual) => (TRIAL ? Math.ceil(usual / 1000) : usual);

function print(group, row, way, number, unit) {
  const word = peerGroups.has(group) ? 'peer' : 'value';
  console.log([word, group, row, way, number, unit].join('\t'));
}

function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function nanosecondsOf(body, n) {
  if (body.ownClock) return body(n);
  const begin = cpuMicroseconds();
  await body(n);
  return (cpuMicroseconds() - begin) * 1e3;
}

// Nanoseconds an operation. The first time, when bodies set up what they need,
// does not count; then it does twice as many until that takes long enough, and
// the times before are the warm-up. Long enough is also five times as long by
// the clock, for what mostly waits (Google Benchmark has that rule, too).
// Garbage that is made counts where it is collected meanwhile, and what is left
// by others is collected before.
async function time(body, seconds) {
  const batch = body.batch ?? 1;
  await body(batch);
  for (let n = batch; ; n *= 2) {
    gc();
    const begin = performance.now();
    const taken = await nanosecondsOf(body, n);
    const waited = performance.now() - begin;
    if (taken >= seconds * 1e9 || waited >= 5 * seconds * 1e3) return taken / n;
  }
}

// Measures all rows, about so many seconds for each way.
async function run(seconds) {
  const minTime = option('min-time', TRIAL ? 0.0005 : seconds);
  const { node, v8: engine, uv } = process.versions;
  console.log(`runtime\tNode v${node}: V8 ${engine}; libuv ${uv}`);
  for (const { group, row, ways, counts } of rows) {
    const names = Object.keys(ways);
    if (LAST_FIRST) names.reverse();
    for (const way of names) {
      if (!counts) {
        print(group, row, way, await time(ways[way], minTime), 'ns');
        continue;
      }
      const counted = await ways[way]();
      for (const name in counted) print(group, name, way, counted[name], '');
    }
  }
}

module.exports = { compare, count, gc, ownClock, peers, run, sized };
