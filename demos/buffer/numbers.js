'use strict';
// How do numbers get into bytes, and out again?
//
// A file or a socket knows only bytes. Whoever writes a number has to say how
// many bytes, with a sign or without, and which of them comes first. The names
// of the methods say all three: readUInt32BE, writeInt16LE.

const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'How do you read a binary protocol from a socket?',
    say:
      'With readUInt32BE(offset) and its like: the name says sign, width and ' +
      'endianness. BE, big-endian, the highest byte first, is the order of ' +
      'network protocols. A chunk is not a message: I gather chunks until ' +
      'the header and the length that it names are there, cut the message ' +
      'off and keep the rest.',
    trap:
      '"buf[0] = 300 throws": it stores 44; writeUInt8 throws. "A ' +
      'Uint32Array on the same memory reads it, too": in the byte order of ' +
      'the machine. And a length that a stranger sent is compared with a ' +
      'maximum, before anybody waits for 4 GiB.',
  });
  whatTheNameSays();
  whoChecks();
  pack();
  parse();
  done();
}

const hex = (buf) => buf.toString('hex');

function whatTheNameSays() {
  step('The bytes do not say which number they are');
  // Read with another order or sign than they were written with, they are
  // another number. It is no error, and a test with 0 does not find it.
  const big = Buffer.alloc(4);
  const little = Buffer.alloc(4);
  big.writeUInt32BE(258);
  little.writeUInt32LE(258);
  show(`258 as UInt32BE    ${hex(big)}`);
  show(`258 as UInt32LE    ${hex(little)}`);
  show(`LE, read as BE     ${little.readUInt32BE()}`);
  const byte = Buffer.from([0xff]);
  show(`ff, UInt8 or Int8  ${byte.readUInt8()} or ${byte.readInt8()}`);
  claim('BE and LE are the same bytes, turned round',
    hex(little.swap32()) === hex(big));
  claim('255 and -1 are the same byte',
    byte.readUInt8() === 255 && byte.readInt8() === -1);
}

function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return null;
}

function whoChecks() {
  step('An index wraps, a method checks');
  // An index keeps the lowest 8 bits (C++ wants to see the cast). Past the end
  // JavaScript reads undefined, and ignores a write; C++ has at() for whoever
  // is not sure. The methods throw, and change nothing.
  const buf = Buffer.alloc(4);
  buf[0] = 300;
  show(`buf[0] = 300 stores ${buf[0]}`);
  show(`buf[4] is ${buf[4]}`);
  claim('300 has become 300 - 256', buf[0] === 44);
  const value = thrownBy(() => buf.writeUInt8(300, 1));
  const offset = thrownBy(() => buf.readUInt16BE(3));
  show(`writeUInt8(300) throws ${value.code}`);
  show(`readUInt16BE(3) throws ${offset.code}`);
  claim('the value is checked, and the offset', value && offset);
}

// A message: its type (UInt16BE), the length of its text (UInt32BE), the text.
const HEADER = 6;
const MAX_LENGTH = 1000;

function makeMessage(text) {
  // The length counts bytes, not characters. A writer returns where the next
  // one goes on.
  const length = Buffer.byteLength(text);
  const message = Buffer.alloc(HEADER + length);
  let at = message.writeUInt16BE(7);
  at = message.writeUInt32BE(length, at);
  message.write(text, at);
  return message;
}

function pack() {
  step('A message is packed');
  const message = makeMessage('hello');
  show(hex(message));
  claim('6 bytes of header, 5 of text', message.length === 11);
}

class Parser {
  texts = [];
  rest = Buffer.alloc(0); // what has come of the next message

  // (It joins at each chunk. Where messages are long, keep the chunks in a list
  // and concat them once there is enough.)
  push(chunk) {
    this.rest = Buffer.concat([this.rest, chunk]);
    while (this.rest.length >= HEADER) {
      const length = this.rest.readUInt32BE(2);
      if (length > MAX_LENGTH) throw new Error('The message is too long');
      if (this.rest.length < HEADER + length) return;
      this.texts.push(this.rest.toString('utf8', HEADER, HEADER + length));
      this.rest = this.rest.subarray(HEADER + length);
    }
  }
}

function inChunksOf(size, stream) {
  const parser = new Parser();
  for (let at = 0; at < stream.length; at += size) {
    parser.push(stream.subarray(at, at + size));
    if (size !== 7) continue;
    show(`chunk ${at / size + 1}: ${parser.texts.length} messages, ` +
      `and ${parser.rest.length} bytes of the next`);
  }
  return parser.texts;
}

function parse() {
  step('Three messages arrive in chunks of 7 bytes');
  // A chunk may end anywhere, also within the 4 bytes of the length.
  const texts = ['hello', '', 'bye'];
  const stream = Buffer.concat(
    [makeMessage('hello'), makeMessage(''), makeMessage('bye')]);
  let same = true;
  for (let size = 1; size <= stream.length; size++) {
    same = same && String(inChunksOf(size, stream)) === String(texts);
  }
  claim('chunks of 1, 2, 3... bytes give the same three messages', same);
  const lie = Buffer.from('0007ffffffff', 'hex');
  const error = thrownBy(() => new Parser().push(lie));
  show(`a header that promises ${lie.readUInt32BE(2)}: ${error.message}`);
  claim('nobody waits for 4 GiB', error !== null);
}

main();
