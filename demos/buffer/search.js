'use strict';
// Are these bytes the same, which come first, and where are they?
//
// A Buffer is an object: operators of the language look at the object, or turn
// it into a string first. Buffer has methods that look at the bytes.

const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'How do you compare, sort and search Buffers?',
    say:
      'equals compares bytes; === asks whether it is the same object. ' +
      'Buffer.compare gives -1, 0 or 1, byte by byte and unsigned: pass it ' +
      'to sort. indexOf finds a byte, a text or other bytes, and returns an ' +
      'offset in bytes, or -1.',
    trap:
      '"indexOf counts characters": bytes. "What I look for is within one ' +
      'chunk": it may begin in one and end in the next. And equals ends at ' +
      'the first difference, so its time tells how much of a secret was ' +
      'right: for secrets there is crypto.timingSafeEqual.',
  });
  sameBytes();
  order();
  numbersAsKeys();
  search();
  splitDelimiter();
  done();
}

function sameBytes() {
  step('The same bytes, or the same object?');
  // (C++ would compare where the bytes are.)
  const a = Buffer.from('abc');
  const b = Buffer.from('abc');
  show(`a === b      ${a === b}`);
  show(`a.equals(b)  ${a.equals(b)}`);
  claim('two Buffers are never ===', a !== b);
  claim('equals looks at the bytes', a.equals(b));
}

function sorted(list) {
  list.sort(Buffer.compare);
  return list.map((buf) => buf.toString('hex')).join(' ');
}

function order() {
  step('In which order?');
  // The first byte that differs decides. Bytes are unsigned, and what is only
  // the beginning of the other comes first. For text in UTF-8 that is the order
  // of the code points. Strings in JavaScript are compared by UTF-16 units, and
  // the surrogates of an emoji, d83d de00, are below the U+FF5E of this tilde.
  const list =
    sorted([Buffer.from([0xff]), Buffer.from('ab'), Buffer.from('a')]);
  show(list);
  claim('a prefix first, and ff last', list === '61 6162 ff');
  const tilde = '\uff5e';
  const emoji = '\u{1f600}';
  const bytes = Buffer.compare(Buffer.from(tilde), Buffer.from(emoji));
  show(`U+FF5E and U+1F600: as bytes ${bytes}, ` +
    `as strings ${tilde < emoji ? -1 : 1}`);
  claim('bytes and strings do not sort alike', bytes < 0 && tilde > emoji);
}

function numbersAsKeys() {
  step('Numbers as keys: 2, 256 and 1, sorted');
  // Databases keep their keys in the order of the bytes. With the highest byte
  // first that is the order of the numbers, as long as they are not negative.
  const big = [];
  const little = [];
  for (const number of [2, 256, 1]) {
    big.push(Buffer.alloc(2));
    big.at(-1).writeUInt16BE(number);
    little.push(Buffer.alloc(2));
    little.at(-1).writeUInt16LE(number);
  }
  show(`BE  ${sorted(big)}`);
  show(`LE  ${sorted(little)}`);
  claim('big-endian: 1, 2, 256', sorted(big) === '0001 0002 0100');
  claim('little-endian: 256, 1, 2', sorted(little) === '0001 0100 0200');
}

function search() {
  step('Where is it?');
  // The second number is where to begin, from the end if it is negative.
  const menu = Buffer.from('caf\u00e9 au lait');
  show(`'au'    ${menu.indexOf('au')}`);
  show(`'a'     ${menu.indexOf('a')}, then ${menu.indexOf('a', 2)}, ` +
    `last ${menu.lastIndexOf('a')}`);
  show(`0x20    ${menu.indexOf(0x20)}`);
  show(`'tea'   ${menu.indexOf('tea')}`);
  claim("'au' is character 5, but byte 6", menu.indexOf('au') === 6);
  claim('what is not there is at -1', menu.indexOf('tea') === -1);
  claim('a part of a character can be found',
    menu.includes(Buffer.from([0xa9])));
}

function splitDelimiter() {
  step('Where does the head of a request end?');
  // At an empty line. Chunks end anywhere, so what we look for may be in two of
  // them. Join, and look again from 3 bytes before the seam on, not from 0: or
  // a client that sends byte by byte makes us read everything again each time.
  const end = '\r\n\r\n';
  const first = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r');
  const second = Buffer.from('\nbody');
  show(`in the chunks  ${first.indexOf(end)} and ${second.indexOf(end)}`);
  const joined = Buffer.concat([first, second]);
  const at = joined.indexOf(end, first.length - 3);
  const body = joined.subarray(at + end.length).toString();
  show(`joined         ${at}, and behind it '${body}'`);
  claim('neither chunk has it', !first.includes(end) && !second.includes(end));
  claim('both together have', body === 'body');
}

main();
