'use strict';
// Compress a file with one awaited pipeline.
//
// This is the example of every course. After it comes what courses leave out:
// it fails, the error is caught, all is well, and what is on the disk?

const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');
const { pipeline } = require('stream/promises');
const { card, step, show, claim, measured, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'How do you compress a file that does not fit into memory?',
    say:
      'I await a pipeline of a read stream, gzip and a write stream. It ' +
      'moves chunk after chunk with backpressure, and gzip works on the ' +
      'thread pool, so memory stays small and the loop free. One try/catch ' +
      'covers all three: the first error rejects, and every stream is ' +
      'destroyed.',
    trap:
      'pipeline destroys streams, it deletes no file: an empty or ' +
      'half-written output stays behind. Remove it, once it is closed, or ' +
      'write to a temporary name and rename that when all went well.',
  });
  const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'nodelab-'));
  try {
    await success(folder);
    await missingInput(folder);
  } finally {
    await fs.promises.rm(folder, { recursive: true });
  }
  done();
}

// What the courses show, and it is good code: at no time is more than a few
// chunks of the file in memory, and an error of any stage rejects the promise.
async function compress(input, output) {
  await pipeline(
    fs.createReadStream(input),
    zlib.createGzip(),
    fs.createWriteStream(output),
  );
}

async function success(folder) {
  step('1 MiB through gzip into a file');
  // The promise fulfils when the last stream has finished, which is when the
  // output is whole: it can be read at once. (Here it is read with readFile
  // and unpacked in one go, to compare; for a large file that is a pipeline
  // too.)
  const text = Buffer.alloc(1048576, 'All work and no play. ');
  await fs.promises.writeFile(`${folder}/in.txt`, text);
  await compress(`${folder}/in.txt`, `${folder}/in.txt.gz`);
  const packed = await fs.promises.readFile(`${folder}/in.txt.gz`);
  show(`${text.length} bytes in`);
  measured(`${packed.length} bytes out: it depends on the zlib version`);
  claim('the output is smaller', packed.length < text.length);
  claim('and unpacks to the very same bytes',
    zlib.gunzipSync(packed).equals(text));
}

// What the pipeline was rejected with, or null.
async function failure(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return error;
  }
}

async function missingInput(folder) {
  step('The same with an input that does not exist');
  // Each file stream opens its file by itself, as soon as it is made, and does
  // not wait for its neighbours. So the output file is created, and emptied if
  // it was there, although there is nothing to read. Then the error of the
  // first stream destroys the other two, and rejects.
  const output = fs.createWriteStream(`${folder}/out.gz`);
  const closed = new Promise((resolve) => output.once('close', resolve));
  const error = await failure(
    pipeline(fs.createReadStream(`${folder}/none`), zlib.createGzip(), output),
  );
  show(`rejected: ${error.code}, ${error.syscall}`);
  claim('the error of the first stream rejects', error.code === 'ENOENT');
  claim('the last one is destroyed with the same error',
    output.destroyed && output.errored === error);
  await closed;
  await leftover(`${folder}/out.gz`);
}

async function leftover(file) {
  step('What it leaves behind');
  // To destroy a stream is to forget its data and close its descriptor; a file
  // on the disk is not its business. Deleting is yours. pipeline rejects as
  // soon as the streams are destroyed, which is before their files are closed,
  // so we waited for 'close' first.
  const { size } = await fs.promises.stat(file);
  show(`output file: ${size} bytes`);
  claim('an empty output file stays', size === 0);
  await fs.promises.unlink(file);
  const error = await failure(fs.promises.stat(file));
  claim('until it is removed', error.code === 'ENOENT');
}

main();
