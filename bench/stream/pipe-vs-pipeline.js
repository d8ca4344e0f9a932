'use strict';
// pipe against pipeline: the JavaScript half of pipe-vs-pipeline.cpp.

const fs = require('fs');
const os = require('os');
const path = require('path');
const { Readable, Transform, Writable, pipeline } = require('stream');
const { compare, count, gc, run } = require('../measure.js');

const COPIES = 50;
const SIZE = 4 * 65536;

const through = (transform) => new Transform({ transform });
const pass = () =>
  through((chunk, encoding, callback) => callback(null, chunk));

// The same chunk n times.
function source(chunk, n) {
  return new Readable({
    read() {
      this.push(n-- > 0 ? chunk : null);
    },
  });
}

function sink() {
  return new Writable({ write: (chunk, encoding, callback) => callback() });
}

const seen = (stream, event) =>
  new Promise((resolve) => stream.once(event, resolve));

const byPipe = (chunk) => (n) => {
  const end = sink();
  source(chunk, n).pipe(pass()).pipe(end);
  return seen(end, 'close');
};

const byPipeline = (chunk) => (n) => {
  const end = sink();
  pipeline(source(chunk, n), pass(), end, () => {});
  return seen(end, 'close');
};

// A file copy that fails at its second chunk of four, when both files are open.
async function failingCopy(folder, output) {
  let chunks = 0;
  const transform = through((chunk, encoding, callback) => {
    chunks += 1;
    if (chunks === 2) callback(new Error('bad chunk'));
    else callback(null, chunk);
  });
  const input = fs.createReadStream(path.join(folder, 'in'));
  const written = fs.createWriteStream(path.join(folder, output));
  await Promise.all([seen(input, 'open'), seen(written, 'open')]);
  return [input, transform, written];
}

const allClosed = (streams) =>
  Promise.all(streams.map((stream) => seen(stream, 'close')));

async function failByPipe([input, transform, output]) {
  transform.on('error', () => {});
  input.pipe(transform).pipe(output);
  await seen(transform, 'close'); // the others will never close
}

async function failByPipeline(streams) {
  const closed = allClosed(streams);
  pipeline(...streams, () => {});
  await closed;
}

// How many descriptors of this process are files in the folder. (One is gone
// when we look at it: that of the listing itself.)
function openDescriptors(folder) {
  return fs.readdirSync('/proc/self/fd')
    .map((fd) => `/proc/self/fd/${fd}`)
    .filter((link) => fs.existsSync(link))
    .filter((link) => fs.readlinkSync(link).startsWith(folder)).length;
}

const residentKiB = () => process.memoryUsage.rss() / 1024;

// How many files in the folder have something in them, but not all.
function partialFiles(folder) {
  const sizes = fs.readdirSync(folder)
    .map((name) => fs.statSync(path.join(folder, name)).size);
  return sizes.filter((size) => size > 0 && size < SIZE).length;
}

// Lets what is under way come to its end, file operations before ours too, and
// what nobody holds any more go.
async function settle(folder) {
  for (let turn = 0; turn < 10; turn++) {
    await fs.promises.stat(folder);
    gc();
  }
}

function newFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodelab-'));
  fs.writeFileSync(path.join(folder, 'in'), Buffer.alloc(SIZE, 'x'));
  return folder;
}

// The first copy starts the threads that do file operations.
async function warmUp(fail) {
  const folder = newFolder();
  await fail(await failingCopy(folder, 'out'));
  await settle(folder);
  fs.rmSync(folder, { recursive: true });
}

const leftBehind = (fail) => async () => {
  await warmUp(fail);
  const folder = newFolder();
  let held = [];
  const memory = residentKiB();
  for (let copy = 0; copy < COPIES; copy++) {
    const streams = await failingCopy(folder, `out${copy}`);
    await fail(streams);
    held.push(...streams);
  }
  await settle(folder);
  const grown = residentKiB() - memory;
  const open = openDescriptors(folder);
  const alive = held.filter((stream) => !stream.destroyed).length;
  held = [];
  await settle(folder);
  const counted = {
    'descriptors open': open,
    'descriptors, streams let go': openDescriptors(folder),
    'files half written': partialFiles(folder),
    'streams not destroyed': alive,
    '~ resident memory, KiB': grown,
  };
  fs.rmSync(folder, { recursive: true });
  return counted;
};

for (const [row, size] of [['64 KiB', 65536], ['1 KiB', 1024]]) {
  const chunk = Buffer.alloc(size);
  compare('a chunk through a Transform', row, {
    pipe: byPipe(chunk),
    pipeline: byPipeline(chunk),
  });
}
count('left by 50 copies that fail in the middle', {
  pipe: leftBehind(failByPipe),
  pipeline: leftBehind(failByPipeline),
});

run(0.2);
