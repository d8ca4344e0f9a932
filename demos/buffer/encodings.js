'use strict';
// Which encoding carries bytes, and what happens to a bad one?
//
// Encodings go two ways. utf8, utf16le, latin1 and ascii write text as bytes:
// for text. hex, base64 and base64url write bytes as text: for whatever has to
// pass through a place where only text is allowed, a URL, a header, JSON.

const { atob } = require('buffer');
const { card, step, show, claim, done } = require('../lesson.js');

function main() {
  card({
    asked: 'hex, base64, base64url, latin1: when do you use which?',
    say:
      'hex to look at bytes and for checksums: two characters a byte. base64 ' +
      'for bytes within JSON or mail: four characters for three bytes. ' +
      'base64url the same for URLs, file names and tokens: - and _, no ' +
      'padding. All three bring back every byte, and so does latin1; utf8 ' +
      'does not, it is for text.',
    trap:
      '"Bad base64 throws": Buffer.from never does, it skips or stops. ' +
      'Encode the result again and compare; only atob is strict. "base64 ' +
      'hides the password": it is no encryption. And ascii checks nothing: ' +
      'it drops a bit of each byte. Next: buffer/numbers.',
  });
  sameBytes();
  whichComeBack();
  badInput();
  noEncryption();
  done();
}

function sameBytes() {
  step('The same four bytes');
  // base64 takes 6 bits a character, so 3 bytes are 4 characters; `=` fills up
  // the last four. In a URL `+` means a blank and `/` parts a path, which is
  // why there is base64url. Reading, Node takes either alphabet for both.
  const bytes = Buffer.from([0xfb, 0xff, 0xbf, 0x00]);
  const base64 = bytes.toString('base64');
  const base64url = bytes.toString('base64url');
  show(`hex        ${bytes.toString('hex')}`);
  show(`base64     ${base64}`);
  show(`base64url  ${base64url}`);
  claim('base64url is base64 with - and _, unpadded',
    base64 === '+/+/AA==' && base64url === '-_-_AA');
  claim('each reads what the other wrote',
    Buffer.from(base64, 'base64url').equals(bytes) &&
    Buffer.from(base64url, 'base64').equals(bytes));
  const large = Buffer.alloc(3000);
  const asHex = large.toString('hex').length;
  const asBase64 = large.toString('base64').length;
  show(`3000 bytes: ${asHex} characters of hex, ${asBase64} of base64`);
  claim('twice the size, and a third more',
    asHex === 6000 && asBase64 === 4000);
}

function comesBack(name, bytes) {
  const text = bytes.toString(name);
  const back = Buffer.from(text, name);
  const same = back.equals(bytes);
  const size = String(back.length).padStart(3);
  show(`${name.padEnd(10)} ${size} bytes, ${same ? 'the same' : 'others'}`);
  return same;
}

function whichComeBack() {
  step('All 256 bytes, to text and back');
  // latin1 has one character for each byte. utf8 replaces what is no UTF-8 by
  // U+FFFD, which takes 3 bytes. ascii leaves out the highest bit of each byte.
  const bytes = Buffer.alloc(256);
  for (let i = 0; i < 256; i++) bytes[i] = i;
  let back = 0;
  for (const name of ['hex', 'base64', 'base64url', 'latin1']) {
    back += comesBack(name, bytes);
  }
  claim('these four carry any bytes', back === 4);
  back = comesBack('utf8', bytes) + comesBack('ascii', bytes);
  claim('these two do not', back === 0);
  const euro = Buffer.from('\u20ac', 'latin1');
  show(`a euro sign in latin1: ${euro.toString('hex')}`);
  claim('the low byte of U+20AC, no error', euro.toString('hex') === 'ac');
}

function read(text, name) {
  const bytes = Buffer.from(text, name).toString('latin1');
  show(`${name.padEnd(7)} ${text.padEnd(10)} gives '${bytes}'`);
  return bytes;
}

function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return null;
}

function badInput() {
  step('What is not hex, and what is not base64');
  // Nothing throws: all that you see is that bytes are missing. Only the name
  // of the encoding is checked. (atob is for what browsers run, too.)
  const whole = read('414243', 'hex');
  const stopped = read('41-42', 'hex');
  const dropped = read('41424', 'hex');
  claim('hex stops at the first pair that is none',
    whole === 'ABC' && stopped === 'A' && dropped === 'AB');
  const skipped = read('QU JD!', 'base64');
  const ended = read('QQ==QUJD', 'base64');
  claim('base64 skips what it does not know, and ends at =',
    skipped === 'ABC' && ended === 'A');
  claim('encoded again, a bad text is another one',
    Buffer.from(stopped, 'latin1').toString('hex') !== '41-42');
  const strict = thrownBy(() => atob('QU JD!'));
  const unknown = thrownBy(() => Buffer.from('41', 'base16'));
  show(`atob    QU JD!     throws ${strict.name}`);
  show(`base16  41         throws ${unknown.code}`);
  claim('atob is strict, and the name has to be known', strict && unknown);
}

function noEncryption() {
  step('The middle part of a JSON Web Token');
  const payload = 'eyJ1c2VyIjoiYWRhIiwiYWRtaW4iOmZhbHNlfQ';
  const text = Buffer.from(payload, 'base64url').toString();
  show(text);
  claim('everybody can read it', text === '{"user":"ada","admin":false}');
}

main();
