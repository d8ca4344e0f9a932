// Topic "loop": runs one program of the op language of docs/conformance/loop.md and logs its trace.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import timersPromises from 'node:timers/promises';
import { AsyncLocalStorage } from 'node:async_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const ATTEMPTS = 200;     // void runs (docs/conformance/loop.md, 1.6) are repeated at most so often
const mods = { fs, timersPromises, AsyncLocalStorage, monitorEventLoopDelay };

export const stats = { runs: 0, voids: 0 };

export async function run(program, log) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    stats.runs++;
    const lines = program.fresh ? runFresh(program) : await runHere(program);
    if (lines !== null) {
      for (const line of lines) log(line);
      return;
    }
    stats.voids++;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  log('!void');
}

// Both answer null when the clock rule made the run void.
async function runHere(program) {
  const lines = [];
  let voided = false;
  const quietUntil = await new Promise((resolve) => {
    const guard = setTimeout(() => { lines.push('!hang'); resolve(0); }, 20000);   // also keeps the loop alive
    interpret(program, (line) => lines.push(line), mods, () => { voided = true; }, (until) => {
      clearTimeout(guard);
      resolve(until);
    });
  });
  // An emptied list of a cleared unref'd timer stays in the queue until its expiry: let it go first.
  const left = quietUntil - performance.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left + 2));
  return voided ? null : lines;
}

function runFresh(program) {
  const module = program.start === 'main-module';
  const head = module ?
    "import fs from 'node:fs'; import timersPromises from 'node:timers/promises';" +
    "import { AsyncLocalStorage } from 'node:async_hooks'; import { monitorEventLoopDelay } from 'node:perf_hooks';" :
    "const fs = require('fs'); const timersPromises = require('timers/promises');" +
    "const { AsyncLocalStorage } = require('async_hooks'); const { monitorEventLoopDelay } = require('perf_hooks');";
  const code = `${head}
    const put = (line) => fs.writeSync(1, line + '\\n');
    (${interpret})(JSON.parse(process.argv[1]), put,
      { fs, timersPromises, AsyncLocalStorage, monitorEventLoopDelay },
      () => put('!void'), null);`;
  const args = [...(module ? ['--input-type=module'] : []), '-e', code, JSON.stringify(program)];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20000 });
  const lines = child.stdout.split('\n').slice(0, -1);
  if (lines.includes('!void')) return null;
  lines.push(child.signal ? `killed ${child.signal}` : `exit code ${child.status}`);
  return lines;
}

// Self-contained: its text is also the main script of a fresh program.
function interpret(program, log, mods, onVoid, onFinish) {
  const { fs, timersPromises, AsyncLocalStorage, monitorEventLoopDelay } = mods;
  const { Pipe } = process.binding('pipe_wrap');      // a bare handle: its close callback and nothing else
  const closeHandle = (callback) => new Pipe(0).close(callback);
  const als = program.als ? new AsyncLocalStorage() : null;
  const timers = {};                        // id -> { handle, kind, armed, cleared, unrefd, ms, ticket }
  const promises = {};
  const resolvers = {};
  const snapshots = {};
  const counts = new Map();                 // op -> how often it ran (for "max")
  const monitors = {};

  // --- the clock rule (only for programs with "clock") ---
  let instant = 0;                          // virtual time of what is running
  let latest = 0;
  let quietUntil = 0;
  let live = true;
  const open = new Set();                   // tickets of the callbacks that are still to come
  const check = () => {
    if (!program.clock || !live) return;
    const soon = performance.now() + 2;
    for (const one of open) {
      if ((one.at < instant && !one.stale) || (one.at > instant && one.due < soon)) return onVoid();
    }
  };
  const makeTicket = (ms = 0) => {
    const ticket = ms < 20 ? { at: instant, due: 0 } : { at: instant + ms, due: performance.now() + ms };
    open.add(ticket);
    return ticket;
  };
  const arrive = (ticket) => {
    open.delete(ticket);
    if (ticket.at < latest && program.clock && live) onVoid();
    instant = latest = Math.max(latest, ticket.at);
    check();
  };

  // --- the end of a program that is not fresh ---
  let pending = 0;
  let watching = false;
  // Microtasks first, so that no immediate of ours comes between those of the program while promise
  // reactions (which are not counted) are still to run.
  const settle = () => {
    if (--pending > 0 || !onFinish || watching) return;
    watching = true;
    let round = 0;
    const watch = () => {
      if (pending > 0) watching = false;
      else if (++round < 80) queueMicrotask(watch);
      else if (round < 84) setImmediate(watch);
      else finish();
    };
    watch();
  };

  const listeners = [];
  const on = (event, listener) => { process.on(event, listener); listeners.push([event, listener]); };
  const oldWarning = process.listeners('warning');
  const finish = () => {
    live = false;
    for (const [event, listener] of listeners) process.removeListener(event, listener);
    for (const listener of oldWarning) process.on('warning', listener);
    if (als) als.disable();
    onFinish(quietUntil);
  };

  // --- values ---
  const show = (value) => {
    if (value === undefined) return 'undefined';
    if (Array.isArray(value)) return `[${value.map(show).join(',')}]`;
    if (value instanceof AggregateError) return `AggregateError${show(value.errors)}`;
    if (value instanceof Error) return `${value.name}:${value.message}`;
    if (value !== null && typeof value === 'object') {
      if (value.status === 'fulfilled') return `{fulfilled:${show(value.value)}}`;
      if (value.status === 'rejected') return `{rejected:${show(value.reason)}}`;
      return 'object';
    }
    return String(value);
  };
  const mark = (label, ...values) => {
    const text = [label, ...values.map(show)].join(' ');
    log(als ? `${text} @${als.getStore() ?? '-'}` : text);
  };
  const tracked = (ticket, promise) => {
    pending++;
    promise.then(() => { arrive(ticket); settle(); });
    return promise;
  };
  const makeValue = (v) => {
    if (v === null || v === undefined) return undefined;
    if (typeof v === 'string') return v;
    if (v.p !== undefined) return promises[v.p];
    if (v.err !== undefined) return new Error(v.err);
    if (v.sleep !== undefined) return tracked(makeTicket(v.sleep), timersPromises.setTimeout(v.sleep, v.v));
    if (v.imm) return tracked(makeTicket(), timersPromises.setImmediate(v.v));
    if (v.io) return tracked(makeTicket(), fs.promises.access('.'));
    if (v.thenable !== undefined) {
      return {
        then(resolve, reject) {
          mark(v.thenable);
          switch (v.mode) {
            case 'sync': resolve(v.v); break;
            case 'reject': reject(new Error(v.v)); break;
            case 'tick': pending++; process.nextTick(() => { settle(); resolve(v.v); }); break;
            case 'micro': pending++; queueMicrotask(() => { settle(); resolve(v.v); }); break;
            case 'throw': throw new Error(v.v);
            case 'twice': resolve(v.v); resolve('again'); reject(new Error('late')); throw new Error('later');
          }
        },
      };
    }
    throw new TypeError(`bad value ${JSON.stringify(v)}`);
  };
  const delay = (ms) => {
    const special = { 'NaN': NaN, 'undefined': undefined, 'Infinity': Infinity, '-Infinity': -Infinity, 'null': null };
    return Object.hasOwn(special, ms) ? special[ms] : ms;
  };
  const effective = (ms) => {
    const after = delay(ms) * 1;
    return after >= 1 && after <= 2 ** 31 - 1 ? Math.trunc(after) : 1;
  };

  // --- functions of the program ---
  // exec yields what an async body awaits; a sync body never yields. It returns { value } on "return".
  function runSync(ops) {
    const step = exec(ops || []).next();
    if (!step.done) throw new TypeError('await in a sync body');
    return step.value?.value;
  }
  async function runAsync(ops) {
    const body = exec(ops || []);
    let step = body.next();
    while (!step.done) {
      let got;
      let failed = false;
      try { got = await step.value; } catch (error) { failed = true; got = error; }
      step = failed ? body.throw(got) : body.next(got);
    }
    return step.value?.value;
  }
  // A callback that runs once, called by the loop.
  const once = (op, ticket = makeTicket()) => {
    pending++;
    return (...args) => {
      arrive(ticket);
      try {
        mark(op.m, ...args);
        runSync(op.body);
      } finally {
        check();
        settle();
      }
    };
  };
  const handler = (part) => part && ((value) => {
    mark(part.m, value);
    return runSync(part.body);
  });
  const plainHandler = (part) => part && (() => {
    mark(part.m);
    return runSync(part.body);
  });

  function startTimer(op, kind) {
    const record = { handle: null, kind, armed: true, cleared: false, unrefd: false, ms: effective(op.ms), fired: 0 };
    record.ticket = makeTicket(record.ms);
    pending++;
    const stop = () => { if (record.armed) clearRecord(record, kind === 'interval' ? 'clearInterval' : 'clearTimeout'); };
    const callback = (...args) => {
      arrive(record.ticket);
      if (kind === 'interval') {
        pending++;
        record.ticket = makeTicket(record.ms);
        if (++record.fired === op.times && op.clearAt === 'start') stop();
      } else {
        record.armed = false;
      }
      try {
        mark(op.m, ...args);
        runSync(op.body);
      } finally {
        check();
        if (kind === 'interval' && record.fired === op.times && op.clearAt !== 'start') stop();
        settle();
      }
    };
    record.handle = (kind === 'interval' ? setInterval : setTimeout)(callback, delay(op.ms), ...(op.args || []));
    check();
    if (op.id) timers[op.id] = record;
    if (op.unref) unref(record);
  }
  function startImmediate(op) {
    const record = { handle: null, kind: 'immediate', armed: true, cleared: false, ticket: makeTicket() };
    const run = once(op, record.ticket);
    record.handle = setImmediate((...args) => { record.armed = false; run(...args); }, ...(op.args || []));
    if (op.id) timers[op.id] = record;
    if (op.unref) record.handle.unref();
  }
  function unref(record) {
    record.unrefd = true;
    record.handle.unref();
  }
  function clearRecord(record, how) {
    if (record.unrefd && record.armed) {
      quietUntil = Math.max(quietUntil, performance.now() + record.ms + 2);
    }
    switch (how) {
      case 'clearTimeout': clearTimeout(record.handle); break;
      case 'clearInterval': clearInterval(record.handle); break;
      case 'clearImmediate': clearImmediate(record.handle); break;
      case 'close': record.handle.close(); break;
      case 'number': clearTimeout(+record.handle); break;
      case 'string': clearTimeout(`${record.handle}`); break;
    }
    const wrong = (record.kind === 'immediate') !== (how === 'clearImmediate');
    if (wrong) return;
    if (!record.armed) record.ghost = true;
    record.cleared = true;
    // The empty list of an unref'd timer still expires.
    if (record.unrefd && record.armed) record.ticket.stale = true;
    else open.delete(record.ticket);
    if (record.armed) {
      record.armed = false;
      settle();
    }
  }

  function* exec(ops) {
    for (const op of ops) {
      check();
      if (op.max !== undefined) {
        const count = (counts.get(op) || 0) + 1;
        counts.set(op, count);
        if (count > op.max) continue;
      }
      switch (op.op) {
        case 'log': mark(op.m); break;
        case 'block': {
          const until = performance.now() + op.ms;
          while (performance.now() < until);
          break;
        }
        case 'throw': throw new Error(op.m);
        case 'return': return { value: makeValue(op.v) };
        case 'try':
          try {
            const result = yield* exec(op.body);
            if (result) return result;
          } catch (error) {
            if (!op.catch) throw error;
            mark(op.m, error);
            const result = yield* exec(op.catch);
            if (result) return result;
          } finally {
            if (op.finally) {
              const result = yield* exec(op.finally);
              if (result) return result;
            }
          }
          break;

        case 'nextTick': process.nextTick(once(op), ...(op.args || [])); break;
        case 'microtask': queueMicrotask(once(op)); break;
        case 'immediate': startImmediate(op); break;
        case 'timeout': startTimer(op, 'timeout'); break;
        case 'interval': startTimer(op, 'interval'); break;
        case 'io': { const run = once(op); fs.stat('.', () => run()); break; }
        case 'close': { const run = once(op); closeHandle(() => run()); break; }
        case 'chain': chain(op, 1); break;

        case 'clear': if (timers[op.id]) clearRecord(timers[op.id], op.how); break;
        case 'refresh': {
          const record = timers[op.id];
          if (!record || record.kind === 'immediate' || record.ghost) break;
          record.handle.refresh();
          check();
          if (record.cleared) break;
          if (!record.armed) {
            record.armed = true;
            pending++;
          }
          open.delete(record.ticket);
          record.ticket = makeTicket(record.ms);
          break;
        }
        case 'ref': if (timers[op.id]) timers[op.id].handle.ref(); break;
        case 'unref': if (timers[op.id]) unref(timers[op.id]); break;
        case 'hasRef': if (timers[op.id]) mark(`hasRef ${op.id}`, timers[op.id].handle.hasRef()); break;

        case 'resolved': promises[op.to] = Promise.resolve(makeValue(op.v)); break;
        case 'rejected': promises[op.to] = Promise.reject(new Error(op.m)); break;
        case 'new':
          promises[op.to] = new Promise((resolve, reject) => {
            resolvers[op.to] = { resolve, reject };
            if (op.m) mark(op.m);
            runSync(op.body);
          });
          break;
        case 'resolve': if (resolvers[op.p]) resolvers[op.p].resolve(makeValue(op.v)); break;
        case 'reject': if (resolvers[op.p]) resolvers[op.p].reject(new Error(op.m)); break;
        case 'then': if (promises[op.p]) promises[op.to] = promises[op.p].then(handler(op.ok), handler(op.err)); break;
        case 'catch': if (promises[op.p]) promises[op.to] = promises[op.p].catch(handler(op)); break;
        case 'finally': if (promises[op.p]) promises[op.to] = promises[op.p].finally(plainHandler(op)); break;
        case 'all': case 'allSettled': case 'race': case 'any':
          promises[op.to] = Promise[op.op](op.of.map(makeValue));
          break;
        case 'async': mark(op.m); promises[op.to] = runAsync(op.body); break;
        case 'await': {
          const got = yield makeValue(op.v);
          mark(op.m, got);
          break;
        }

        case 'alsRun': als.run(op.v, () => runSync(op.body)); break;
        case 'alsExit': als.exit(() => runSync(op.body)); break;
        case 'alsEnter': als.enterWith(op.v); break;
        case 'snapshot': snapshots[op.id] = AsyncLocalStorage.snapshot(); break;
        case 'runIn': if (snapshots[op.id]) snapshots[op.id](() => runSync(op.body)); break;

        case 'monitor': {
          if (op.action === 'start') {
            (monitors[op.id] = monitorEventLoopDelay({ resolution: op.resolution })).enable();
          } else {
            monitors[op.id].disable();
            mark(op.m, monitors[op.id].max >= op.atLeast * 1e6);
          }
          break;
        }
        case 'exit': process.exit(op.code); break;
        case 'exitCode': process.exitCode = op.code; break;
        default: throw new TypeError(`bad op ${op.op}`);
      }
    }
  }

  function chain(op, step) {
    const kind = op.kinds[(step - 1) % op.kinds.length];
    const ticket = makeTicket();
    const next = () => {
      arrive(ticket);
      mark(`${op.m}.${step}`);
      if (step < op.n) chain(op, step + 1);
      settle();
    };
    pending++;
    switch (kind) {
      case 'nextTick': process.nextTick(next); break;
      case 'microtask': queueMicrotask(next); break;
      case 'immediate': setImmediate(next); break;
      case 'then': Promise.resolve().then(next); break;
    }
  }

  // --- events of the process ---
  const events = program.on || {};
  if (onFinish || events.uncaughtException) {
    on('uncaughtException', (error, origin) => {
      log(`uncaughtException ${show(error)} ${origin}`);
      runSync(events.uncaughtException);
    });
  }
  if (events.unhandledRejection) {
    on('unhandledRejection', (reason) => {
      log(`unhandledRejection ${show(reason)}`);
      runSync(events.unhandledRejection);
    });
  }
  if (events.rejectionHandled) {
    on('rejectionHandled', () => {
      log('rejectionHandled');
      runSync(events.rejectionHandled);
    });
  }
  process.removeAllListeners('warning');
  if (events.warning) {
    on('warning', (warning) => {
      log(`warning ${warning.name}`);
      runSync(events.warning);
    });
  }
  if (events.beforeExit) {
    let emitted = 0;
    on('beforeExit', (code) => {
      log(`beforeExit ${code}`);
      runSync(events.beforeExit[emitted++]);
    });
  }
  if (events.exit) {
    on('exit', (code) => {
      log(`exit ${code}`);
      runSync(events.exit);
    });
  }

  // --- the start ---
  const start = () => {
    pending++;
    try {
      runSync(program.body);
    } finally {
      check();
      settle();
    }
  };
  if (program.start === 'main' || program.start === 'main-module') {
    start();
    return;
  }
  fs.stat('.', () => {
    switch (program.start) {
      case 'io': start(); break;
      case 'immediate': setImmediate(start); break;
      case 'timeout': setTimeout(start, 1); break;
      case 'nextTick': process.nextTick(start); break;
      case 'microtask': queueMicrotask(start); break;
      case 'promise': Promise.resolve().then(start); break;
      case 'close': closeHandle(start); break;
      default: throw new TypeError(`bad start ${program.start}`);
    }
  });
}
