// The reference interpreter of buffer programs: docs/conformance/buffer.md has the op language.
import buffer, { Buffer, transcode, isUtf8, isAscii } from 'node:buffer';

// A number field is a JSON number or one of "NaN", "Infinity", "-Infinity", "-0".
const num = (value) => (value === undefined ? undefined : Number(value));

export function quote(text) {
  let out = '"';
  for (const char of text.toWellFormed()) {
    const code = char.codePointAt(0);
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029 || code === 0xfeff)
      out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

export const showNumber = (value) => (Object.is(value, -0) ? '-0' : String(value));

// <LENGTH:HEX>, or for more than 64 bytes <LENGTH:first 32..last 8#FNV-1a of all>.
export function show(bytes) {
  if (bytes.length <= 64) return `<${bytes.length}:${bytes.hexSlice(0, bytes.length)}>`;
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `<${bytes.length}:${bytes.hexSlice(0, 32)}..${bytes.hexSlice(bytes.length - 8, bytes.length)}` +
    `#${hash.toString(16).padStart(8, '0')}>`;
}

const showError = (error) =>
  `throws ${typeof error.code === 'string' ? error.code : error.name}: ${error.message}`;

// Bytes given as hex, never taken from the pool.
function literal(hex) {
  const bytes = Buffer.alloc(hex.length / 2);
  bytes.hexWrite(hex, 0, bytes.length);
  return bytes;
}

// A value to fill with or to look for: {num} | {str} | {hex}.
function operand(value) {
  if (value.num !== undefined) return num(value.num);
  if (value.str !== undefined) return value.str;
  return literal(value.hex);
}

// The arguments of a call, without the absent ones at the end.
function args(...list) {
  while (list.length && list[list.length - 1] === undefined) list.pop();
  return list;
}

export function makeState() {
  return { slots: new Map(), pools: [] };
}

export function endState() {
  Buffer.poolSize = 8192;
}

class Unset extends Error {}

const ops = {
  alloc(s, op, get, put) {
    return put(Buffer.alloc(...args(num(op.size), op.fill && operand(op.fill), op.enc)));
  },
  allocUnsafe(s, op, get, put) {
    put(Buffer.allocUnsafe(num(op.size)).fill(0));
    return `len=${get(op.to).length}`;
  },
  allocUnsafeSlow(s, op, get, put) {
    put(Buffer.allocUnsafeSlow(num(op.size)).fill(0));
    return `len=${get(op.to).length}`;
  },
  fromString: (s, op, get, put) => put(Buffer.from(...args(op.str, op.enc))),
  fromArray: (s, op, get, put) => put(Buffer.from(op.items.map(num))),
  of: (s, op, get, put) => put(Buffer.of(...op.items.map(num))),
  fromBuffer: (s, op, get, put) => put(Buffer.from(get(op.b))),
  fromJSON: (s, op, get, put) => put(Buffer.from(get(op.b).toJSON())),
  view: (s, op, get, put) => put(Buffer.from(...args(get(op.b).buffer, num(op.offset), num(op.length)))),
  copyBytesFrom: (s, op, get, put) => put(Buffer.copyBytesFrom(...args(get(op.b), num(op.offset), num(op.length)))),
  concat: (s, op, get, put) => put(Buffer.concat(...args(op.list.map(get), num(op.length)))),
  subarray: (s, op, get, put) => put(get(op.b).subarray(...args(num(op.start), num(op.end)))),
  slice: (s, op, get, put) => put(get(op.b).slice(...args(num(op.start), num(op.end)))),
  transcode: (s, op, get, put) => put(transcode(get(op.b), op.from, op.into)),
  show: (s, op, get) => show(get(op.b)),
  length: (s, op, get) => String(get(op.b).length),
  toString: (s, op, get) => quote(get(op.b).toString(...args(op.enc, num(op.start), num(op.end)))),
  toJSON: (s, op, get) => JSON.stringify(get(op.b)),
  byteLength: (s, op) => String(Buffer.byteLength(...args(op.str, op.enc))),
  isEncoding: (s, op) => String(Buffer.isEncoding(op.enc)),
  isUtf8: (s, op, get) => String(isUtf8(get(op.b))),
  isAscii: (s, op, get) => String(isAscii(get(op.b))),
  constants: () => `${buffer.constants.MAX_LENGTH} ${buffer.constants.MAX_STRING_LENGTH} ${Buffer.poolSize}`,
  write(s, op, get) {
    const b = get(op.b);
    const list = [op.str];
    if (op.offset !== undefined) list.push(num(op.offset));
    if (op.length !== undefined) list.push(num(op.length));
    if (op.enc !== undefined) list.push(op.enc);
    const count = b.write(...list);
    return `n=${count} ${show(b)}`;
  },
  fill(s, op, get) {
    const b = get(op.b);
    const list = [operand(op.value)];
    if (op.offset !== undefined) list.push(num(op.offset));
    if (op.end !== undefined) list.push(num(op.end));
    if (op.enc !== undefined) list.push(op.enc);
    b.fill(...list);
    return show(b);
  },
  copy(s, op, get) {
    const target = get(op.target);
    const count = get(op.b).copy(...args(target, num(op.targetStart), num(op.sourceStart), num(op.sourceEnd)));
    return `n=${count} ${show(target)}`;
  },
  indexOf: (s, op, get) => search(get(op.b), 'indexOf', op),
  lastIndexOf: (s, op, get) => search(get(op.b), 'lastIndexOf', op),
  includes: (s, op, get) => search(get(op.b), 'includes', op),
  compare: (s, op, get) => String(get(op.b).compare(...args(get(op.target), num(op.targetStart), num(op.targetEnd),
    num(op.sourceStart), num(op.sourceEnd)))),
  compareStatic: (s, op, get) => String(Buffer.compare(get(op.b), get(op.target))),
  equals: (s, op, get) => String(get(op.b).equals(get(op.target))),
  swap16: (s, op, get) => show(get(op.b).swap16()),
  swap32: (s, op, get) => show(get(op.b).swap32()),
  swap64: (s, op, get) => show(get(op.b).swap64()),
  read(s, op, get) {
    const result = get(op.b)[op.method](...args(num(op.offset), num(op.byteLength)));
    return typeof result === 'bigint' ? `${result}n` : showNumber(result);
  },
  writeNumber(s, op, get) {
    const b = get(op.b);
    const value = op.big === undefined ? num(op.value) : BigInt(op.big);
    const end = b[op.method](...args(value, num(op.offset), num(op.byteLength)));
    return `n=${end} ${show(b)}`;
  },
  get: (s, op, get) => String(get(op.b)[num(op.index)]),
  at: (s, op, get) => String(get(op.b).at(num(op.index))),
  set(s, op, get) {
    const b = get(op.b);
    b[num(op.index)] = num(op.value);
    return show(b);
  },
  bytes: (s, op, get) => [...get(op.b)].join(','),
  poolSize(s, op) {
    Buffer.poolSize = op.size;
    return String(Buffer.poolSize);
  },
  // A new pool of 8192 bytes, whose first 8 bytes are taken.
  poolReset(s) {
    Buffer.poolSize = 8192;
    while (Buffer.allocUnsafe(8).byteOffset !== 0);
    s.pools.length = 0;
    return 'ok';
  },
  // Where the bytes of a buffer lie: storages are numbered as this op first meets them, empty ones are not.
  place(s, op, get) {
    const b = get(op.b);
    if (b.buffer.byteLength === 0) return 'storage=none';
    let id = s.pools.indexOf(b.buffer);
    if (id < 0) id = s.pools.push(b.buffer) - 1;
    return `storage=${id} bytes=${b.buffer.byteLength} offset=${b.byteOffset} length=${b.length}`;
  },
  shares: (s, op, get) => String(get(op.b).buffer.byteLength > 0 && get(op.b).buffer === get(op.target).buffer),
};

function search(b, method, op) {
  const list = [operand(op.value)];
  if (op.offset !== undefined) list.push(num(op.offset));
  if (op.enc !== undefined) list.push(op.enc);
  return String(b[method](...list));
}

// Runs one op and returns its line, without its number.
export function step(state, op) {
  const get = (name) => {
    const found = state.slots.get(name);
    if (found === undefined) throw new Unset();
    return found;
  };
  const put = (made) => {
    state.slots.set(op.to, made);
    return show(made);
  };
  try {
    return `${op.op} ${ops[op.op](state, op, get, put)}`;
  } catch (error) {
    if (error instanceof Unset) return `${op.op} unset`;
    return `${op.op} ${showError(error)}`;
  }
}

export async function run(program, log) {
  const state = makeState();
  try {
    program.ops.forEach((op, index) => log(`${index} ${step(state, op)}`));
  } finally {
    endState();
  }
}
