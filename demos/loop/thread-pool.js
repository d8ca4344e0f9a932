'use strict';
// Which work leaves the loop's thread, and how much of it at once?
//
// A named pipe makes the pool visible: to open one for reading blocks until
// somebody opens it for writing. So each readFile of a pipe holds one thread of
// the pool, for exactly as long as we like.

const { execFileSync } = require('child_process');
const { once } = require('events');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: "What runs on libuv's thread pool, and how large is it?",
    say:
      'What would block and has no non-blocking form: asynchronous fs, ' +
      'dns.lookup, zlib, crypto. It has 4 threads by default, for the whole ' +
      'process; the fifth job waits until one is free. Sockets do not use ' +
      'it: the kernel tells the loop which of them are ready.',
    trap:
      'UV_THREADPOOL_SIZE counts only before the first use: set it outside. ' +
      'All workers share one pool, so a slow disk delays dns.lookup, and ' +
      'with it every connect to a name. The Sync functions block the loop.',
  });
  // It is the default. Set here for those whose environment says otherwise.
  process.env.UV_THREADPOOL_SIZE = '4';
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodelab-'));
  makePipes(folder);
  await threeHeld();
  await allHeld();
  await oneLetGo();
  await allLetGo();
  fs.rmSync(folder, { recursive: true });
  done();
}

const pipes = [];
const reads = []; // one of each pipe, in that order
const read = (pipe) => reads.push(fs.promises.readFile(pipe));

function makePipes(folder) {
  for (let n = 1; n <= 4; n++) pipes.push(path.join(folder, `pipe${n}`));
  execFileSync('mkfifo', pipes);
}

async function threeHeld() {
  step('Three threads are held by pipes that nobody writes to');
  // The jobs of the pool stand in one queue, and whichever thread is free takes
  // the first. Three take a read of a pipe. The stat is the next in the queue.
  for (let i = 0; i < 3; i++) read(pipes[i]);
  const stats = await fs.promises.stat('.');
  claim('a stat finds the fourth thread free', stats.isDirectory());
}

// What the other end of a connection sends.
async function answerOfASocket() {
  const server = net.createServer((socket) => socket.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => { answer += data; });
  await once(socket, 'close');
  server.close();
  return answer;
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

let statDone = false;

async function allHeld() {
  step('All four are held: the fifth job waits');
  // A fourth pipe is read, then comes a stat. The loop is free meanwhile: it
  // turns, and sockets work, for the kernel tells it which of them are ready.
  // But whatever needs a thread waits, however short it is. And it is too late
  // for a larger pool: the threads were made at its first use.
  read(pipes[3]);
  process.env.UV_THREADPOOL_SIZE = '8';
  fs.stat('.', () => { statDone = true; });
  for (let turn = 0; turn < 1000; turn++) await nextTurn();
  claim('the loop turns 1000 times, and the stat waits', !statDone);
  show(`a socket says ${await answerOfASocket()}`);
  claim('sockets need no thread, and the stat still waits', !statDone);
}

async function oneLetGo() {
  step('A pipe is written to: its thread is free');
  // Once the pipe is open at its other end, the job that was to open it ends,
  // and its thread takes the next one: the stat.
  fs.writeFileSync(pipes[0], 'hello');
  while (!statDone) await nextTurn();
  claim('now the stat is done', statDone);
}

async function allLetGo() {
  step('The others are written to');
  // A readFile is several jobs, one after the other: open, some reads, close.
  // Between them it holds no thread, and other jobs get their turn.
  for (let i = 1; i < 4; i++) fs.writeFileSync(pipes[i], 'hello');
  let hellos = 0;
  for (const each of reads) {
    const text = await each;
    if (text.toString() === 'hello') hellos += 1;
  }
  claim('all four have read it', hellos === 4);
}

main();
