// Reference interpreter of the `stream` op language (docs/conformance/stream.md).
import { Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished } from 'node:stream';
import { pipeline as pipelineP, finished as finishedP } from 'node:stream/promises';

const MAX_LINES = 80;          // the last one is '...' when the trace is cut
const MAX_TURNS = 400;         // loop turns before a program is given up as endless
const QUIET_TURNS = 3;         // turns with nothing scheduled that count as settled

const READ_EVENTS = ['end', 'pause', 'resume'];
const WRITE_EVENTS = ['drain', 'prefinish', 'finish', 'pipe', 'unpipe'];

const clip = (text) => (text.length > 16 ? `${text.slice(0, 4)}..${text.slice(-4)}#${text.length}` : text);
function fmt(value) {
  if (value === null || value === undefined) return 'null';
  if (Buffer.isBuffer(value)) {
    for (const byte of value) if (byte < 0x20 || byte > 0x7e) return `<x:${clip(value.toString('hex'))}>`;
    return `<${clip(value.toString('latin1'))}>`;
  }
  if (typeof value === 'string') return `"${clip(value)}"`;
  return String(value);
}
function fmtErr(error) {
  if (error === null || error === undefined) return '-';
  if (Array.isArray(error.errors)) return `Aggregate(${error.errors.map(fmtErr).join(',')})`;
  return error.code ?? error.message;
}

export async function run(program, sink) {
  let lines = 0, closed = false, pending = 0;
  const log = (text) => {
    if (closed || lines >= MAX_LINES) return;
    sink(++lines === MAX_LINES ? '...' : text);
  };
  const streams = new Map();             // id -> { s, spec }
  const handlers = new Map();            // 'id ev' -> listeners that `on` attached, newest last
  const cleanups = new Map();            // label -> what finished() returned
  const get = (id) => streams.get(id).s;
  const nameOf = (s) => { for (const [id, e] of streams) if (e.s === s) return id; return '?'; };
  const mkErr = (name) => new Error(name);

  function schedule(at, fn) {
    switch (at ?? 'sync') {
      case 'sync': return void fn();
      case 'tick': return void process.nextTick(fn);
      case 'micro': return void queueMicrotask(fn);
      case 'imm': pending++; return void setImmediate(() => { pending--; fn(); });
      default: throw new Error(`at ${at}`);
    }
  }
  const wait = (at) => new Promise((resolve) => schedule(at, resolve));
  const modeAt = (at, k) => (Array.isArray(at) ? at[k % at.length] : at ?? 'sync');

  // ---- values
  function bytes(v) {
    if (typeof v === 'string') return Buffer.from(v, 'utf8');
    if (v.hex !== undefined) return Buffer.from(v.hex, 'hex');
    if (v.rep !== undefined) return Buffer.alloc(v.len, v.rep);
    if (v.z) return Buffer.alloc(0);
    throw new Error(`chunk ${JSON.stringify(v)}`);
  }
  const readObj = (spec) => (spec.kind === 'from' ? spec.obj !== false : !!(spec.obj || spec.robj));
  const writeObj = (spec) => !!(spec.obj || spec.wobj);
  const value = (v, obj) => (obj ? v : bytes(v));

  // ---- implementations
  function settle(stream, plan, k, done, cb) {         // plan: { at, fail }
    const fail = plan.fail && (plan.fail.n ?? 0) === k ? plan.fail : null;
    if (fail?.how === 'throw') throw mkErr(fail.err);
    schedule(modeAt(plan.at, k), () => {
      if (!fail) return done();
      switch (fail.how) {
        case 'cb': return cb(mkErr(fail.err));
        case 'destroy': stream.destroy(mkErr(fail.err)); return cb();
        case 'destroyonly': return void stream.destroy(mkErr(fail.err));
        case 'twice': done(); return cb();
        case 'never': return;
        default: throw new Error(`how ${fail.how}`);
      }
    });
  }
  function perform(stream, id, actions, obj) {          // one entry of a source script
    for (const a of Array.isArray(actions) ? actions : [actions]) {
      if (a === null) log(`${id} push null ${stream.push(null)}`);
      else if (a.e) stream.destroy(mkErr(a.e));
      else if (a.t) throw mkErr(a.t);
      else if (a.d) stream.destroy();
      else { const v = value(a, obj); log(`${id} push ${fmt(v)} ${stream.push(v)}`); }
    }
  }
  function apply(fn, chunk, k, plan, held) {            // -> [values to push, value for the callback]
    switch (fn) {
      case 'pass': return [[], chunk];
      case 'push': return [[chunk], undefined];
      case 'dup': return [[chunk, chunk], undefined];
      case 'drop': return k % 2 ? [[], undefined] : [[], chunk];
      case 'hold': held.push(chunk); return [[], undefined];
      case 'end': return [k === (plan.endAt ?? 1) ? [null] : [], k < (plan.endAt ?? 1) ? chunk : undefined];
      case 'upper':
        if (Buffer.isBuffer(chunk)) return [[], Buffer.from(chunk.toString('latin1').toUpperCase(), 'latin1')];
        return [[], typeof chunk === 'number' ? chunk + 100 : chunk.toUpperCase()];
      case 'split': return [Array.from(chunk, (byte) => Buffer.from([byte])), undefined];
      case 'len': return [[], chunk.length];
      case 'str': return [[], Buffer.from(`[${chunk}]`)];
      default: throw new Error(`fn ${fn}`);
    }
  }

  function build(spec) {
    const { id, kind } = spec;
    const hook = (name, k) => { const ops = spec.hooks?.[name]?.[k]; if (ops) exec(ops); };
    const o = {};
    if (spec.obj) o.objectMode = true;
    if (spec.robj) o.readableObjectMode = true;
    if (spec.wobj) o.writableObjectMode = true;
    if (spec.hwm !== undefined) o.highWaterMark = spec.hwm;
    if (spec.rhwm !== undefined) o.readableHighWaterMark = spec.rhwm;
    if (spec.whwm !== undefined) o.writableHighWaterMark = spec.whwm;
    if (spec.enc) o.encoding = spec.enc;
    if (spec.autoDestroy === false) o.autoDestroy = false;
    if (spec.emitClose === false) o.emitClose = false;
    if (spec.half === false) o.allowHalfOpen = false;
    if (spec.noread) o.readable = false;
    if (spec.nowrite) o.writable = false;

    if (spec.src) {
      let k = 0;
      o.read = function (n) {
        const i = k++;
        log(`${id} _read ${n}`);
        hook('read', i);
        if (i >= spec.src.length) return;
        schedule(modeAt(spec.at, i), () => perform(this, id, spec.src[i], readObj(spec)));
      };
    }
    if (spec.write) {
      let k = 0;
      o.write = function (chunk, enc, cb) {
        const i = k++;
        log(`${id} _write ${fmt(chunk)}`);
        hook('write', i);
        settle(this, spec.write, i, () => cb(), cb);
      };
      if (spec.write.v) {
        o.writev = function (chunks, cb) {
          const i = k++;
          log(`${id} _writev ${chunks.map((c) => fmt(c.chunk)).join(' ')}`);
          hook('write', i);
          settle(this, spec.write, i, () => cb(), cb);
        };
      }
    }
    const held = [];
    if (spec.transform) {
      let k = 0;
      o.transform = function (chunk, enc, cb) {
        const i = k++;
        log(`${id} _transform ${fmt(chunk)}`);
        hook('transform', i);
        settle(this, spec.transform, i, () => {
          const [out, val] = apply(spec.transform.fn, chunk, i, spec.transform, held);
          for (const v of out) log(`${id} push ${fmt(v)} ${this.push(v)}`);
          if (val === undefined) cb(); else cb(null, val);
        }, cb);
      };
    }
    if (spec.flush) {
      o.flush = function (cb) {
        log(`${id} _flush`);
        hook('flush', 0);
        settle(this, spec.flush, 0, () => {
          const out = [...held.splice(0), ...(spec.flush.push ?? []).map((v) => (v === null ? v : value(v, readObj(spec))))];
          for (const v of out) log(`${id} push ${fmt(v)} ${this.push(v)}`);
          if (spec.flush.data === undefined) cb(); else cb(null, value(spec.flush.data, readObj(spec)));
        }, cb);
      };
    }
    if (spec.final) {
      o.final = function (cb) {
        log(`${id} _final`);
        hook('final', 0);
        settle(this, spec.final, 0, () => cb(), cb);
      };
    }
    if (spec.destroy) {
      o.destroy = function (error, cb) {
        log(`${id} _destroy ${fmtErr(error)}`);
        hook('destroy', 0);
        settle(this, spec.destroy, 0, () => cb(spec.destroy.swallow ? null : error), cb);
      };
    }
    if (spec.construct) {
      o.construct = function (cb) {
        log(`${id} _construct`);
        settle(this, spec.construct, 0, () => cb(), cb);
      };
    }

    switch (kind) {
      case 'readable': return new Readable(o);
      case 'writable': return new Writable(o);
      case 'duplex': return new Duplex(o);
      case 'transform': return new Transform(o);
      case 'passthrough': return new PassThrough(o);
      case 'from': {
        const obj = readObj(spec), at = spec.at, fail = spec.fail;
        const items = spec.how === 'string' ? spec.items : spec.items.map((v) => value(v, obj));
        const opts = {};
        if (spec.obj === false) opts.objectMode = false;
        if (spec.hwm !== undefined) opts.highWaterMark = spec.hwm;
        if (spec.how === 'gen') return Readable.from((function* () { yield* syncItems(id, items, fail); })(), opts);
        if (spec.how === 'agen') return Readable.from(asyncItems(id, items, at, fail), opts);
        return Readable.from(items, opts);
      }
      default: throw new Error(`kind ${kind}`);
    }
  }
  function* syncItems(id, items, fail) {
    try {
      for (let i = 0; i < items.length; i++) {
        if (fail && fail.n === i) throw mkErr(fail.err);
        log(`${id} yield ${fmt(items[i])}`);
        yield items[i];
      }
      log(`${id} over`);
    } catch (error) { log(`${id} caught ${fmtErr(error)}`); throw error; } finally { log(`${id} finally`); }
  }
  async function* asyncItems(id, items, at, fail) {
    try {
      for (let i = 0; i < items.length; i++) {
        const m = modeAt(at, i);
        if (m !== 'sync') await wait(m);
        if (fail && fail.n === i) throw mkErr(fail.err);
        log(`${id} yield ${fmt(items[i])}`);
        yield items[i];
      }
      log(`${id} over`);
    } catch (error) { log(`${id} caught ${fmtErr(error)}`); throw error; } finally { log(`${id} finally`); }
  }

  // ---- functions in a pipeline
  function stage(item) {
    if (typeof item === 'string') return get(item);
    const obj = !!item.obj, { id, at, fail } = item;
    if (item.arr) return item.arr.map((v) => value(v, obj));
    if (item.gen === 'ssrc') return () => syncItems(id, item.vs.map((v) => value(v, obj)), fail);
    if (item.gen === 'src') return () => asyncItems(id, item.vs.map((v) => value(v, obj)), at, fail);
    if (item.gen === 'map') {
      return async function* (source) {
        let i = 0;
        const held = [];
        try {
          for await (const chunk of source) {
            log(`${id} got ${fmt(chunk)}`);
            const m = modeAt(at, i);
            if (m !== 'sync') await wait(m);
            if (fail && fail.n === i) throw mkErr(fail.err);
            if (item.stop === i) return;
            const [out, val] = apply(item.fn ?? 'pass', chunk, i, item, held);
            for (const v of out) yield v;
            if (val !== undefined) yield val;
            i++;
          }
          for (const v of held) yield v;
          log(`${id} over`);
        } finally { log(`${id} finally`); }
      };
    }
    if (item.gen === 'sink') {
      return async function (source) {
        let i = 0;
        try {
          for await (const chunk of source) {
            log(`${id} got ${fmt(chunk)}`);
            const m = modeAt(at, i);
            if (m !== 'sync') await wait(m);
            if (fail && fail.n === i) throw mkErr(fail.err);
            i++;
            if (item.stop === i) return i;
          }
          log(`${id} over`);
          return i;
        } finally { log(`${id} finally`); }
      };
    }
    throw new Error(`stage ${JSON.stringify(item)}`);
  }

  // ---- ops
  const bit = (b) => (b ? 1 : 0);
  function state(id) {
    const { s, spec } = streams.get(id);
    const parts = [`= ${id}`];
    if (spec.kind !== 'writable') {
      parts.push(`len=${s.readableLength} hwm=${s.readableHighWaterMark} flow=${s.readableFlowing} paused=${bit(s.isPaused())}`,
        `rend=${bit(s.readableEnded)} did=${bit(s.readableDidRead)} rabort=${bit(s.readableAborted)} rable=${bit(s.readable)}`);
    }
    if (spec.kind !== 'readable' && spec.kind !== 'from') {
      parts.push(`wlen=${s.writableLength} whwm=${s.writableHighWaterMark} need=${bit(s.writableNeedDrain)} cork=${s.writableCorked}`,
        `wend=${bit(s.writableEnded)} fin=${bit(s.writableFinished)} wable=${bit(s.writable)}`);
    }
    parts.push(`destroyed=${bit(s.destroyed)} closed=${bit(s.closed)} err=${fmtErr(s.errored)}`);
    log(parts.join(' '));
  }
  const report = (label) => (error, val) => log(error ? `${label} failed ${fmtErr(error)}` : `${label} ok${val === undefined ? '' : ` ${fmt(val)}`}`);
  const writeCb = (label) => (error) => log(error ? `cb ${label} ${fmtErr(error)}` : `cb ${label}`);

  function doOp(op) {
    const entry = op.s === undefined ? null : streams.get(op.s);
    const s = entry?.s, spec = entry?.spec;
    switch (op.op) {
      case 'write': {
        const v = value(op.v, writeObj(spec));
        const ok = op.cb ? s.write(v, writeCb(op.cb)) : s.write(v);
        return log(`${op.s} write ${fmt(v)} ${ok}`);
      }
      case 'pump': {
        let i = 0;
        const go = () => {
          while (i < op.vs.length) {
            const v = value(op.vs[i++], writeObj(spec));
            const ok = s.write(v);
            log(`${op.s} write ${fmt(v)} ${ok}`);
            if (!ok) return void s.once('drain', go);
          }
          if (op.end) s.end();
        };
        return go();
      }
      case 'end': {
        const args = [];
        if (op.v !== undefined) args.push(value(op.v, writeObj(spec)));
        if (op.cb) args.push(writeCb(op.cb));
        return void s.end(...args);
      }
      case 'cork': return s.cork();
      case 'uncork': return s.uncork();
      case 'destroy': return void (op.err ? s.destroy(mkErr(op.err)) : s.destroy());
      case 'read': {
        const v = op.n === undefined ? s.read() : s.read(op.n);
        return log(`${op.s} read(${op.n ?? ''}) ${fmt(v)}`);
      }
      case 'readall':
        for (let guard = 0; guard < 50; guard++) {
          const v = op.n === undefined ? s.read() : s.read(op.n);
          log(`${op.s} read(${op.n ?? ''}) ${fmt(v)}`);
          if (v === null) return;
        }
        return;
      case 'push': {
        const v = op.v === null ? null : value(op.v, readObj(spec));
        return log(`${op.s} push ${fmt(v)} ${s.push(v)}`);
      }
      case 'unshift': {
        if (!readObj(spec) && s.readableEncoding) return log(`${op.s} unshift "${op.v}" ${s.unshift(op.v, 'utf8')}`);
        const v = value(op.v, readObj(spec));
        return log(`${op.s} unshift ${fmt(v)} ${s.unshift(v)}`);
      }
      case 'pause': return void s.pause();
      case 'resume': return void s.resume();
      case 'setEncoding': return void s.setEncoding(op.enc);
      case 'pipe': return void (op.end === false ? s.pipe(get(op.to), { end: false }) : s.pipe(get(op.to)));
      case 'unpipe': return void (op.to ? s.unpipe(get(op.to)) : s.unpipe());
      case 'on': {
        let k = 0;
        const listener = (...args) => {
          const i = k++;
          if (op.ev === 'data') log(`${op.s} data ${fmt(args[0])}`);
          else if (op.ev === 'readable') log(`${op.s} readable`);
          if (op.each) exec(op.each);
          const ops = op.nth?.[i];
          if (ops) exec(ops);
        };
        const key = `${op.s} ${op.ev}`;
        if (!handlers.has(key)) handlers.set(key, []);
        handlers.get(key).push(listener);
        return void (op.once ? s.once(op.ev, listener) : s.on(op.ev, listener));
      }
      case 'off': {
        const listener = handlers.get(`${op.s} ${op.ev}`)?.pop();
        if (listener) s.off(op.ev, listener);
        return;
      }
      case 'finished': {
        if (op.promise) return void finishedP(s, op.opts ?? {}).then(() => report(op.label)(), report(op.label));
        return void cleanups.set(op.label, op.opts ? finished(s, op.opts, report(op.label)) : finished(s, report(op.label)));
      }
      case 'cleanup': return cleanups.get(op.label)?.();
      case 'pipeline': {
        const chain = op.chain.map(stage);
        if (op.promise) {
          const args = op.end === false ? [...chain, { end: false }] : chain;
          return void pipelineP(...args).then((v) => report(op.label)(null, v), report(op.label));
        }
        return void pipeline(...chain, report(op.label));
      }
      case 'forawait': {
        const source = op.keep ? s.iterator({ destroyOnReturn: false }) : s;
        return void (async () => {
          try {
            let i = 0;
            for await (const v of source) {
              log(`${op.label} got ${fmt(v)}`);
              const m = modeAt(op.at, i);
              if (m !== 'sync') await wait(m);
              const ops = op.nth?.[i];
              if (ops) exec(ops);
              if (op.thr === i) throw mkErr(op.err);
              if (op.brk === i) break;
              i++;
            }
            log(`${op.label} done`);
          } catch (error) { log(`${op.label} caught ${fmtErr(error)}`); }
        })();
      }
      case 'state': return state(op.s);
      case 'log': return log(`# ${op.text}`);
      case 'tick': case 'micro': case 'imm': return schedule(op.op, () => exec(op.do));
      default: throw new Error(`op ${op.op}`);
    }
  }
  function exec(ops) {
    for (const op of ops) {
      if (op.op === 'throw') throw mkErr(op.err);       // the one op whose error leaves the handler
      try { doOp(op); } catch (error) { log(`${op.op}${op.s ? ` ${op.s}` : ''} threw ${fmtErr(error)}`); }
    }
  }

  // ---- the run
  const onUncaught = (error) => log(`uncaught ${fmtErr(error)}`);
  process.on('uncaughtException', onUncaught);
  const turn = (fn) => new Promise((resolve) => setImmediate(() => { try { fn?.(); } finally { resolve(); } }));
  await turn(() => {                                    // a macrotask of its own, so ticks come before microtasks
    for (const spec of program.streams) {
      const s = build(spec);
      streams.set(spec.id, { s, spec });
      const w = spec.kind !== 'readable' && spec.kind !== 'from', r = spec.kind !== 'writable';
      for (const ev of [...(r ? READ_EVENTS : []), ...(w ? WRITE_EVENTS : [])]) {
        s.on(ev, (arg) => log(ev === 'pipe' || ev === 'unpipe' ? `${spec.id} ${ev} ${nameOf(arg)}` : `${spec.id} ${ev}`));
      }
      if (!spec.noerr) s.on('error', (error) => log(`${spec.id} error ${fmtErr(error)}`));
      s.on('close', () => log(`${spec.id} close`));
    }
    exec(program.main);
  });
  let turns = 0;
  for (let quiet = 0; quiet < QUIET_TURNS && turns < MAX_TURNS; turns++) {
    await turn();
    quiet = pending === 0 ? quiet + 1 : 0;
  }
  if (turns === MAX_TURNS) log('endless');
  for (const spec of program.streams) state(spec.id);
  closed = true;
  process.off('uncaughtException', onUncaught);
}
