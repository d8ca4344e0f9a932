'use strict';
// How does text become bytes, and when does it not come back?
//
// A JavaScript string is a row of UTF-16 units, of 16 bits each. Files and
// sockets carry bytes, mostly UTF-8: 1 to 4 bytes a character. What is the
// same number for plain ASCII are three numbers for everything else.

const { isUtf8 } = require('buffer');
const { StringDecoder } = require('string_decoder');
const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'Are strings UTF-8? What is wrong with text += chunk?',
    say:
      'A string is UTF-16, and its length counts units of that: 2 for an ' +
      'emoji. UTF-8 is what Buffer.from and toString use unless told ' +
      'otherwise. A chunk may end inside a character, and += calls toString ' +
      'on each half: both become U+FFFD. setEncoding, or a StringDecoder, ' +
      'keeps the half for the next chunk; or I concat first.',
    trap:
      '"It works": with ASCII, and as long as the text fits into one chunk. ' +
      '"Content-Length is text.length": it is Buffer.byteLength(text). And ' +
      'toString is no way to carry bytes: what is not UTF-8 is lost. Next: ' +
      'buffer/encodings.',
  });
  threeCounts();
  thereAndBack();
  splitCharacter();
  everyCut();
  cutOff();
  done();
}

// The text's UTF-16 units: ASCII as it is, others as JavaScript escapes them.
function escaped(text) {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    out += unit < 0x80 ? text[i] : `\\u${unit.toString(16).padStart(4, '0')}`;
  }
  return `'${out}'`;
}

function count(text) {
  const units = text.length;
  const characters = [...text].length;
  const bytes = Buffer.byteLength(text);
  const counts = `${units} ${characters} ${bytes}`;
  show(`${escaped(text).padEnd(16)}${counts}`);
  return counts;
}

function threeCounts() {
  step('One text, three lengths');
  // Units are what text.length counts in JavaScript (in C++ it is bytes).
  // Beyond U+FFFF a character is two units, a pair of surrogates. And what the
  // eye sees as one may be several characters: the last is an e and an accent.
  show('units, characters, bytes of');
  const ascii = count('hello');
  const euro = count('\u20ac');
  const emoji = count('\u{1f600}');
  const accent = count('e\u0301');
  claim('the same for ASCII', ascii === '5 5 5');
  claim('a euro sign is 1 unit and 3 bytes', euro === '1 1 3');
  claim('an emoji is 2 units and 4 bytes', emoji === '2 1 4');
  claim('one letter for the eye, two characters', accent === '2 2 3');
}

function thereAndBack() {
  step('There and back');
  // All text can be written as UTF-8. The other way, each part that is no UTF-8
  // becomes U+FFFD, without an error: what it was is lost.
  const text = '5 \u20ac';
  const bytes = Buffer.from(text);
  show(`${escaped(text)} is ${bytes.toString('hex')}`);
  claim('text comes back', bytes.toString() === text);
  const image = Buffer.from('89504e47', 'hex');
  const lost = image.toString();
  show(`89504e47 is ${escaped(lost)}, and that ` +
    Buffer.from(lost).toString('hex'));
  claim('bytes do not', !Buffer.from(lost).equals(image));
  claim('isUtf8 tells which is which', isUtf8(bytes) && !isUtf8(image));
}

function splitCharacter() {
  step('A character split over two chunks');
  // Where a chunk ends is up to the network. The euro sign is three bytes; two
  // are in the first chunk. A decoder hands out whole characters, and keeps the
  // rest: stream.setEncoding('utf8') puts one into a stream.
  const chunks = [Buffer.from('3520e282', 'hex'), Buffer.from('ac', 'hex')];
  const decoder = new StringDecoder('utf8');
  let added = '';
  let decoded = '';
  for (const chunk of chunks) {
    const plain = chunk.toString();
    const whole = decoder.write(chunk);
    show(`${chunk.toString('hex').padEnd(9)} toString ` +
      `${escaped(plain).padEnd(12)}decoder ${escaped(whole)}`);
    added += plain;
    decoded += whole;
  }
  decoded += decoder.end();
  claim('text += chunk has broken it', added === '5 \ufffd\ufffd');
  claim('a StringDecoder mends it', decoded === '5 \u20ac');
  claim('so does concat before toString',
    Buffer.concat(chunks).toString() === '5 \u20ac');
}

function everyCut() {
  step('The same text, cut at every place');
  const text = 'caf\u00e9 5 \u20ac \u{1f600}';
  const bytes = Buffer.from(text);
  let broken = 0;
  let mended = 0;
  for (let at = 1; at < bytes.length; at++) {
    const first = bytes.subarray(0, at);
    const second = bytes.subarray(at);
    const decoder = new StringDecoder('utf8');
    const decoded = decoder.write(first) + decoder.end(second);
    if (first.toString() + second.toString() !== text) broken += 1;
    if (decoded === text) mended += 1;
  }
  show(`+= breaks ${broken} of ${bytes.length - 1} cuts`);
  claim('one for each byte within a character', broken === 1 + 2 + 3);
  claim('the decoder breaks none', mended === bytes.length - 1);
}

function cutOff() {
  step('Room for 4 bytes');
  // write ends before a character that does not fit, and returns how many bytes
  // it wrote. subarray knows only bytes.
  const room = Buffer.alloc(4);
  const written = room.write('5 \u20ac');
  show(`write: ${written} bytes, ${room.toString('hex')}`);
  claim('write does not split a character', written === 2);
  const cut = Buffer.from('5 \u20ac').subarray(0, 4).toString();
  show(`subarray(0, 4): ${escaped(cut)}`);
  claim('a cut does', cut === '5 \ufffd');
}

main();
