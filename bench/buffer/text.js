'use strict';
// Bytes to text and back: the JavaScript half of text.cpp.

const { StringDecoder } = require('string_decoder');
const { compare, count, run } = require('../measure.js');

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES = [['64 B', 64], ['4 KiB', 4 * KIB], ['1 MiB', MIB]];

// Whoever can be reached from outside cannot be optimised away.
let kept;
function keep(value) {
  kept = value;
}
module.exports = { kept: () => kept };

// Letters of one byte, and of one to three. The last piece is cut where it does
// not fit.
const ASCII = 'she sells sea shells ';
const MANY_BYTES = 'Zażółć gęślą jaźń, 5 € 漢字 ';

function textOf(piece, size) {
  const length = Buffer.byteLength(piece);
  const times = Math.floor(size / length);
  return Buffer.from(piece.repeat(times) + '.'.repeat(size - times * length));
}

// The bytes that one makes text of: readable ones for utf8, any for the others.
function any(size) {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = 167 * i + Math.floor(i / 251);
  return bytes;
}
const KINDS = [
  ['utf8, ASCII only', 'utf8', (size) => textOf(ASCII, size)],
  ['utf8, many of 2 and 3', 'utf8', (size) => textOf(MANY_BYTES, size)],
  ['latin1', 'latin1', any],
  ['hex', 'hex', any],
  ['base64', 'base64', any],
];

function toText(encoding, bytes) {
  return (n) => {
    for (let i = 0; i < n; i++) keep(bytes.toString(encoding));
  };
}

function toBytes(encoding, bytes) {
  const text = bytes.toString(encoding);
  return (n) => {
    for (let i = 0; i < n; i++) keep(Buffer.from(text, encoding));
  };
}

// ---- A text that comes in chunks --------------------------------------------

// Of 1000 bytes, which is no multiple of anything in the text, so that most of
// them end within a character.
function chunksOf(count) {
  const whole = textOf(MANY_BYTES, 1000 * count);
  return Array.from({ length: count }, (_, i) => whole.subarray(1000 * i, 1000 * (i + 1)));
}
const CHUNKS = chunksOf(64);

function addEach(chunks) {
  let text = '';
  for (const chunk of chunks) text += chunk;
  return text;
}

function decode(chunks) {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for (const chunk of chunks) text += decoder.write(chunk);
  return text + decoder.end();
}

const concat = (chunks) => Buffer.concat(chunks).toString();

// What += makes is a tree of pieces; reading a character puts them together.
const flat = (text) => text.charCodeAt(text.length >> 1);

const joining = (join) => (n) => {
  for (let i = 0; i < n; i++) keep(flat(join(CHUNKS)));
};
const broken = (join) => () => ({ broken: join(CHUNKS).split('\uFFFD').length - 1 });

for (const [row, size] of SIZES) {
  const toStrings = {};
  const froms = {};
  for (const [name, encoding, bytes] of KINDS) {
    toStrings[name] = toText(encoding, bytes(size));
    froms[name] = toBytes(encoding, bytes(size));
  }
  compare('1  toString', row, toStrings);
  compare('2  Buffer.from a text of so many bytes', row, froms);
}
compare('3  64 chunks of a text', '', {
  'text += chunk': joining(addEach),
  StringDecoder: joining(decode),
  'concat, toString': joining(concat),
});
count('4  U+FFFD in what they made', {
  'text += chunk': broken(addEach),
  StringDecoder: broken(decode),
  'concat, toString': broken(concat),
});

run(0.01);
