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
const SECOND_FIRST = option('round', 0) % 2 === 1;

// Node has gc() with a flag only; this is the flag.
v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc');

const rows = [];

// Adds a row: ways is { firstName: body, secondName: body }. A body takes how
// many operations it has to do, and may return a promise.
function compare(group, row, ways) {
  rows.push({ group, row, ways });
}

// Adds rows that are counted: each body returns { rowName: number }.
function count(group, ways) {
  rows.push({ group, ways, counts: true });
}

function print(group, row, way, number, unit) {
  console.log(['value', group, row, way, number, unit].join('\t'));
}

function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

// Nanoseconds an operation. The first one, where bodies set up what they need,
// does not count; then it does twice as many until that takes long enough, and
// the times before are the warm-up. Garbage that is made counts where it is
// collected meanwhile, and what is left by others is collected before.
async function time(body, seconds) {
  await body(1);
  for (let n = 1; ; n *= 2) {
    gc();
    const begin = cpuMicroseconds();
    await body(n);
    const taken = cpuMicroseconds() - begin;
    if (taken >= seconds * 1e6) return (taken * 1e3) / n;
  }
}

// Measures all rows, about so many seconds for each way.
async function run(seconds) {
  const minTime = option('min-time', seconds);
  const { node, v8: engine, uv } = process.versions;
  console.log(`runtime\tNode v${node}: V8 ${engine}; libuv ${uv}`);
  for (const { group, row, ways, counts } of rows) {
    const names = Object.keys(ways);
    if (SECOND_FIRST) names.reverse();
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

module.exports = { compare, count, gc, run };
