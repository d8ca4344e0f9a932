'use strict';
// How can two processes listen on one port?
//
// By having one of them do it. This file runs three times: as the primary,
// which prints, and as two workers, which it forks and which answer
// connections. The last lines tell who is who.

const cluster = require('cluster');
const net = require('net');
const { once } = require('events');
const { card, step, show, claim, measured, done } = require('../lesson.js');

async function primary() {
  card({
    asked: 'How do several cluster workers listen on one port?',
    say:
      'Workers are processes, started from the same program. By default only ' +
      'the primary holds the listening socket: it accepts each connection ' +
      'and hands it to the workers in turn, round robin. They share no ' +
      'memory, so what they have in common goes into a store or messages.',
    trap:
      '"The kernel balances": only with SCHED_NONE (or on Windows). Turns ' +
      'are by connection, not by request: keep-alive stays with its worker. ' +
      "And nothing restarts a worker that died but your 'exit' listener.",
  });
  const [first, second, port] = await start();
  await connections(port);
  await stranger(port);
  await stop(first, second);
  done();
}

async function start() {
  step('Two workers listen on 127.0.0.1, both on port 0');
  // Port 0 means any free one. A worker's listen() does not bind: it asks the
  // primary over the channel between them, and the primary binds once for all
  // who ask for the same address and port. Even for 0: they get one port, and
  // the second listen succeeds. ('listening' comes when the primary knows.)
  const first = cluster.fork();
  const [firstAddress] = await once(first, 'listening');
  const second = cluster.fork();
  const [secondAddress] = await once(second, 'listening');
  measured(`port ${firstAddress.port} and port ${secondAddress.port}`);
  claim('they are two processes', first.process.pid !== second.process.pid);
  claim('both listen on the same port',
    firstAddress.port === secondAddress.port);
  return [first, second, firstAddress.port];
}

// Connects, and reads what the other side says until it ends.
function ask(port) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1');
    socket.on('data', (chunk) => { answer += chunk.toString(); });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

async function connections(port) {
  step('Six connections, one after the other');
  // The primary accepts, and sends the open connection to the worker that has
  // been ready the longest. A worker is ready again when it has acknowledged
  // what it got, so a busy one is passed over. With one connection at a time
  // these are strict turns. The count is each worker's own.
  const answers = [];
  for (let i = 1; i <= 6; i++) {
    const answer = await ask(port);
    show(`connection ${i}: ${answer}`);
    answers.push(answer);
  }
  const expected = [1, 2, 3].flatMap((turn) => [
    `worker 1, its count ${turn}`,
    `worker 2, its count ${turn}`,
  ]);
  claim('the workers take turns, and each counts for itself: no shared memory',
    answers.join() === expected.join());
}

async function stranger(port) {
  step('Somebody else listens on that port');
  // The system knows nothing of sharing: for it one socket listens, and it
  // belongs to the primary. Whoever does not go through cluster is refused, and
  // that includes a server of the primary itself, which we use as the stranger.
  // (A worker is a stranger too, if it listens with exclusive: true.)
  const server = net.createServer();
  const error = await new Promise((resolve) => {
    server.on('error', resolve);
    server.listen(port, '127.0.0.1', () => server.close(resolve));
  });
  show(`${error.code}, ${error.syscall}`);
  claim('the port is in use', error.code === 'EADDRINUSE');
}

async function stop(first, second) {
  step('Disconnecting the workers');
  // Each closes its server, lets its open connections end, closes the channel
  // and exits because nothing is left to do. exitedAfterDisconnect tells this
  // from a crash: it is what a listener that restarts workers looks at.
  const exits = Promise.all([once(first, 'exit'), once(second, 'exit')]);
  cluster.disconnect();
  const [[firstCode], [secondCode]] = await exits;
  show(`exit codes ${firstCode} and ${secondCode}`);
  claim('both exit with code 0', firstCode === 0 && secondCode === 0);
  claim('and on request: exitedAfterDisconnect',
    first.exitedAfterDisconnect && second.exitedAfterDisconnect);
}

// A worker's main script: an ordinary server. It does not know that it shares
// its port. `count` is an ordinary variable: each process has one.
function worker() {
  let count = 0;
  const server = net.createServer((socket) => {
    count += 1;
    socket.end(`worker ${cluster.worker.id}, its count ${count}`);
  });
  server.listen(0, '127.0.0.1');
}

if (cluster.isPrimary) primary();
else worker();
