'use strict';
// A stream in the middle fails. What is still open afterwards?
//
// A file is copied through a Transform that fails at its second chunk: once
// with pipe, once with pipeline. Then we look at what is left of it, in three
// places: the streams, the open descriptors of the process, and the disk.

const fs = require('fs');
const os = require('os');
const path = require('path');
const { Transform } = require('stream');
const { pipeline } = require('stream/promises');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'Why pipeline instead of pipe?',
    say:
      'pipe moves data and respects backpressure, but it forwards no errors: ' +
      'when one stream fails, the others stay open for ever. pipeline ' +
      'reports the first error once and destroys every stream, so that no ' +
      'descriptor leaks. Neither takes back what is already written.',
    trap:
      '"An error handler at the end of the chain is enough": with pipe each ' +
      'stream needs its own. And pipeline leaves the partial output file: ' +
      'delete it, or write to a temporary name and rename it at the end.',
  });
  const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'nodelab-'));
  try {
    await fs.promises.writeFile(`${folder}/in`, Buffer.alloc(262144, 'x'));
    await withPipe(folder);
    await withPipeline(folder);
  } finally {
    await fs.promises.rm(folder, { recursive: true });
  }
  done();
}

// Passes the first chunk on and fails at the second.
function failing() {
  let chunks = 0;
  return new Transform({
    transform(chunk, encoding, callback) {
      chunks += 1;
      if (chunks === 2) callback(new Error('bad chunk'));
      else callback(null, chunk);
    },
  });
}

// The three streams of a copy, when both files are open.
async function openCopy(folder, output) {
  const source = fs.createReadStream(`${folder}/in`);
  const transform = failing();
  const sink = fs.createWriteStream(`${folder}/${output}`);
  await Promise.all([seen(source, 'open'), seen(sink, 'open')]);
  return [source, transform, sink];
}

// Fulfils at the stream's next event of that name, whatever it is. (events.once
// would reject if 'error' came first.)
function seen(stream, event) {
  return new Promise((resolve) => stream.once(event, resolve));
}

// How many open descriptors of this process are files in the folder. (One is
// gone when we look at it: that of the listing itself.)
function openFiles(folder) {
  const links = fs.readdirSync('/proc/self/fd')
    .map((fd) => `/proc/self/fd/${fd}`)
    .filter((link) => fs.existsSync(link))
    .map((link) => fs.readlinkSync(link));
  const name = path.basename(folder);
  return links.filter((target) => target.includes(name)).length;
}

function showStreams(source, transform, sink) {
  show(`source     destroyed ${source.destroyed}`);
  show(`transform  destroyed ${transform.destroyed}`);
  show(`sink       destroyed ${sink.destroyed}`);
}

async function withPipe(folder) {
  step('source.pipe(transform).pipe(sink), and transform fails');
  // The transform destroys itself, as any stream does that fails. pipe hears of
  // it and lets go, and that is all it does: the source stops in the middle,
  // the sink waits for an end that never comes. Nobody tells them. In a server
  // this is one leaked descriptor, or two, for every request that fails.
  const [source, transform, sink] = await openCopy(folder, 'piped');
  const heard = [];
  source.on('error', () => heard.push('source'));
  transform.on('error', () => heard.push('transform'));
  sink.on('error', () => heard.push('sink'));
  source.pipe(transform).pipe(sink);
  await seen(transform, 'close');
  showStreams(source, transform, sink);
  show(`descriptors still open: ${openFiles(folder)}`);
  claim('only the transform heard of the error', heard.join() === 'transform');
  claim('source and sink stay open', !source.destroyed && !sink.destroyed);
  claim('two descriptors leak', openFiles(folder) === 2);
  await closeByHand(source, sink, folder);
  await partialFile(folder, 'piped');
}

async function closeByHand(source, sink, folder) {
  step('Cleaning up after pipe is up to you');
  // With pipe each stream needs an 'error' listener that destroys the others.
  // destroy() begins to close the file; 'close' says when that is done.
  source.destroy();
  sink.destroy();
  await Promise.all([seen(source, 'close'), seen(sink, 'close')]);
  claim('after destroy() on both, no descriptor is left',
    openFiles(folder) === 0);
}

async function withPipeline(folder) {
  step('The same with pipeline(source, transform, sink)');
  // pipeline watches every stream. At the first error it destroys all of them
  // with that error, and rejects: one place to catch it. It does not wait until
  // the files are closed, so whoever needs that waits for 'close', as we do.
  const [source, transform, sink] = await openCopy(folder, 'pipelined');
  const closed = Promise.all([seen(source, 'close'), seen(sink, 'close')]);
  const errors = [];
  try {
    await pipeline(source, transform, sink);
  } catch (error) {
    errors.push(error.message);
  }
  await closed;
  showStreams(source, transform, sink);
  show(`descriptors still open: ${openFiles(folder)}`);
  claim('one error, reported once', errors.join() === 'bad chunk');
  claim('all three are destroyed',
    source.destroyed && transform.destroyed && sink.destroyed);
  claim('no descriptor leaks', openFiles(folder) === 0);
  await partialFile(folder, 'pipelined');
}

async function partialFile(folder, output) {
  // A file stream reads 64 KiB at a time. The first chunk was written before
  // the second one failed, and no kind of piping takes that back.
  const { size } = await fs.promises.stat(`${folder}/${output}`);
  show(`output file: ${size} of 262144 bytes`);
  claim('the partial file stays', size === 65536);
}

main();
