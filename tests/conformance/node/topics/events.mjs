// Reference interpreter of the `events` op language (docs/conformance/events.md).
import EventEmitter, * as events from 'node:events';
import { quote, showNumber } from './buffer.mjs';

const MAX_LINES = 60;                          // after them one line `...`
const REJECTION = EventEmitter.captureRejectionSymbol;

// The lines of a program: indented by depth, cut off after so many.
class Log {
  constructor(sink) {
    this.sink = sink;
    this.count = 0;
    this.depth = 0;
  }
  say(text) {
    this.count++;
    if (this.count <= MAX_LINES) this.sink(text);
    if (this.count === MAX_LINES + 1) this.sink('...');
  }
  note(text) { this.say(`${'  '.repeat(this.depth)}${text}`); }
  deeper(work) {
    this.depth++;
    try { return work(); } finally { this.depth--; }
  }
}

// What the ids and names of a program stand for, and back to how a line shows them.
class Things {
  constructor() {
    this.byId = new Map();
    this.ids = new Map();                      // emitters, targets and signals
    this.symbols = new Map([['errorMonitor', EventEmitter.errorMonitor]]);
    this.functions = new Map();
    this.functionNames = new Map();
  }
  put(id, thing) {
    this.byId.set(id, thing);
    this.ids.set(thing, id);
    return thing;
  }
  get(id) { return this.byId.get(id); }
  signal(id) { return id === undefined ? undefined : this.get(id).signal; }

  name(name) {
    if (typeof name === 'string') return name;
    if (!this.symbols.has(name.sym)) this.symbols.set(name.sym, Symbol(name.sym));
    return this.symbols.get(name.sym);
  }
  showName(name) { return typeof name === 'symbol' ? name.toString() : quote(name); }

  value(value) {
    if (typeof value !== 'object' || value === null) return value;
    if (value.num !== undefined) return Number(value.num);
    if (value.err !== undefined) return new Error(value.err);
    return undefined;
  }
  values(list = []) { return list.map((value) => this.value(value)); }

  showFunction(fn) {
    const own = this.functionNames.get(fn);
    if (own !== undefined) return `fn ${own}`;
    if (fn.listener === undefined) return 'fn internal';
    return `once ${this.functionNames.get(fn.listener) ?? 'internal'}`;
  }
  showError(error) {
    const kind = typeof error.code === 'string' ? error.code : error.name;
    const context = Object.hasOwn(error, 'context') ? ` context=${this.show(error.context)}` : '';
    const cause = Object.hasOwn(error, 'cause') ? ` cause=${this.show(error.cause)}` : '';
    return `${kind}: ${error.message}${context}${cause}`;
  }
  show(value) {
    switch (typeof value) {
      case 'string': return quote(value);
      case 'number': return showNumber(value);
      case 'function': return this.showFunction(value);
      case 'object': break;
      default: return String(value);           // undefined, a boolean, a symbol
    }
    if (value === null) return 'null';
    if (Array.isArray(value)) return `[${value.map((each) => this.show(each)).join(', ')}]`;
    if (value instanceof Event) return `Event(${quote(value.type)})`;
    return this.showError(value);              // a DOMException is no instance of Error everywhere
  }
}

// The promises of a program, in the order in which they were made.
class Promises {
  constructor() { this.entries = []; }
  add(id, promise, text, things) {
    const entry = { id, outcome: undefined, shown: false };
    this.entries.push(entry);
    promise.then(
      (value) => { entry.outcome = text(value); },
      (reason) => { entry.outcome = `rejected ${things.show(reason)}`; });
  }
  show(log, ended = false) {
    for (const entry of this.entries) {
      if (entry.shown || (entry.outcome === undefined && !ended)) continue;
      entry.shown = true;
      log.say(`${entry.id} ${entry.outcome ?? 'pending'}`);
    }
  }
}

class Player {
  constructor(program, log) {
    this.program = program;
    this.log = log;
    this.budget = program.budget ?? 60;
    this.things = new Things();
    this.promises = new Promises();
  }

  // Ops in depth cost budget, and let errors out. `event` is the first argument of the listener that runs them.
  perform(op, event) {
    const inside = this.log.depth > 0;
    if (inside && this.budget-- <= 0) return;
    try {
      this.log.note([op.op, ...this[op.op](op, event)].join(' '));
    } catch (error) {
      this.log.note(`${op.op} throws ${this.things.show(error)}`);
      if (inside) throw error;
    }
  }
  performAll(ops = [], event) {
    this.log.deeper(() => { for (const op of ops) this.perform(op, event); });
  }

  // The function of that name in the program: one and the same however often it is asked for.
  fn(name) {
    const { things, log } = this;
    const known = things.functions.get(name);
    if (known) return known;
    const body = this.program.fns[name];
    const player = this;
    const made = function(...list) {
      log.note(`call ${name} this=${this === undefined ? this : things.ids.get(this)} ${things.show(list)}`);
      player.performAll(body.do, list[0]);
      if (body.result === 'reject') return Promise.reject(new Error(body.err));
      if (body.result === 'resolve') return Promise.resolve();
    };
    things.functions.set(name, made);
    things.functionNames.set(made, name);
    return made;
  }

  // An emitter of an op, its event, and both as the line shows them.
  of(op) {
    const name = this.things.name(op.name);
    return { emitter: this.things.get(op.e), name, shown: [op.e, this.things.showName(name)] };
  }

  // ---- EventEmitter
  emitter({ id, capture }) {
    this.things.put(id, capture === undefined ? new EventEmitter() : new EventEmitter({ captureRejections: capture }));
    return [id];
  }
  listen(op) {
    const { emitter, name, shown } = this.of(op);
    emitter[op.op](name, this.fn(op.fn));
    return [...shown, op.fn];
  }
  removeAllListeners(op) {
    if (op.name === undefined) {
      this.things.get(op.e).removeAllListeners();
      return [op.e];
    }
    const { emitter, name, shown } = this.of(op);
    emitter.removeAllListeners(name);
    return shown;
  }
  emit(op) {
    const { emitter, name, shown } = this.of(op);
    return [...shown, '->', emitter.emit(name, ...this.things.values(op.args))];
  }
  listenerCount(op) {
    const { emitter, name, shown } = this.of(op);
    const by = op.fn === undefined ? [] : [op.fn];
    return [...shown, ...by, '->', emitter.listenerCount(name, ...by.map((fn) => this.fn(fn)))];
  }
  staticListenerCount(op) {
    const { emitter, name, shown } = this.of(op);
    return [...shown, '->', events.listenerCount(emitter, name)];
  }
  list(op) {
    const { emitter, name, shown } = this.of(op);
    return [...shown, '->', this.things.show(emitter[op.op](name))];
  }
  eventNames({ e }) {
    const names = this.things.get(e).eventNames().map((name) => this.things.showName(name));
    return [e, '->', `[${names.join(', ')}]`];
  }
  callRaw(op) {
    const { emitter, name, shown } = this.of(op);
    const raw = emitter.rawListeners(name)[op.index];
    if (!raw) return [...shown, op.index, 'none'];
    raw.apply(emitter, this.things.values(op.args));
    return [...shown, op.index];
  }
  getEventListeners({ on, name }) {
    const event = this.things.name(name);
    return [on, this.things.showName(event), '->', this.things.show(events.getEventListeners(this.things.get(on), event))];
  }

  // ---- limits
  setMaxListeners({ e, n }) {
    this.things.get(e).setMaxListeners(Number(n));
    return [e];
  }
  getMaxListeners({ e }) { return [e, '->', showNumber(this.things.get(e).getMaxListeners())]; }
  defaultMaxListeners({ n }) {
    if (n !== undefined) EventEmitter.defaultMaxListeners = Number(n);
    return ['->', showNumber(EventEmitter.defaultMaxListeners)];
  }
  staticSetMaxListeners({ n, on }) {
    events.setMaxListeners(Number(n), ...on.map((id) => this.things.get(id)));
    return [on.join(' ')];
  }
  staticGetMaxListeners({ on }) { return [on, '->', showNumber(events.getMaxListeners(this.things.get(on)))]; }

  // ---- captured rejections
  captureRejections({ value }) {
    EventEmitter.captureRejections = value;
    return ['->', EventEmitter.captureRejections];
  }
  rejectionHandler({ e }) {
    const { things, log } = this;
    things.get(e)[REJECTION] = function(error, name, ...list) {
      log.note(`rejection this=${things.ids.get(this)} ${things.show(error)} ${things.showName(name)} ${things.show(list)}`);
    };
    return [e];
  }

  // ---- AbortController
  controller({ id }) {
    const controller = new AbortController();
    this.things.put(id, controller);
    this.things.put(`${id}.signal`, controller.signal);
    return [id];
  }
  abort(op) {
    const controller = this.things.get(op.c);
    controller.abort(...('reason' in op ? this.things.values([op.reason]) : []));
    return [op.c, '->', controller.signal.aborted, this.things.show(controller.signal.reason)];
  }
  addAbortListener({ c, fn, id }) {
    this.things.put(id, events.addAbortListener(this.things.signal(c), this.fn(fn)));
    return [c, fn];
  }
  dispose({ id }) {
    this.things.get(id)[Symbol.dispose]();
    return [id];
  }

  // ---- events.once, events.on
  eventsOnce({ as, on, name, signal }) {
    const event = this.things.name(name);
    const options = signal === undefined ? [] : [{ signal: this.things.signal(signal) }];
    this.promises.add(as, events.once(this.things.get(on), event, ...options),
      (list) => `resolved ${this.things.show(list)}`, this.things);
    return [on, this.things.showName(event)];
  }
  eventsOn({ id, on, name, signal, close }) {
    const event = this.things.name(name);
    const options = {};
    if (signal !== undefined) options.signal = this.things.signal(signal);
    if (close !== undefined) options.close = close.map((each) => this.things.name(each));
    this.things.put(id, events.on(this.things.get(on), event, options));
    return [on, this.things.showName(event)];
  }
  // `take` does something with the iterator, if there is one.
  iterator(op, take) {
    const iterator = this.things.get(op.it);
    if (!iterator) return [op.it, 'unset'];
    take(iterator);
    return [op.it];
  }
  step(op) {
    const show = ({ done, value }) => `${done ? 'done' : 'value'} ${this.things.show(value)}`;
    return this.iterator(op, (iterator) => this.promises.add(op.as, iterator[op.op](), show, this.things));
  }
  throwInto(op) { return this.iterator(op, (iterator) => iterator.throw(new Error(op.err))); }

  // ---- EventTarget
  target({ id }) {
    this.things.put(id, new EventTarget());
    return [id];
  }
  addEventListener({ t, name, fn, once, capture, passive, signal }) {
    const options = { once, capture, passive };
    if (signal !== undefined) options.signal = this.things.signal(signal);
    this.things.get(t).addEventListener(name, this.fn(fn), options);
    return [t, quote(name), fn];
  }
  removeEventListener({ t, name, fn, capture }) {
    this.things.get(t).removeEventListener(name, this.fn(fn), { capture });
    return [t, quote(name), fn];
  }
  dispatch({ t, name, cancelable }) {
    const event = new Event(name, { cancelable });
    const returned = this.things.get(t).dispatchEvent(event);
    return [t, quote(name), '->', returned, `prevented=${event.defaultPrevented}`, `phase=${event.eventPhase}`];
  }
  preventDefault(op, event) {
    if (!(event instanceof Event)) return ['no event'];
    event.preventDefault();
    return ['->', event.defaultPrevented];
  }
  stopImmediatePropagation(op, event) {
    if (!(event instanceof Event)) return ['no event'];
    event.stopImmediatePropagation();
    return [];
  }
  redispatch({ t }, event) {
    if (!(event instanceof Event)) return ['no event'];
    return ['->', this.things.get(t).dispatchEvent(event)];
  }

  // ---- control
  throw({ err }) { throw new Error(err); }
  try(op, event) {
    try {
      this.performAll(op.do, event);
      return ['ok'];
    } catch (error) {
      return ['caught', this.things.show(error)];
    }
  }
}
for (const op of ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener', 'off', 'removeListener'])
  Player.prototype[op] = Player.prototype.listen;
for (const op of ['listeners', 'rawListeners']) Player.prototype[op] = Player.prototype.list;
for (const op of ['next', 'return']) Player.prototype[op] = Player.prototype.step;

const inImmediate = (work = () => {}) => new Promise((resolve) => {
  setImmediate(() => {
    work();
    resolve();
  });
});

function segmentsOf(ops) {
  const segments = [[]];
  for (const op of ops) {
    if (op.op === 'tick') segments.push([]);
    else segments.at(-1).push(op);
  }
  return segments;
}

export async function run(program, sink) {
  const log = new Log(sink);
  const player = new Player(program, log);
  const listeners = {
    warning: (warning) => log.say(`warning ${warning.name}: ${warning.message} count=${warning.count}`),
    uncaughtException: (error) => log.say(`uncaught ${player.things.show(error)}`),
    unhandledRejection: (error) => log.say(`unhandled ${player.things.show(error)}`),
  };
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  for (const [name, listener] of Object.entries(listeners)) process.on(name, listener);
  for (const segment of segmentsOf(program.ops)) {
    await inImmediate(() => { for (const op of segment) player.perform(op); });
    await inImmediate();
    await inImmediate(() => player.promises.show(log));
  }
  player.promises.show(log, true);
  for (const [name, listener] of Object.entries(listeners)) process.off(name, listener);
  for (const printer of printers) process.on('warning', printer);
  EventEmitter.defaultMaxListeners = 10;
  EventEmitter.captureRejections = false;
}
