'use strict';
// What is an EventEmitter good for, and what is it not?
//
// Who speaks need not know who listens: that is publish and subscribe, and it
// makes a small chat. Inside one process: this program starts itself once more,
// as a second server of the chat, to show where it ends.

const EventEmitter = require('events');
const { fork } = require('child_process');
const { card, step, show, claim, done } = require('../lesson.js');

async function main() {
  card({
    asked: 'Would you build a chat on EventEmitter?',
    say:
      'Inside one server, yes: a room is an event, join is on, leave is off, ' +
      'say is emit. But an emitter is a list of functions in the memory of ' +
      'one process: between servers a broker has to carry the messages. And ' +
      'what was said while one was away is not kept.',
    trap:
      'Names that users choose need a prefix: without one, somebody opens a ' +
      'room named error. And a member that throws keeps the message from all ' +
      'behind it. Next: events/errors.',
  });
  joinSayLeave();
  aRoomNamedError();
  leavingMeanwhile();
  await secondServer();
  done();
}

// A room is an event whose name is made at run time. Nobody opens it and nobody
// closes it: it is there while somebody is in it. A member is a listener.
class Chat {
  hub = new EventEmitter();
  join(room, member) {
    this.hub.on(`room:${room}`, member);
  }
  leave(room, member) {
    this.hub.off(`room:${room}`, member);
  }
  // Returns whether anybody was there.
  say(room, who, text) {
    return this.hub.emit(`room:${room}`, who, text);
  }
}
const chat = new Chat();

// What the members hear. conclude shows it, and claims the rule.
const notes = [];
const note = (text) => notes.push(text);
function conclude(expected, rule) {
  const seen = notes.splice(0).join(', ');
  show(seen);
  claim(rule, seen === expected);
}

function member(name) {
  return (who, text) => note(`${name} hears ${who}: ${text}`);
}

function joinSayLeave() {
  step('Join, say, leave');
  // leave needs the very listener that joined, so Ada is kept in a variable. A
  // message goes to all in the room, also to who says it.
  const ada = member('Ada');
  chat.join('tea', ada);
  chat.join('tea', member('Bob'));
  chat.join('go', ada);
  chat.say('tea', 'Bob', 'hi');
  conclude('Ada hears Bob: hi, Bob hears Bob: hi',
    'all in the room hear it, in the order in which they came');
  claim('there are two rooms', chat.hub.eventNames().length === 2);
  chat.leave('go', ada);
  claim('and one when the last has left it',
    chat.hub.eventNames().length === 1);
}

function aRoomNamedError() {
  step('A room named error');
  // An event of that name is thrown when nobody listens: one user could stop
  // the server. So what users name gets a prefix, as in Chat.
  try {
    new EventEmitter().emit('error', 'hello?');
  } catch (error) {
    note(error.message);
  }
  conclude("Unhandled error. ('hello?')", 'without a prefix emit throws');
  claim('with one it is a name', !chat.say('error', 'Bob', 'hello?'));
}

function leavingMeanwhile() {
  step('A member that leaves while a message goes round');
  // Ada puts both out, but the message is on its way to all who were there when
  // it was said. A member that must not hear it looks itself, as Cy does.
  let isOut = false;
  const bob = member('Bob');
  const cy = () => note(isOut ? 'Cy is out' : 'Cy hears it');
  const ada = () => {
    isOut = true;
    chat.leave('go', bob);
    chat.leave('go', cy);
  };
  for (const each of [ada, bob, cy]) chat.join('go', each);
  chat.say('go', 'Dan', 'spam');
  conclude('Bob hears Dan: spam, Cy is out',
    'who leaves meanwhile still gets it, unless he looks');
}

// The program in the other process.
function other() {
  const heard = chat.say('tea', 'Cy', 'hello');
  process.send(heard ? '' : 'hello');
}

async function secondServer() {
  step('A second server');
  // It is the same program with the same room, in another memory: who joined
  // here is not there. So what Cy says is sent, as bytes, and emitted again
  // where the listeners are. Among many servers that is the work of a broker.
  const server = fork(__filename, ['other'], { silent: true });
  server.on('message', (text) => chat.say('tea', 'Cy', text));
  await EventEmitter.once(server, 'close');
  conclude('Ada hears Cy: hello, Bob hears Cy: hello',
    'only the message reaches them, not the event there');
}

if (process.argv[2]) other();
else main();
