'use strict';
// Four jobs on the thread pool, or five: the JavaScript half of
// thread-pool.cpp.

const { execFileSync } = require('child_process');
const { pbkdf2 } = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { compare, ownClock, run, sized } = require('../measure.js');

// ---- A small job behind others that wait -----------------------------------

// A FIFO that nobody writes to: who reads from it waits, in a thread of the
// pool. Opened for both, so that opening does not wait.
function openDevice() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodelab-'));
  const name = path.join(folder, 'fifo');
  execFileSync('mkfifo', [name]);
  const device = fs.openSync(name, 'r+');
  fs.rmSync(folder, { recursive: true });
  return device;
}
const device = openDevice();

// How many nanoseconds one fs.stat takes behind so many reads; these are
// answered after 20 ms, or when the stat is done.
function statBehind(reads) {
  return new Promise((resolve) => {
    let taken;
    let running = reads + 1;
    const ended = () => --running === 0 && resolve(taken);
    for (let i = 0; i < reads; i++) {
      fs.read(device, Buffer.alloc(1), 0, 1, null, ended);
    }
    let answered = false;
    const answer = () => {
      if (!answered) fs.writeSync(device, 'x'.repeat(reads));
      answered = true;
    };
    const timer = setTimeout(answer, 20);
    const begin = process.hrtime.bigint();
    fs.stat('.', () => {
      taken = Number(process.hrtime.bigint() - begin);
      clearTimeout(timer);
      answer();
      ended();
    });
  });
}

const behind = (reads) =>
  ownClock(async (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += await statBehind(reads);
    return sum;
  });

// ---- Jobs that compute -----------------------------------------------------

const compute = (done) =>
  pbkdf2('secret', 'salt', sized(10_000), 64, 'sha512', done);

const computeOnPool = (jobs) =>
  Promise.all(Array.from({ length: jobs }, () => new Promise(compute)));

const cpuOf = (jobs) => async (n) => {
  for (let i = 0; i < n; i++) await computeOnPool(jobs);
};

const clockOf = (jobs) =>
  ownClock(async (n) => {
    const begin = process.hrtime.bigint();
    await cpuOf(jobs)(n);
    return Number(process.hrtime.bigint() - begin);
  });

compare('fs.stat behind reads that wait 20 ms, by the clock', 'the stat', {
  '4 reads: 5 jobs': behind(4),
  '3 reads: 4 jobs': behind(3),
});
compare('jobs that compute, until the last is done', 'CPU time', {
  '5 jobs': cpuOf(5),
  '4 jobs': cpuOf(4),
});
compare('the same by the clock', 'the clock', {
  '5 jobs': clockOf(5),
  '4 jobs': clockOf(4),
});

run(0.02);
