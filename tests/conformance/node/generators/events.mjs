// Random programs of the `events` op language (docs/conformance/events.md). Each is of one family.
const FAMILIES = { emitting: 9, meta: 5, errors: 5, limits: 4, capturing: 4, waiting: 6, targets: 3, aborting: 2 };

const SYMBOLS = [{ sym: 's' }, { sym: 'q' }];
const INDEXES = ['1', '0', '10', '01', '-1'];                     // the last two are none
const ODD_NAMES = ['__proto__', 'toString', 'constructor', 'hasOwnProperty', '', 'é', 'a b', '"'];
const MONITOR = { sym: 'errorMonitor' };
const TEXTS = ['x', 'y', '', 'hello', "it's", 'a\nb', 'é😀', '"'];
const NUMBERS = [0, 1, -1, 42, 1.5, 1e21, 4294967297, { num: 'NaN' }, { num: '-0' }];
const REST = [null, true, false, { undef: true }];
const ADDERS = { on: 5, once: 4, prependListener: 2, prependOnceListener: 1.5, addListener: 1 };
const LIMITS = [0, 1, 1, 2, 2, 3, 1.5, -1, 'NaN', 'Infinity', '-Infinity'];

// An op without the fields that are undefined.
const compact = (op) => Object.fromEntries(Object.entries(op).filter(([, value]) => value !== undefined));

// What all families choose from: the emitters, names, functions and ops of one program.
class Writer {
  constructor(rng, family) {
    this.rng = rng;
    this.errors = 0;
    this.emitters = ['e0'];
    // How often an op is about a meta event, and how often about `error` or its monitor.
    this.metaShare = { emitting: 0.1, meta: 0.35, errors: 0.1, waiting: 0.06 }[family] ?? 0.05;
    this.errorShare = { emitting: 0.08, meta: 0.03, errors: 0.5, waiting: 0.12 }[family] ?? 0.02;
    this.monitorShare = family === 'errors' ? 0.3 : 0.15;
    this.names = ['a', 'b'];
    if (rng.chance(0.35)) this.names.push('c');
    if (rng.chance(0.3)) this.names.push(rng.pick(SYMBOLS));
    if (rng.chance(0.25)) this.names.push(...INDEXES.slice(rng.int(0, 3), rng.int(3, 5)));
    if (rng.chance(0.12)) this.names.push(rng.pick(ODD_NAMES));
    this.program = { budget: rng.int(8, 30), fns: {}, ops: [] };
    for (const name of 'ABCDEF'.slice(0, rng.int(3, 6))) this.program.fns[name] = {};
    this.plain = Object.keys(this.program.fns);
  }

  add(op) { this.program.ops.push(compact(op)); }
  // Adds so many ops, each made by a member of `makers` (these and the common ones) that `weights` chooses.
  steps(count, weights, makers = {}) {
    const all = { ...this.common(), ...makers };
    for (; count > 0; count--) {
      const current = typeof weights === 'function' ? weights() : weights;
      const op = all[this.rng.weighted(current)]();
      if (op) this.add(op);
    }
  }
  some(count, make) { return Array.from({ length: count }, make); }
  maybe(p, make) { return this.rng.chance(p) ? make() : undefined; }

  error() { return `boom${this.errors++}`; }
  value() {
    switch (this.rng.weighted({ text: 4, number: 3, error: 2, rest: 1 })) {
      case 'text': return this.rng.pick(TEXTS);
      case 'number': return this.rng.pick(NUMBERS);
      case 'error': return { err: this.error() };
      default: return this.rng.pick(REST);
    }
  }
  values() { return this.some(this.rng.pick([0, 0, 1, 1, 1, 2, 3]), () => this.value()); }
  emitter() { return this.rng.pick(this.emitters); }
  fn() { return this.rng.pick(this.plain); }
  plainName() { return this.rng.pick(this.names); }
  name() {
    if (this.rng.chance(this.metaShare)) return this.rng.pick(['newListener', 'removeListener']);
    if (!this.rng.chance(this.errorShare)) return this.plainName();
    return this.rng.chance(this.monitorShare) ? MONITOR : 'error';
  }

  listen() { return { op: this.rng.weighted(ADDERS), e: this.emitter(), name: this.name(), fn: this.fn() }; }
  emit() {
    const op = { op: 'emit', e: this.emitter(), name: this.name(), args: this.values() };
    if (op.name === 'error' && this.rng.chance(0.6)) op.args[0] = { err: this.error() };
    if (op.args.length === 0) delete op.args;
    return op;
  }
  ask() {
    const op = this.rng.weighted({ listenerCount: 4, eventNames: 4, listeners: 3, rawListeners: 3, callRaw: 1,
      staticListenerCount: 0.7, getEventListeners: 0.7, getMaxListeners: 0.5 });
    if (op === 'eventNames' || op === 'getMaxListeners') return { op, e: this.emitter() };
    if (op === 'getEventListeners') return { op, on: this.emitter(), name: this.name() };
    if (op === 'callRaw') return { op, e: this.emitter(), name: this.plainName(), index: this.rng.int(0, 2), args: this.maybe(0.5, () => this.values()) };
    return { op, e: this.emitter(), name: this.name(), fn: op === 'listenerCount' ? this.maybe(0.35, () => this.fn()) : undefined };
  }
  common() {
    return {
      listen: () => this.listen(),
      forget: () => ({ op: this.rng.pick(['off', 'off', 'removeListener']), e: this.emitter(), name: this.name(), fn: this.fn() }),
      forgetAll: () => ({ op: 'removeAllListeners', e: this.emitter(), name: this.maybe(0.7, () => this.name()) }),
      emit: () => this.emit(),
      ask: () => this.ask(),
      tick: () => ({ op: 'tick' }),
      throw: () => ({ op: 'throw', err: this.error() }),
      try: () => ({ op: 'try', do: this.some(this.rng.int(1, 2), () => compact(this.rng.chance(0.5) ? this.emit() : { op: 'throw', err: this.error() })) }),
    };
  }

  // Gives this share of the functions a body of one to three ops.
  bodies(share, weights, makers = {}) {
    const all = { ...this.common(), ...makers };
    for (const name of this.plain) {
      if (!this.rng.chance(share)) continue;
      this.program.fns[name].do = this.some(this.rng.int(1, 3), () => compact(all[this.rng.weighted(weights)]()));
    }
  }
  makeEmitters(second = 0.3) {
    if (this.rng.chance(second)) this.emitters.push('e1');
    for (const id of this.emitters) this.add({ op: 'emitter', id });
  }
  reason() { return this.maybe(0.45, () => this.rng.pick([{ err: this.error() }, 'stop', 7])); }
}

const REENTRANT = { listen: 4, forget: 3, emit: 3, ask: 1.5, forgetAll: 0.7, throw: 0.7, try: 0.3 };

const families = {
  emitting(w) {
    w.makeEmitters();
    w.bodies(0.5, REENTRANT);
    w.steps(w.rng.int(3, 7), { listen: 1 });
    w.steps(w.rng.int(6, 16), { emit: 5, listen: 3, ask: 3, forget: 2, forgetAll: 0.6 });
  },

  // Something listens for removeListener, mostly for newListener too.
  meta(w) {
    w.makeEmitters();
    w.bodies(0.3, REENTRANT);
    w.add({ op: w.rng.pick(['on', 'on', 'once']), e: 'e0', name: 'removeListener', fn: w.fn() });
    if (w.rng.chance(0.7)) w.add({ op: w.rng.pick(['on', 'on', 'once', 'prependListener']), e: 'e0', name: 'newListener', fn: w.fn() });
    w.steps(w.rng.int(8, 18), { listen: 5, forget: 3, emit: 3, ask: 2, forgetAll: 1.5 });
  },

  errors(w) {
    w.makeEmitters();
    w.bodies(0.5, { ...REENTRANT, throw: 2.5, try: 1.2 });
    if (w.rng.chance(0.5)) w.add({ op: 'on', e: 'e0', name: MONITOR, fn: w.fn() });
    w.steps(w.rng.int(1, 5), { listen: 1 });
    w.steps(w.rng.int(6, 16), { emit: 6, listen: 2.5, forget: 1.5, ask: 1.5, forgetAll: 0.7 });
  },

  // One emitter, sometimes an EventTarget, with low limits and one name that gets most listeners.
  limits(w) {
    const { rng } = w;
    w.bodies(0.1, REENTRANT);
    if (rng.chance(0.3)) w.add({ op: 'defaultMaxListeners', n: rng.pick(LIMITS) });
    w.makeEmitters(0);
    const target = rng.chance(0.3);
    if (target) w.add({ op: 'target', id: 't0' });
    const limit = () => rng.pick(LIMITS);
    w.steps(rng.int(10, 20), { crowd: 9, forget: 1.5, limit: 1.2, emit: 1, tick: 0.8, look: 0.7, limitOf: 0.6, standard: 0.5, forgetAll: 0.5, target: target ? 3 : 0 }, {
      crowd: () => ({ ...w.listen(), ...w.maybe(0.75, () => ({ name: w.names[0] })) }),
      limit: () => ({ op: 'setMaxListeners', e: 'e0', n: limit() }),
      look: () => (target && rng.chance(0.4) ? { op: 'staticGetMaxListeners', on: 't0' } : { op: 'getMaxListeners', e: 'e0' }),
      limitOf: () => ({ op: 'staticSetMaxListeners', n: limit(), on: rng.pick(target ? [[], ['t0', 'e0'], ['t0']] : [[], ['e0'], ['e0']]) }),
      standard: () => ({ op: 'defaultMaxListeners', n: w.maybe(0.7, limit) }),
      target: () => ({ op: 'addEventListener', t: 't0', name: 'foo', fn: w.fn(), capture: rng.chance(0.5) }),
    });
  },

  // Nothing takes off the listener of 'error': a rejection without one would be an uncaught exception.
  capturing(w) {
    const { rng, program } = w;
    const harmless = { listen: () => ({ ...w.listen(), name: w.plainName() }), ask: () => w.ask() };
    const quietAsk = () => { const op = w.ask(); return op.op === 'callRaw' ? undefined : op; };  // it would leave a promise to nobody
    w.bodies(0.2, { listen: 1 }, harmless);
    program.fns.P = { result: 'reject', err: 'lateP' };
    program.fns.Q = { do: w.maybe(0.3, () => [{ op: 'eventNames', e: 'e0' }]), result: 'reject', err: 'lateQ' };
    program.fns.R = { result: 'resolve' };
    program.fns.Q = compact(program.fns.Q);
    const byStatic = rng.chance(0.4);
    if (byStatic) w.add({ op: 'captureRejections', value: true });
    w.add({ op: 'emitter', id: 'e0', capture: byStatic ? w.maybe(0.2, () => false) : true });
    if (rng.chance(0.3)) w.add({ op: 'rejectionHandler', e: 'e0' });
    w.add({ op: 'on', e: 'e0', name: 'error', fn: w.plain[0] });
    w.steps(rng.int(6, 14), { emit: 5, promising: 4, tick: 2, plain: 2, ask: 1, monitor: 0.5 }, {
      promising: () => ({ op: rng.weighted(ADDERS), e: 'e0', name: w.plainName(), fn: rng.pick('PQR') }),
      plain: () => ({ op: 'on', e: 'e0', name: rng.chance(0.2) ? 'error' : w.plainName(), fn: w.fn() }),
      monitor: () => ({ op: 'on', e: 'e0', name: MONITOR, fn: w.fn() }),
      emit: () => ({ op: 'emit', e: 'e0', name: rng.chance(0.15) ? 'error' : w.plainName(), args: w.maybe(0.5, () => w.values()) }),
      ask: quietAsk,
    });
  },

  // events.once and events.on, on emitters and a target, with signals.
  waiting(w) {
    const { rng } = w;
    w.bodies(0.15, REENTRANT);
    w.makeEmitters();
    const controllers = ['c0', 'c1'].slice(0, rng.pick([0, 0, 1, 2]));
    for (const id of controllers) w.add({ op: 'controller', id });
    const target = rng.chance(0.2);
    if (target) w.add({ op: 'target', id: 't0' });
    let promises = 0, iterators = 0;
    const as = () => `p${promises++}`;
    const it = () => `i${rng.int(0, iterators - 1)}`;
    const signal = () => (controllers.length ? w.maybe(0.5, () => rng.pick(controllers)) : undefined);
    const place = (onTarget, ifError) => (target && rng.chance(onTarget) ? { on: 't0', name: rng.pick(['foo', 'foo', 'error']) }
      : { on: w.emitter(), name: rng.chance(ifError) ? 'error' : w.plainName() });
    const weights = () => ({ emit: 6, once: 3, tick: 1.6, ask: 1, listen: 0.7, forget: 0.5, forgetAll: 0.2, iterate: iterators < 3 ? 1.8 : 0.2,
      next: iterators && 5, end: iterators && 1, throwInto: iterators && 0.8, abort: controllers.length && 0.9, dispatch: target ? 2 : 0 });
    w.steps(rng.int(9, 22), weights, {
      once: () => ({ op: 'eventsOnce', as: as(), ...place(0.35, 0.12), signal: signal() }),
      iterate: () => ({ op: 'eventsOn', id: `i${iterators++}`, ...place(0.3, 0.06), signal: signal(), close: w.maybe(0.3, () => [rng.pick(['end', 'b', 'c'])]) }),
      next: () => ({ op: 'next', it: it(), as: as() }),
      end: () => ({ op: 'return', it: it(), as: as() }),
      throwInto: () => ({ op: 'throwInto', it: it(), err: w.error() }),
      abort: () => ({ op: 'abort', c: rng.pick(controllers), reason: w.reason() }),
      dispatch: () => ({ op: 'dispatch', t: 't0', name: rng.pick(['foo', 'foo', 'error']) }),
      emit: () => (rng.chance(0.1) ? { op: 'emit', e: w.emitter(), name: 'end' } : w.emit()),
    });
  },

  targets(w) {
    const { rng } = w;
    const targets = rng.chance(0.2) ? ['t0', 't1'] : ['t0'];
    const controlled = rng.chance(0.5);
    const at = () => ({ t: rng.pick(targets), name: rng.pick(['foo', 'bar']) });
    const sometimes = (p, mostly) => w.maybe(p, () => rng.chance(mostly));
    const makers = {
      attach: () => ({ op: 'addEventListener', ...at(), fn: w.fn(), once: sometimes(0.35, 0.8), capture: sometimes(0.25, 0.7),
        passive: w.maybe(0.08, () => true), signal: controlled ? w.maybe(0.3, () => 'c0') : undefined }),
      detach: () => ({ op: 'removeEventListener', ...at(), fn: w.fn(), capture: sometimes(0.25, 0.7) }),
      dispatch: () => ({ op: 'dispatch', ...at(), cancelable: w.maybe(0.6, () => true) }),
      prevent: () => ({ op: 'preventDefault' }),
      stop: () => ({ op: 'stopImmediatePropagation' }),
      abort: () => ({ op: 'abort', c: 'c0', reason: w.reason() }),
      list: () => ({ op: 'getEventListeners', on: rng.pick(targets), name: rng.pick(['foo', 'bar']) }),
    };
    w.bodies(0.55, { attach: 1, detach: 2, dispatch: 1, prevent: 2, stop: 1 }, makers);
    for (const id of targets) w.add({ op: 'target', id });
    if (controlled) w.add({ op: 'controller', id: 'c0' });
    w.steps(rng.int(2, 5), { attach: 1 }, makers);
    w.steps(rng.int(6, 14), { dispatch: 5, attach: 3, detach: 2, list: 1.5, abort: controlled ? 0.6 : 0 }, makers);
  },

  // Listeners of a signal; nothing in them throws, since that would be an uncaught exception.
  aborting(w) {
    const { rng } = w;
    w.errorShare = 0;
    w.bodies(0.4, { listen: 4, forget: 3, ask: 1.5 }, { ask: () => ({ op: 'eventNames', e: 'e0' }) });
    w.makeEmitters(0);
    w.add({ op: 'controller', id: 'c0' });
    let listeners = 0, promises = 0;
    const weights = () => ({ attach: 4, once: 2, emit: 2, dispose: listeners && 2, abort: 1, listen: 1, tick: 1, list: 1 });
    w.steps(rng.int(6, 14), weights, {
      attach: () => ({ op: 'addAbortListener', c: 'c0', fn: w.fn(), id: `d${listeners++}` }),
      dispose: () => ({ op: 'dispose', id: `d${rng.int(0, listeners - 1)}` }),
      abort: () => ({ op: 'abort', c: 'c0', reason: w.reason() }),
      once: () => ({ op: 'eventsOnce', as: `p${promises++}`, on: 'e0', name: w.plainName(), signal: 'c0' }),
      list: () => ({ op: 'getEventListeners', on: 'c0.signal', name: 'abort' }),
    });
  },
};

export function generate(rng) {
  const family = rng.weighted(FAMILIES);
  const writer = new Writer(rng, family);
  families[family](writer);
  return writer.program;
}
