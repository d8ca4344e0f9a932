'use strict';
// How does a program end, and with which code?
//
// A process ends once, so this program starts itself again for each way to end:
// with the name of one of the small programs below, which tells over the
// channel between the two what it lives through.

const { fork } = require('child_process');
const { once } = require('events');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'How does a Node process end? exit or exitCode?',
    say:
      'By itself, when nothing keeps the loop alive: beforeExit, which may ' +
      'start new work, then exit, which may not. process.exit() emits exit ' +
      'at once and drops what is pending, so I set exitCode and let the loop ' +
      'run dry. An error that nobody handles means code 1.',
    trap:
      '"An uncaughtException listener makes it safe to go on": it goes on, ' +
      'in a state that nobody knows. Log, then exit, and let a supervisor ' +
      'restart it. In exit only synchronous work counts.',
  });
  await byItself();
  await exitOrExitCode();
  await errors();
  done();
}

// Starts this program as the small one of this name. When it has ended, shows
// what it told and its exit code.
async function end(name) {
  const child = fork(__filename, [name], { silent: true });
  let told = '';
  child.on('message', (text) => (told += text + ', '));
  const [code] = await once(child, 'close');
  told += `code ${code}`;
  show(`${name.padEnd(9)} ${told}`);
  return told;
}

const log = (text) => process.send(text);

function ordinary() {
  setTimeout(() => log('timer'), 1);
  process.once('beforeExit', () => {
    log('beforeExit');
    setTimeout(() => log('new timer'), 1);
  });
  log('main');
}

async function byItself() {
  step('Nothing is left to do');
  // A waiting timer, an open socket, a file being read keep the loop alive.
  // When nothing does: beforeExit. What its listener starts is done as usual,
  // then it comes again. exit comes once, and what is started there never runs.
  const told = await end('ordinary');
  claim('beforeExit may start new work, exit is the end',
    told === 'main, timer, beforeExit, new timer, exit 0, code 0');
}

function orderly() {
  setTimeout(() => log('timer'), 1);
  process.nextTick(() => log('tick'));
  process.exitCode = 3;
}
function sudden() {
  orderly();
  process.exit(); // with exitCode
}

async function exitOrExitCode() {
  step('process.exit(3) against process.exitCode = 3');
  // exit() emits exit from where it stands and never comes back: not even the
  // next tick runs, and an answer half written to a pipe stays half written.
  // exitCode only says what code it will be when the end comes by itself.
  const exit = await end('sudden');
  const exitCode = await end('orderly');
  claim('exit() drops what is pending', exit === 'exit 3, code 3');
  claim('exitCode lets it finish', exitCode === 'tick, timer, exit 3, code 3');
}

// Errors that nobody catches, without and with a listener.
function uncaught() {
  setTimeout(() => log('timer'), 1);
  process.nextTick(() => { throw new Error('oops'); });
}
function rejected() {
  setTimeout(() => log('timer'), 1);
  Promise.reject(new Error('oops'));
}
function heard() {
  process.on('uncaughtException', (error, origin) => log(origin));
  rejected();
}
function failing() {
  process.on('uncaughtException', () => { throw new Error('again'); });
  uncaught();
}

async function errors() {
  step('An error that nobody handles');
  // It stops the program where it is, like exit(1): the timer is lost. A
  // rejected promise counts when the queues are empty and nobody has handled
  // it. Both come to uncaughtException, where a listener keeps the program
  // going. If the listener throws in turn, that is the end, even without exit.
  const thrown = await end('uncaught');
  const lost = await end('rejected');
  const listened = await end('heard');
  const failed = await end('failing');
  claim('nobody listens: code 1',
    thrown === 'exit 1, code 1' && lost === thrown);
  claim('somebody listens: the program goes on',
    listened === 'unhandledRejection, timer, exit 0, code 0');
  claim('the listener throws: code 7', failed === 'code 7');
}

const programs = {
  ordinary, sudden, orderly, uncaught, rejected, heard, failing,
};

if (!process.argv[2]) {
  main();
} else {
  process.on('exit', (code) => {
    log(`exit ${code}`);
    setImmediate(() => log('never'));
  });
  programs[process.argv[2]]();
}
