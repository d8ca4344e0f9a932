// Random programs of the `stream` op language (docs/conformance/stream.md), and the hand-written classics (at the end).
const FAMILIES = { flow: 9, paused: 10, writable: 12, transform: 10, duplex: 6, pipe: 22, pipeline: 24, iterate: 10, soup: 9 };

export function generate(rng) {
  const P = rng.chance, pick = rng.pick, int = rng.int;
  const risky = P(0.07);                 // may throw out of a callback: such a program uses no setImmediate
  let letter = 0, number = 0, errors = 0, labels = 0;
  const text = (n) => { let out = ''; while (n-- > 0) out += String.fromCharCode(97 + letter++ % 26); return out; };
  const err = () => `E${++errors}`;
  const label = (p) => `${p}${++labels}`;
  const chunk = (obj) => {
    if (obj) return P(0.75) ? number++ : `s${text(1)}`;
    return text(Number(rng.weighted({ 1: 3, 2: 4, 3: 4, 4: 2, 6: 1 })));
  };
  const bigChunk = () => ({ rep: text(1), len: pick([16383, 16384, 20000]) });
  const one = () => rng.weighted(risky ? { sync: 45, tick: 30, micro: 15 } : { sync: 40, tick: 21, micro: 11, imm: 22 });
  const at = () => (P(0.2) ? Array.from({ length: int(2, 3) }, one) : one());
  const hwm = (o, key = 'hwm') => {
    const h = rng.weighted({ none: 28, 0: 10, 1: 16, 2: 8, 3: 16, 5: 10, 10: 5, 16: 3 });
    if (h !== 'none') o[key] = Number(h);
    return o;
  };
  const put = (o, key, v, p) => { if (P(p)) o[key] = v; return o; };
  const life = (o) => { put(o, 'autoDestroy', false, 0.07); put(o, 'emitClose', false, 0.04); if (risky) put(o, 'noerr', true, 0.35); return o; };
  const failOnce = (hows) => ({ how: pick(hows.filter((h) => h !== 'throw' || risky)), err: err() });
  const failAt = (n, hows) => ({ n, ...failOnce(hows) });
  const small = (o, name, p, hows, pf) => {       // construct / destroy / final
    if (!P(p)) return o;
    o[name] = { at: one() };
    if (P(pf)) o[name].fail = { how: pick(hows), err: err() };
    return o;
  };

  // ---- sources, sinks, transforms
  function source(o, obj, opts = {}) {            // adds src and at to o
    const n = opts.n ?? int(2, 5), src = [];
    for (let i = 0; i < n; i++) {
      if (P(0.15)) src.push(Array.from({ length: int(2, 3) }, () => chunk(obj)));
      else if (!obj && P(0.05)) src.push({ z: 1 });
      else if (!obj && opts.big && P(0.3)) src.push(bigChunk());
      else src.push(chunk(obj));
    }
    o.at = at();
    if (opts.fail) {
      const kind = rng.weighted({ destroy: 4, throw: 3, eof: 3, quit: 2, stall: 1 });
      const k = int(0, n - 1);
      if (kind === 'destroy') src.splice(k, src.length, P(0.4) ? [chunk(obj), { e: err() }] : { e: err() });
      else if (kind === 'throw') { src.splice(k, src.length, P(0.4) ? [chunk(obj), { t: err() }] : { t: err() }); o.at = 'sync'; }
      else if (kind === 'eof') src.splice(k, src.length, [null, chunk(obj)]);
      else if (kind === 'quit') src.splice(k, src.length, { d: 1 });
      else src.splice(k, src.length);
    } else if (P(0.78)) src.push(null);
    else if (P(0.8)) src.push([chunk(obj), null]);
    o.src = src;
    return o;
  }
  function readable(id, obj, opts = {}) {
    const o = hwm({ id, kind: 'readable' });
    if (obj) o.obj = true;
    source(o, obj, opts);
    small(o, 'construct', 0.07, ['cb', 'throw', 'twice'], 0.3);
    small(o, 'destroy', 0.1, ['cb', 'throw', 'never'], 0.35);
    if (o.destroy) put(o.destroy, 'swallow', true, 0.1);
    return life(o);
  }
  function from(id, obj, fail) {
    const o = { id, kind: 'from', how: rng.weighted({ array: 3, gen: 3, agen: 4 }) };
    o.items = Array.from({ length: int(2, 5) }, () => chunk(obj));
    if (!obj) o.obj = false;
    if (P(0.4)) hwm(o);
    if (o.how === 'agen') o.at = at();
    if (fail && o.how !== 'array') o.fail = { n: int(0, o.items.length - 1), err: err() };
    return o;
  }
  const writePlan = (fail) => {
    const w = { at: at() };
    put(w, 'v', true, 0.25);
    if (fail) w.fail = failAt(int(0, 2), ['cb', 'cb', 'cb', 'throw', 'destroy', 'destroyonly', 'twice', 'never']);
    return w;
  };
  function writable(id, obj, opts = {}) {
    const o = hwm({ id, kind: 'writable' });
    if (obj) o.obj = true;
    o.write = writePlan(opts.fail === 'write');
    if (opts.fail === 'final') o.final = { at: one(), fail: { how: pick(['cb', 'throw', 'never', 'twice', 'destroyonly']), err: err() } };
    else small(o, 'final', 0.25, [], 0);
    small(o, 'construct', 0.07, ['cb', 'throw'], 0.3);
    small(o, 'destroy', 0.1, ['cb', 'throw', 'never'], 0.35);
    return life(o);
  }
  function transform(id, obj, opts = {}) {        // -> [spec, its output's mode]
    if (P(opts.pass ?? 0.2) && !opts.fail) { const o = hwm({ id, kind: 'passthrough' }); if (obj) o.obj = true; return [life(o), obj]; }
    const fns = obj ? { pass: 3, push: 2, upper: 3, dup: 2, drop: 2, hold: 2, end: 1, str: 2 }
      : { pass: 3, push: 2, upper: 3, dup: 2, drop: 2, hold: 2, end: 1, split: 2, len: 2 };
    const fn = rng.weighted(fns), out = fn === 'str' ? false : fn === 'len' ? true : obj;
    const o = { id, kind: 'transform' };
    if (obj && out) o.obj = true;
    else if (obj) o.wobj = true;
    else if (out) o.robj = true;
    if (P(0.6)) hwm(o); else { hwm(o, 'rhwm'); hwm(o, 'whwm'); }
    o.transform = { fn, at: at() };
    if (opts.fail === 'transform') o.transform.fail = failAt(int(0, 2), ['cb', 'cb', 'cb', 'throw', 'destroy', 'destroyonly', 'twice', 'never']);
    if (fn === 'hold' || P(0.3) || opts.fail === 'flush') {
      o.flush = { at: one() };
      if (P(0.3)) o.flush.push = [chunk(out)];
      if (P(0.3)) o.flush.data = chunk(out);
      if (opts.fail === 'flush') o.flush.fail = { how: pick(['cb', 'cb', 'throw', 'never', 'twice', 'destroyonly']), err: err() };
    }
    if (o.flush?.fail?.how !== 'throw') small(o, 'final', 0.06, ['cb'], 0.3);    // with _final, a throw from _flush would be uncaught
    small(o, 'construct', 0.04, ['cb'], 0.3);
    small(o, 'destroy', 0.07, ['cb', 'throw', 'never'], 0.35);
    put(o, 'half', false, 0.05);
    return [life(o), out];
  }
  function duplex(id, robj, wobj, opts = {}) {
    const o = { id, kind: 'duplex' };
    if (robj && wobj) o.obj = true;
    else if (robj) o.robj = true;
    else if (wobj) o.wobj = true;
    if (P(0.5)) hwm(o); else { hwm(o, 'rhwm'); hwm(o, 'whwm'); }
    source(o, robj, { n: int(1, 3), fail: opts.fail === 'source' });
    o.write = writePlan(opts.fail === 'write');
    if (opts.fail === 'final') o.final = { at: one(), fail: { how: pick(['cb', 'throw', 'never']), err: err() } };
    else small(o, 'final', 0.3, [], 0);
    put(o, 'half', false, 0.3);
    if (!opts.linked) { if (P(0.06)) o.noread = true; else if (P(0.06)) o.nowrite = true; }
    small(o, 'construct', 0.05, ['cb', 'throw'], 0.3);
    small(o, 'destroy', 0.1, ['cb', 'throw', 'never'], 0.35);
    return life(o);
  }

  // ---- what can be asked of a stream
  const isR = (o) => o.kind !== 'writable' && !o.noread, isW = (o) => o.kind !== 'readable' && o.kind !== 'from' && !o.nowrite;
  const rObj = (o) => (o.kind === 'from' ? o.obj !== false : !!(o.obj || o.robj)), wObj = (o) => !!(o.obj || o.wobj);
  let encoded = false;                            // some stream decodes: read(n) is then left out
  const later = (ops) => ({ op: rng.weighted(risky ? { tick: 3, micro: 2 } : { tick: 3, micro: 2, imm: 4 }), do: ops });
  function action(streams, opts = {}) {
    const o = pick(streams), s = o.id, list = {};
    list.destroy = 2; list.destroyErr = 2; list.state = 2;
    if (isR(o)) Object.assign(list, { pause: 3, resume: 3, read: 3, readall: 1, unshift: 2, push: 1, pushnull: 1, unpipe: opts.pipes ? 4 : 0.3 });
    if (isW(o)) Object.assign(list, { write: 1.5, writecb: 1.5, end: 2, endv: 0.7, endcb: 1, corked: 1.2 });
    switch (rng.weighted(list)) {
      case 'destroy': return [{ op: 'destroy', s }];
      case 'destroyErr': return [{ op: 'destroy', s, err: err() }];
      case 'state': return [{ op: 'state', s }];
      case 'pause': return P(0.7) ? [{ op: 'pause', s }, later([{ op: 'resume', s }])] : [{ op: 'pause', s }];
      case 'resume': return [{ op: 'resume', s }];
      case 'read': return [!encoded && !rObj(o) && P(0.6) ? { op: 'read', s, n: int(0, 4) } : { op: 'read', s }];
      case 'readall': return [{ op: 'readall', s }];
      case 'unshift': return [{ op: 'unshift', s, v: chunk(rObj(o)) }];
      case 'push': return [{ op: 'push', s, v: chunk(rObj(o)) }];
      case 'pushnull': return [{ op: 'push', s, v: null }];
      case 'unpipe': {
        const to = streams.filter((d) => d !== o && isW(d));
        return [to.length && P(0.5) ? { op: 'unpipe', s, to: pick(to).id } : { op: 'unpipe', s }];
      }
      case 'write': return [{ op: 'write', s, v: chunk(wObj(o)) }];
      case 'writecb': return [{ op: 'write', s, v: chunk(wObj(o)), cb: label('C') }];
      case 'end': return [{ op: 'end', s }];
      case 'endv': return [{ op: 'end', s, v: chunk(wObj(o)) }];
      case 'endcb': return [{ op: 'end', s, cb: label('N') }];
      case 'corked': return [{ op: 'cork', s }, { op: 'write', s, v: chunk(wObj(o)), cb: label('C') }, { op: 'write', s, v: chunk(wObj(o)) }, P(0.5) ? later([{ op: 'uncork', s }]) : { op: 'uncork', s }];
    }
  }
  const EVENTS = (o) => [...(isR(o) ? ['end', 'pause', 'resume'] : []), ...(isW(o) ? ['drain', 'prefinish', 'finish', 'pipe', 'unpipe'] : []), 'close', ...(o.noerr ? [] : ['error'])];
  function spice(streams, main, count, opts = {}) {
    while (count-- > 0) {
      const ops = action(streams, opts), o = pick(streams), k = int(0, 2);
      if (risky && P(0.2)) ops.push({ op: 'throw', err: err() });
      const where = rng.weighted({ impl: 3, event: 3, later: 4, now: 1 });
      // A read() inside _read (even by way of an event it raises) corrupts Node's own state: keep reads out of handlers.
      if (where === 'impl' || where === 'event') ops.forEach((x, i) => { if (x.op === 'read' || x.op === 'readall') ops[i] = later([x]); });
      if (where === 'impl' && (o.src || o.write || o.transform)) {
        const name = pick(['src', 'write', 'transform'].filter((n) => o[n]));
        o.hooks ??= {};
        (o.hooks[name === 'src' ? 'read' : name] ??= {})[k] = ops;
      } else if (where === 'event') main.push({ op: 'on', s: o.id, ev: pick(EVENTS(o)), nth: { [pick([0, 0, 1])]: ops } });
      else if (where === 'now') main.push(...ops.filter((x) => x.op !== 'throw'));
      else main.push(P(0.3) ? later([later(ops)]) : later(ops));
    }
  }
  const watch = (o) => {                          // finished() on a stream
    const f = { op: 'finished', s: o.id, label: label('F') };
    if (P(0.2)) f.opts = pick([{ readable: false }, { writable: false }, { error: false }]);
    if (P(0.12)) f.promise = true;
    return f;
  };
  const unwatch = (main) => {                     // sometimes takes a finished() back
    const f = main.find((x) => x.op === 'finished' && !x.promise);
    if (f && P(0.15)) main.push(later([{ op: 'cleanup', label: f.label }]));
  };
  const spices = () => Number(rng.weighted({ 0: 55, 1: 32, 2: 13 }));

  const consume = (o, kind) => {                  // ops that take the data out of o
    const s = o.id, byte = !rObj(o);
    kind ??= rng.weighted({ data: 5, readable: 4, resume: 1 });
    if (kind === 'resume') return [{ op: 'resume', s }];
    if (kind === 'data') {
      const on = { op: 'on', s, ev: 'data' };
      if (P(0.35)) on.nth = { [int(0, 2)]: P(0.75) ? [{ op: 'pause', s }, later([{ op: 'resume', s }])] : action([o]) };
      return [on];
    }
    const n = byte && !encoded && P(0.5) ? int(1, 5) : undefined;
    const read = { op: rng.weighted({ readall: 6, read: 2 }), s };
    if (n) read.n = n;
    const on = { op: 'on', s, ev: 'readable', each: [read] };
    if (P(0.25)) on.nth = { [int(0, 2)]: action([o]) };
    return [on];
  };
  const encode = (o) => {                         // make a byte readable decode
    encoded = true;
    const enc = rng.weighted({ utf8: 5, hex: 3, base64: 2 });
    const bytes = Buffer.from(`${text(1)}é${text(2)}€${text(1)}`, 'utf8'), cut = [];
    for (let i = 0; i < bytes.length;) { const n = int(1, 3); cut.push({ hex: bytes.subarray(i, i + n).toString('hex') }); i += n; }
    if (P(0.6)) o.src = [...cut, null];
    if (P(0.6)) { o.enc = enc; return []; }
    const op = { op: 'setEncoding', s: o.id, enc };
    return [P(0.7) ? op : later([op])];
  };

  // ---- families
  const streams = [], main = [];
  switch (rng.weighted(FAMILIES)) {
    case 'flow': {
      const obj = P(0.4), r = P(0.8) ? readable('r', obj, { fail: P(0.28), big: P(0.1) }) : from('r', obj, P(0.3));
      streams.push(r);
      if (!obj && r.kind === 'readable' && P(0.3)) main.push(...encode(r));
      main.push(...consume(r, 'data'));
      if (P(0.15)) main.push({ op: 'on', s: 'r', ev: 'data', once: true });
      if (P(0.12)) main.push(later([{ op: 'off', s: 'r', ev: 'data' }]));
      if (P(0.35)) main.push(watch(r));
      spice(streams, main, spices() + (P(0.3) ? 1 : 0));
      break;
    }
    case 'paused': {
      const obj = P(0.35), r = P(0.85) ? readable('r', obj, { fail: P(0.25), big: P(0.08) }) : from('r', obj, P(0.3));
      streams.push(r);
      if (!obj && r.kind === 'readable' && P(0.2)) main.push(...encode(r));
      const both = P(0.15), reading = !both || P(0.5);
      if (reading) main.push(...consume(r, 'readable'));
      if (both) main.push(...consume(r, 'data'));
      if (P(0.12)) main.push(later([{ op: 'off', s: 'r', ev: 'readable' }]));
      if (P(0.3)) main.push(later([{ op: encoded || obj ? 'read' : pick(['read', 'readall']), s: 'r' }]));
      if (P(0.3)) main.push(watch(r));
      spice(streams, main, spices() + (P(0.3) ? 1 : 0));
      break;
    }
    case 'writable': {
      const obj = P(0.4), w = writable('w', obj, { fail: rng.weighted({ none: 60, write: 25, final: 15 }) });
      streams.push(w);
      if (!P(0.02)) for (let n = int(1, 4); n-- > 0;) {
        const k = rng.weighted({ write: 6, cb: 5, cork: 2, pump: 2, later: 3 });
        const v = () => (!obj && P(0.08) ? bigChunk() : !obj && P(0.04) ? { z: 1 } : chunk(obj));
        if (k === 'write') main.push({ op: 'write', s: 'w', v: v() });
        else if (k === 'cb') main.push({ op: 'write', s: 'w', v: v(), cb: label('C') });
        else if (k === 'pump') main.push({ op: 'pump', s: 'w', vs: Array.from({ length: int(2, 5) }, v), ...(P(0.3) ? { end: true } : {}) });
        else if (k === 'later') main.push(later([{ op: 'write', s: 'w', v: v(), cb: label('C') }]));
        else {
          main.push({ op: 'cork', s: 'w' });
          for (let i = int(1, 3); i-- > 0;) main.push({ op: 'write', s: 'w', v: v(), ...(P(0.5) ? { cb: label('C') } : {}) });
          if (P(0.15)) main.push({ op: 'cork', s: 'w' });
          const un = { op: 'uncork', s: 'w' };
          main.push(P(0.4) ? later([un]) : un);
        }
      }
      const endOp = { op: 'end', s: 'w', ...(P(0.3) ? { v: chunk(obj) } : {}), ...(P(0.5) ? { cb: label('N') } : {}) };
      if (P(0.85)) main.push(P(0.6) ? endOp : later([endOp]));
      if (P(0.12)) main.push({ op: 'write', s: 'w', v: chunk(obj), cb: label('C') });
      if (P(0.1)) main.push(P(0.5) ? { op: 'end', s: 'w', cb: label('N') } : later([later([{ op: 'end', s: 'w', cb: label('N') }])]));
      if (P(0.3)) main.push(watch(w));
      spice(streams, main, spices());
      break;
    }
    case 'transform': {
      const obj = P(0.4), [t, out] = transform('t', obj, { fail: rng.weighted({ none: 55, transform: 28, flush: 17 }), pass: 0.15 });
      streams.push(t);
      const eat = consume(t);
      if (P(0.6)) main.push(...eat);
      const vs = Array.from({ length: int(2, 5) }, () => chunk(obj));
      if (P(0.5)) main.push({ op: 'pump', s: 't', vs, end: P(0.9) });
      else { for (const v of vs) main.push({ op: 'write', s: 't', v, ...(P(0.4) ? { cb: label('C') } : {}) }); if (P(0.9)) main.push({ op: 'end', s: 't', ...(P(0.3) ? { cb: label('N') } : {}) }); }
      if (!main.includes(eat[0]) && P(0.85)) main.push(later(eat));
      if (P(0.3)) main.push(watch(t));
      spice(streams, main, spices());
      break;
    }
    case 'duplex': {
      const robj = P(0.4), wobj = P(0.4), d = duplex('d', robj, wobj, { fail: rng.weighted({ none: 60, write: 15, source: 15, final: 10 }) });
      streams.push(d);
      if (P(0.8)) main.push(...consume(d));
      if (!d.nowrite || P(0.3)) for (let n = int(1, 3); n-- > 0;) main.push({ op: 'write', s: 'd', v: chunk(wobj), ...(P(0.4) ? { cb: label('C') } : {}) });
      if (P(0.75)) main.push(P(0.6) ? { op: 'end', s: 'd' } : later([{ op: 'end', s: 'd', cb: label('N') }]));
      if (P(0.4)) main.push(watch(d));
      spice(streams, main, spices());
      break;
    }
    case 'pipe': {
      let mode = P(0.4);
      const fail = rng.weighted({ none: 46, source: 16, transform: 12, flush: 5, write: 13, final: 6, two: 6 });
      const has = (f) => fail === f || (fail === 'two' && P(0.6));
      const chain = [];
      const sk = rng.weighted({ readable: 7, from: 2, duplex: 1, passthrough: 1.5 });
      if (sk === 'readable') chain.push(readable('r', mode, { fail: has('source'), big: P(0.07) }));
      else if (sk === 'from') chain.push(from('r', mode, has('source')));
      else if (sk === 'duplex') chain.push(duplex('r', mode, mode, { linked: true, fail: has('source') ? 'source' : 'none' }));
      else { const o = hwm({ id: 'r', kind: 'passthrough' }); if (mode) o.obj = true; chain.push(life(o)); }
      const big = JSON.stringify(chain).includes('"rep"');
      const links = [];
      const multi = P(0.15);
      for (let n = multi || big ? 0 : Number(rng.weighted({ 0: 5, 1: 6, 2: 2 })), i = 1; n-- > 0; i++) {
        const [t, out] = transform(`t${i}`, mode, { fail: has('transform') ? 'transform' : has('flush') ? 'flush' : undefined });
        chain.push(t); mode = out;
      }
      const wFail = has('write') ? 'write' : has('final') ? 'final' : 'none';
      const sinks = [];
      for (let n = multi ? 2 : 1, i = 0; i < n; i++) {
        const id = n > 1 ? `w${i + 1}` : 'w';
        const kind = rng.weighted({ writable: 8, duplex: 1, passthrough: 1.3 });
        const o = kind === 'writable' ? writable(id, mode, { fail: i === 0 ? wFail : 'none' })
          : kind === 'duplex' ? duplex(id, mode, mode, { linked: true, fail: i === 0 ? wFail : 'none' }) : life(hwm({ id, kind, ...(mode ? { obj: true } : {}) }));
        sinks.push(o);
      }
      streams.push(...chain, ...sinks);
      const pipeOps = [];
      for (let i = 0; i + 1 < chain.length; i++) pipeOps.push({ op: 'pipe', s: chain[i].id, to: chain[i + 1].id });
      for (const w of sinks) pipeOps.push({ op: 'pipe', s: chain[chain.length - 1].id, to: w.id, ...(P(0.08) ? { end: false } : {}) });
      if (pipeOps.length > 1 && P(0.2)) { const last = pipeOps.pop(); main.push(...pipeOps, later([last])); } else main.push(...pipeOps);
      if (sk === 'passthrough') main.push({ op: 'pump', s: 'r', vs: Array.from({ length: int(2, 5) }, () => chunk(wObj(chain[0]))), end: P(0.9) });
      if (sk === 'duplex') main.push({ op: 'end', s: 'r' });
      for (const w of sinks) if (isR(w) && P(0.75)) main.push(...consume(w));
      if (P(0.15)) main.push(watch(pick(streams)));
      if (P(0.1)) { const [a, b] = [chain[chain.length - 1].id, sinks[0].id]; main.push(later([{ op: 'unpipe', s: a, to: b }, later([{ op: 'pipe', s: a, to: b }])])); }
      spice(streams, main, spices(), { pipes: true });
      break;
    }
    case 'pipeline': {
      let mode = P(0.45);
      const fail = rng.weighted({ none: 42, source: 17, middle: 14, flush: 4, sink: 13, final: 4, two: 8 });
      const has = (f) => fail === f || (fail === 'two' && P(0.6));
      const chain = [], item = (o) => { streams.push(o); chain.push(o.id); };
      const sk = rng.weighted({ readable: 7, from: 2, arr: 1, src: 2, ssrc: 1, passthrough: 1.5, duplex: 0.7 });
      const feed = [];
      const vs = () => Array.from({ length: int(2, 5) }, () => chunk(mode));
      if (sk === 'readable') item(readable('r', mode, { fail: has('source') }));
      else if (sk === 'from') item(from('r', mode, has('source')));
      else if (sk === 'duplex') { item(duplex('r', mode, mode, { linked: true, fail: has('source') ? 'source' : 'none' })); feed.push({ op: 'end', s: 'r' }); }
      else if (sk === 'passthrough') { item(life(hwm({ id: 'r', kind: 'passthrough', ...(mode ? { obj: true } : {}) }))); feed.push({ op: 'pump', s: 'r', vs: vs(), end: P(0.9) }); }
      else if (sk === 'arr') chain.push({ id: 'r', arr: vs(), obj: mode });
      else { const g = { id: 'r', gen: sk, vs: vs(), obj: mode }; if (sk === 'src') g.at = at(); if (has('source')) g.fail = { n: int(0, 2), err: err() }; chain.push(g); }
      for (let n = Number(rng.weighted({ 0: 4, 1: 6, 2: 2 })), i = 1; n-- > 0; i++) {
        if (P(0.35)) {
          const g = { id: `g${i}`, gen: 'map', fn: rng.weighted(mode ? { pass: 3, upper: 3, dup: 2, drop: 2, hold: 1 } : { pass: 3, upper: 3, dup: 2, drop: 2, hold: 1, split: 1 }), at: at() };
          if (has('middle')) g.fail = { n: int(0, 2), err: err() };
          else if (P(0.15)) g.stop = int(0, 2);
          chain.push(g);
        } else {
          const [t, out] = transform(`t${i}`, mode, { fail: has('middle') ? 'transform' : has('flush') ? 'flush' : undefined });
          item(t); mode = out;
        }
      }
      const kind = rng.weighted({ writable: 8, sink: 3, passthrough: 1.3, duplex: 1 });
      const wFail = has('sink') ? 'write' : has('final') ? 'final' : 'none';
      const after = [];
      if (kind === 'sink') {
        const g = { id: 'k', gen: 'sink', at: at() };
        if (wFail === 'write') g.fail = { n: int(0, 2), err: err() };
        else if (P(0.15)) g.stop = int(1, 2);
        chain.push(g);
      } else {
        const o = kind === 'writable' ? writable('w', mode, { fail: wFail })
          : kind === 'duplex' ? duplex('w', mode, mode, { linked: true, fail: wFail }) : life(hwm({ id: 'w', kind, ...(mode ? { obj: true } : {}) }));
        item(o);
        if (isR(o) && P(0.8)) after.push(...consume(o));
      }
      for (const o of streams) delete o.noerr;
      const pl = { op: 'pipeline', chain, label: 'P' };
      if (P(0.2)) { pl.promise = true; if (kind !== 'sink' && P(0.2)) pl.end = false; }
      main.push(...(P(0.5) ? feed : []), pl, ...after);
      if (!main.includes(feed[0])) main.push(...feed);
      if (streams.length && P(0.15)) main.push(watch(pick(streams)));
      if (streams.length) spice(streams, main, spices());
      break;
    }
    case 'iterate': {
      const obj = P(0.5);
      const r = P(0.6) ? readable('r', obj, { fail: P(0.3) }) : P(0.6) ? from('r', obj, P(0.3)) : transform('r', obj, { fail: P(0.3) ? 'transform' : undefined })[0];
      streams.push(r);
      if (!obj && r.kind === 'readable' && P(0.15)) main.push(...encode(r));
      const it = { op: 'forawait', s: 'r', label: 'I', at: at() };
      if (P(0.3)) it.brk = int(0, 2);
      else if (P(0.25)) { it.thr = int(0, 2); it.err = err(); }
      if (P(0.12)) it.keep = true;
      if (P(0.2)) it.nth = { [int(0, 2)]: action([r]) };
      if (P(0.2)) main.push(watch(r));
      main.push(P(0.8) ? it : later([it]));
      if (isW(r)) main.push({ op: 'pump', s: 'r', vs: Array.from({ length: int(2, 4) }, () => chunk(wObj(r))), end: P(0.9) });
      if (it.keep && it.brk !== undefined && P(0.7)) main.push(later([later([{ op: 'forawait', s: 'r', label: 'J' }])]));
      spice(streams, main, spices());
      break;
    }
    case 'soup': {
      const obj = P(0.4);
      for (let n = int(1, 2), i = 1; i <= n; i++) {
        const id = `x${i}`, k = rng.weighted({ readable: 3, writable: 3, transform: 3, duplex: 3 });
        if (k === 'readable') streams.push(readable(id, obj, { n: int(1, 3), fail: P(0.2) }));
        else if (k === 'writable') streams.push(writable(id, obj, { fail: rng.weighted({ none: 70, write: 20, final: 10 }) }));
        else if (k === 'transform') streams.push(transform(id, obj, { fail: rng.weighted({ none: 70, transform: 20, flush: 10 }) })[0]);
        else streams.push(duplex(id, obj, obj, { fail: rng.weighted({ none: 70, write: 15, source: 15 }) }));
      }
      for (const o of streams) if (isR(o) && P(0.55)) main.push(...consume(o));
      for (let n = int(3, 8); n-- > 0;) { const ops = action(streams); main.push(...(P(0.5) ? ops : [later(ops)])); }
      if (P(0.3)) main.push(watch(pick(streams)));
      spice(streams, main, 1 + spices());
      break;
    }
  }
  unwatch(main);
  // Probes: what the streams look like after main, after a tick, and a turn later.
  const probe = streams.map((o) => ({ op: 'state', s: o.id }));
  if (streams.length === 0) main.push({ op: 'log', text: 'main' }, { op: 'micro', do: [{ op: 'log', text: 'micro' }] }, { op: 'tick', do: [{ op: 'log', text: 'tick' }] });
  else if (streams.length === 1) main.push({ op: 'log', text: 'main' }, ...probe, { op: 'tick', do: probe }, ...(risky ? [{ op: 'micro', do: probe }] : [{ op: 'imm', do: probe }]));
  else main.push(...(P(0.4) ? [{ op: 'log', text: 'main' }] : streams.length > 2 ? [pick(probe)] : probe));
  return { streams, main };
}

// ---- classics: one behaviour each, by hand
const R = (id, o = {}) => ({ id, kind: 'readable', ...o });
const W = (id, o = {}) => ({ id, kind: 'writable', write: { at: 'sync' }, ...o });
const D = (id, o = {}) => ({ id, kind: 'duplex', src: [], write: { at: 'sync' }, ...o });
const T = (id, o = {}) => ({ id, kind: 'transform', transform: { fn: 'pass', at: 'sync' }, ...o });
const PT = (id, o = {}) => ({ id, kind: 'passthrough', ...o });
const FROM = (id, how, items, o = {}) => ({ id, kind: 'from', how, items, ...o });
const a = (op, s, o = {}) => ({ op, s, ...o });
const on = (s, ev, o = {}) => ({ op: 'on', s, ev, ...o });
const wr = (s, v, cb) => (cb ? { op: 'write', s, v, cb } : { op: 'write', s, v });
const pipe = (s, to, o = {}) => ({ op: 'pipe', s, to, ...o });
const fin = (s, label, o = {}) => ({ op: 'finished', s, label, ...o });
const tick = (...ops) => ({ op: 'tick', do: ops }), micro = (...ops) => ({ op: 'micro', do: ops }), imm = (...ops) => ({ op: 'imm', do: ops });
const st = (s) => ({ op: 'state', s }), note = (text) => ({ op: 'log', text });
const ra = (s, n) => (n === undefined ? { op: 'readall', s } : { op: 'readall', s, n });
const rd = (s, n) => (n === undefined ? { op: 'read', s } : { op: 'read', s, n });
const pl = (chain, o = {}) => ({ op: 'pipeline', chain, label: 'P', ...o });
const C = (streams, ...main) => ({ streams, main });

export const classics = {
  // Readable: flowing, paused, high-water mark
  'flow-basic': C([R('r', { src: ['ab', 'cd', null] })], on('r', 'data'), note('main'), st('r'), tick(note('tick')), micro(note('micro'))),
  'push-order': C([R('r', { src: [['a', 'b', 'c'], 'd', ['e', null]] })], on('r', 'readable', { each: [rd('r')] })),
  'readable-event-below-hwm': C([R('r', { hwm: 3, src: [] })], a('push', 'r', { v: 'ab' }), rd('r', 2), on('r', 'readable'), imm(note('turn'), a('push', 'r', { v: 'c' }), st('r'), imm(st('r')))),
  'readable-event-at-hwm': C([R('r', { hwm: 3, src: [] })], a('push', 'r', { v: 'abcde' }), on('r', 'readable'), st('r'), imm(note('turn'), st('r'))),
  'readable-event-after-eof': C([R('r', { hwm: 3, src: [] })], a('push', 'r', { v: 'ab' }), a('push', 'r', { v: null }), on('r', 'readable', { each: [ra('r')] }), st('r')),
  'read-n-raises-hwm': C([R('r', { hwm: 3, src: ['ab', 'cdef', 'gh', null] })], rd('r', 7), st('r'), on('r', 'readable', { each: [ra('r', 4)] })),
  'hwm-0-readable': C([R('r', { hwm: 0, src: ['a', 'bc', null] })], on('r', 'readable', { each: [rd('r')] }), st('r')),
  'hwm-0-async': C([R('r', { hwm: 0, at: 'tick', src: ['a', 'b', 'c', null] })], on('r', 'readable', { each: [ra('r')] })),
  'hwm-0-no-flow-data': C([R('r', { hwm: 0, src: ['a', 'b', null] })], on('r', 'data', { nth: { 0: [a('pause', 'r'), imm(st('r'), a('resume', 'r'))] } })),
  'infinite-read': C([R('r', { hwm: 4, src: ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee'] })], on('r', 'readable', { each: [rd('r', 2)], nth: { 3: [a('destroy', 'r')] } })),
  'pause-resume': C([R('r', { at: 'tick', src: ['a', 'b', 'c', null] })], on('r', 'data', { nth: { 0: [a('pause', 'r'), st('r'), imm(a('resume', 'r'), st('r'))] } })),
  'pause-then-read': C([R('r', { hwm: 10, src: ['abcde', 'fghij', 'klmno', null] })], rd('r', 2), on('r', 'data', { nth: { 0: [a('pause', 'r'), imm(rd('r', 3), a('resume', 'r'))] } })),
  'resume-then-resume': C([R('r', { src: ['a', null] })], on('r', 'data'), a('pause', 'r'), a('resume', 'r'), a('resume', 'r'), a('pause', 'r'), st('r'), tick(st('r'), a('resume', 'r'))),
  'data-and-readable': C([R('r', { at: 'tick', src: ['a', 'b', null] })], on('r', 'data'), on('r', 'readable', { each: [rd('r')] }), a('resume', 'r'), st('r')),
  'off-readable-then-flow': C([R('r', { at: 'tick', src: ['a', 'b', 'c', null] })], on('r', 'readable', { nth: { 0: [rd('r'), a('off', 'r', { ev: 'readable' }), a('resume', 'r'), st('r')] } }), on('r', 'data')),
  'readable-then-resume': C([R('r', { src: ['a', 'b', null] })], on('r', 'readable', { once: true, each: [ra('r')] }), tick(a('resume', 'r'), st('r'))),
  'once-data-off': C([R('r', { at: 'imm', src: ['a', 'b', 'c', null] })], on('r', 'data', { once: true }), imm(st('r'), imm(st('r'), imm(st('r'))))),
  'reading-more': C([R('r', { hwm: 6, at: ['sync', 'imm'], src: ['ab', 'cd', 'ef', 'gh', null] })], on('r', 'readable', { each: [st('r'), rd('r')] })),
  'readable-at-exact-hwm': C([R('r', { hwm: 3, src: [] })], a('push', 'r', { v: 'abc' }), on('r', 'readable'), imm(a('push', 'r', { v: 'd' }), imm(st('r'), a('push', 'r', { v: 'e' }), tick(st('r'))))),
  'empty-pushes-flowing': C([R('r', { src: [{ z: 1 }, { z: 1 }, { z: 1 }, { z: 1 }, 'a', null] })], on('r', 'data'), tick(note('t1'), tick(note('t2'), tick(note('t3')))), micro(note('m'))),
  'end-not-before-read': C([R('r', { src: [null] })], st('r'), imm(st('r'), a('resume', 'r'))),
  'end-paused': C([R('r', { src: ['a', null] })], on('r', 'data', { each: [a('pause', 'r')] }), imm(note('turn'), st('r'), a('resume', 'r'))),
  'object-falsy': C([R('r', { obj: true, hwm: 2, src: [0, 1, 0, 's', null] })], on('r', 'readable', { each: [ra('r')] })),
  'empty-push': C([R('r', { src: [{ z: 1 }, 'a', { z: 1 }, null] })], on('r', 'data'), st('r')),
  'set-encoding-existing': C([R('r', { src: [] })], a('push', 'r', { v: { hex: '61e2' } }), a('push', 'r', { v: { hex: '82ac62' } }), st('r'), a('setEncoding', 'r', { enc: 'utf8' }), st('r'), on('r', 'data'), a('push', 'r', { v: { hex: 'c3' } }), a('push', 'r', { v: null })),
  'set-encoding-base64': C([R('r', { enc: 'base64', src: ['a', 'bcd', 'e', null] })], on('r', 'data')),
  'unshift': C([R('r', { src: ['ab', 'cd', null] })], on('r', 'readable', { nth: { 0: [rd('r'), a('unshift', 'r', { v: 'ZZ' }), rd('r', 1), a('unshift', 'r', { v: 'Y' }), ra('r')] }, each: [st('r')] })),
  'unshift-after-end': C([R('r', { autoDestroy: false, src: ['a', null] })], on('r', 'data'), on('r', 'end', { nth: { 0: [a('unshift', 'r', { v: 'b' })] } })),
  'unshift-last-before-end': C([R('r', { src: [['a', null]] })], on('r', 'data', { nth: { 0: [a('unshift', 'r', { v: 'b' })] } })),
  'push-after-eof': C([R('r', { src: [['a', null, 'b']] })], on('r', 'data'), fin('r', 'F')),
  'read-throws': C([R('r', { src: ['a', { t: 'E1' }] })], on('r', 'data'), fin('r', 'F')),
  'no-read': C([R('r')], on('r', 'data'), fin('r', 'F')),
  'no-write': C([{ id: 'w', kind: 'writable' }], wr('w', 'a', 'C'), st('w'), a('destroy', 'w'), fin('w', 'F')),
  'error-after-eof': C([R('r', { src: [['a', null, { e: 'E1' }]] })], on('r', 'data'), fin('r', 'F')),
  // destroy
  'destroy-order': C([D('d')], tick(note('t1')), a('destroy', 'd', { err: 'E1' }), a('destroy', 'd', { err: 'E2' }), st('d'), tick(note('t2')), fin('d', 'F')),
  'destroy-async-replaced': C([R('r', { src: [], destroy: { at: 'imm', fail: { how: 'cb', err: 'D1' } } })], on('r', 'data'), a('destroy', 'r', { err: 'E1' }), imm(st('r'))),
  'destroy-swallow': C([R('r', { src: [], destroy: { at: 'sync', swallow: true } })], fin('r', 'F'), a('destroy', 'r', { err: 'E1' }), st('r'), tick(st('r'))),
  'destroy-throws': C([W('w', { destroy: { at: 'sync', fail: { how: 'throw', err: 'D1' } } })], a('destroy', 'w'), fin('w', 'F')),
  'auto-destroy-off': C([R('r', { autoDestroy: false, src: ['a', { t: 'E1' }] }), W('w', { autoDestroy: false, write: { at: 'sync', fail: { n: 1, how: 'cb', err: 'E2' } } })], on('r', 'data'), wr('w', 'a'), wr('w', 'b', 'C'), a('end', 'w', { cb: 'N' })),
  'emit-close-off': C([R('r', { emitClose: false, src: ['a', null] })], on('r', 'data'), fin('r', 'F')),
  'construct-async': C([W('w', { construct: { at: 'imm' } }), R('r', { construct: { at: 'tick' }, src: ['a', null] })], wr('w', 'a', 'C'), wr('w', 'b'), a('end', 'w'), on('r', 'data'), st('w')),
  'construct-error': C([W('w', { construct: { at: 'tick', fail: { how: 'cb', err: 'E1' } } })], wr('w', 'a', 'C'), a('end', 'w', { cb: 'N' }), fin('w', 'F')),
  'construct-destroy-aggregate': C([R('r', { construct: { at: 'imm', fail: { how: 'cb', err: 'E2' } }, src: ['a', null] })], fin('r', 'F'), a('destroy', 'r', { err: 'E1' }), st('r')),
  'construct-destroyed': C([R('r', { construct: { at: 'imm' }, src: ['a', null], destroy: { at: 'sync' } })], a('destroy', 'r', { err: 'E1' }), st('r'), imm(st('r'))),
  // Writable
  'write-result': C([W('w', { hwm: 3 }), W('x', { hwm: 3, write: { at: 'tick' } })], wr('w', 'abcdef'), wr('x', 'ab'), wr('x', 'c'), wr('x', 'd'), st('x'), on('x', 'drain', { nth: { 0: [st('x')] } })),
  'write-callbacks': C([W('w'), W('o', { obj: true })], wr('w', 'a', 'A'), wr('w', 'b', 'B'), wr('w', 'c'), wr('o', 1), wr('o', 2, 'C'), tick(note('t')), a('end', 'w', { cb: 'N' }), a('end', 'o', { cb: 'M' })),
  'write-drain-hwm-0': C([W('w', { hwm: 0, write: { at: 'imm' } })], a('pump', 'w', { vs: ['a', 'b'], end: true }), st('w')),
  'write-cb-twice': C([W('w', { write: { at: 'sync', fail: { n: 0, how: 'twice', err: 'x' } } })], wr('w', 'a', 'A'), fin('w', 'F')),
  'write-error-order': C([W('w', { write: { at: 'imm', fail: { n: 0, how: 'cb', err: 'E1' } } })], wr('w', 'a', 'A'), wr('w', 'b', 'B'), a('end', 'w', { cb: 'N' }), fin('w', 'F'), imm(tick(a('end', 'w', { cb: 'O' })))),
  'write-error-sync': C([W('w', { write: { at: 'sync', fail: { n: 0, how: 'cb', err: 'E1' } } })], wr('w', 'a', 'A'), st('w'), wr('w', 'b', 'B'), tick(note('t'))),
  'write-after-end': C([W('w')], a('end', 'w', { v: 'a' }), wr('w', 'b', 'B'), fin('w', 'F')),
  'end-twice': C([W('w')], a('end', 'w', { cb: 'A' }), a('end', 'w', { cb: 'B' }), imm(a('end', 'w', { cb: 'C' })), on('w', 'finish', { nth: { 0: [a('end', 'w', { cb: 'D' })] } })),
  'cork-nested-writev': C([W('w', { write: { at: 'sync', v: true } })], a('cork', 'w'), a('cork', 'w'), wr('w', 'a', 'A'), wr('w', 'b', 'B'), a('uncork', 'w'), st('w'), wr('w', 'c', 'C'), a('uncork', 'w'), st('w'), a('cork', 'w'), wr('w', 'd'), a('end', 'w', { v: 'e', cb: 'N' })),
  'buffered-writev': C([W('w', { hwm: 4, write: { at: 'imm', v: true } })], wr('w', 'ab', 'A'), wr('w', 'c', 'B'), wr('w', 'd', 'C'), wr('w', 'e'), a('end', 'w')),
  'write-destroy': C([W('w', { write: { at: 'imm' } })], wr('w', 'a', 'A'), wr('w', 'b', 'B'), a('end', 'w', { cb: 'N' }), a('destroy', 'w'), wr('w', 'c', 'C'), tick(note('t'))),
  'final-order': C([W('w', { write: { at: 'imm' }, final: { at: 'imm' } })], wr('w', 'a', 'A'), a('end', 'w', { cb: 'N' }), on('w', 'prefinish', { nth: { 0: [st('w')] } })),
  'final-error': C([W('w', { final: { at: 'sync', fail: { how: 'throw', err: 'E1' } } })], wr('w', 'a'), a('end', 'w', { cb: 'N' }), fin('w', 'F')),
  'final-twice': C([W('w', { final: { at: 'sync', fail: { how: 'twice', err: 'x' } } })], a('end', 'w', { cb: 'N' }), fin('w', 'F')),
  'final-destroyed': C([W('w', { final: { at: 'imm' } })], a('end', 'w', { cb: 'N' }), tick(a('destroy', 'w')), fin('w', 'F')),
  'uncaught-error': C([W('w', { noerr: true, write: { at: 'tick', fail: { n: 0, how: 'cb', err: 'E1' } } })], wr('w', 'a', 'A'), fin('w', 'F', { opts: { error: false } }), tick(note('t'))),
  // Transform, PassThrough, Duplex
  'transform-flush': C([T('t', { transform: { fn: 'hold', at: 'sync' }, flush: { at: 'imm', push: ['x'], data: 'y' } })], on('t', 'data'), wr('t', 'a'), wr('t', 'b'), a('end', 't')),
  'transform-final-and-flush': C([T('t', { final: { at: 'tick' }, flush: { at: 'tick', push: ['x'] } })], on('t', 'data'), wr('t', 'a'), a('end', 't', { v: 'b', cb: 'N' })),
  'transform-hwm-0': C([T('t', { obj: true, hwm: 0 })], wr('t', 1, 'A'), wr('t', 2, 'B'), st('t'), tick(rd('t'), st('t'), tick(rd('t'), st('t')))),
  'transform-backpressure': C([T('t', { obj: true, rhwm: 1, whwm: 2, transform: { fn: 'dup', at: 'sync' } })], a('pump', 't', { vs: [1, 2, 3, 4], end: true }), st('t'), imm(on('t', 'data'))),
  'transform-cb-twice': C([T('t', { transform: { fn: 'pass', at: 'sync', fail: { n: 0, how: 'twice', err: 'x' } } })], wr('t', 'a', 'A'), on('t', 'data'), fin('t', 'F')),
  'transform-early-end': C([T('t', { transform: { fn: 'end', endAt: 1, at: 'sync' } })], on('t', 'data'), wr('t', 'a', 'A'), wr('t', 'b', 'B'), wr('t', 'c', 'C'), a('end', 't'), fin('t', 'F')),
  'transform-split-modes': C([T('t', { robj: true, rhwm: 2, transform: { fn: 'len', at: 'sync' } }), T('u', { wobj: true, transform: { fn: 'str', at: 'tick' } }), W('w')], pipe('t', 'u'), pipe('u', 'w'), wr('t', 'abc'), a('end', 't', { v: 'de' })),
  'transform-destroy': C([T('t', { transform: { fn: 'pass', at: 'imm' } })], on('t', 'data'), wr('t', 'a', 'A'), wr('t', 'b', 'B'), a('destroy', 't', { err: 'E1' }), a('end', 't', { cb: 'N' })),
  'passthrough-drain': C([PT('t', { hwm: 2 })], wr('t', 'abc'), st('t'), imm(a('resume', 't'), on('t', 'drain', { nth: { 0: [st('t')] } }))),
  'duplex-half-open': C([D('d', { half: false, src: ['a', null] }), D('e', { src: ['a', null] })], on('d', 'data'), on('e', 'data'), fin('d', 'F'), fin('e', 'G'), imm(imm(a('end', 'e')))),
  'duplex-one-sided': C([D('d', { noread: true }), D('e', { nowrite: true, src: ['a', null] })], a('end', 'd', { v: 'x' }), on('e', 'data'), fin('d', 'F'), fin('e', 'G')),
  // pipe
  'pipe-backpressure': C([R('r', { hwm: 4, src: ['ab', 'cd', 'ef', null] }), W('w', { hwm: 2, write: { at: 'imm' } })], pipe('r', 'w')),
  'pipe-two-sinks': C([R('r', { src: ['ab', 'cd', 'ef', null] }), W('w', { hwm: 2, write: { at: 'imm' } }), W('x', { hwm: 1, write: { at: 'tick' } })], pipe('r', 'w'), pipe('r', 'x')),
  'pipe-no-error-forward': C([R('r', { src: ['a', { e: 'E1' }] }), W('w')], pipe('r', 'w'), imm(imm(st('w')))),
  'pipe-sink-error': C([R('r', { src: ['a', 'b', 'c', null] }), W('w', { write: { at: 'sync', fail: { n: 0, how: 'cb', err: 'E1' } } })], pipe('r', 'w'), imm(imm(st('r')))),
  'pipe-sink-error-uncaught': C([R('r', { src: ['a', 'b', null] }), W('w', { noerr: true, write: { at: 'tick', fail: { n: 0, how: 'cb', err: 'E1' } } })], pipe('r', 'w')),
  'pipe-unpipe-in-write': C([R('r', { src: ['a', 'b', 'c', null] }), W('w', { hwm: 1, write: { at: 'imm' }, hooks: { write: { 1: [a('unpipe', 'r', { to: 'w' })] } } })], pipe('r', 'w'), imm(imm(imm(st('r'), a('resume', 'r'))))),
  'pipe-unpipe-all': C([R('r', { at: 'imm', src: ['a', 'b', 'c', null] }), W('w'), W('x')], pipe('r', 'w'), pipe('r', 'x'), imm(imm(a('unpipe', 'r'), st('r'), tick(pipe('r', 'x'))))),
  'pipe-await-manual-read': C([R('r', { src: ['ab', 'c', 'd', 'e', null] }), W('w', { hwm: 4, write: { at: 'imm' } }), W('x', { hwm: 1, write: { at: 'tick' } })], wr('w', 'zzz'), pipe('r', 'w'), pipe('r', 'x'), imm(note('read'), rd('r', 1), st('w'))),
  'pipe-same-twice': C([PT('r'), W('w')], pipe('r', 'w'), pipe('r', 'w'), wr('r', 'ab'), imm(a('unpipe', 'r', { to: 'w' }), wr('r', 'cd'), a('end', 'r'))),
  'pipe-need-drain': C([R('r', { src: ['a', null] }), W('w', { hwm: 2, write: { at: 'imm' } })], wr('w', 'xyz'), pipe('r', 'w'), st('r')),
  'pipe-after-end': C([R('r', { autoDestroy: false, src: ['a', null] }), W('w')], on('r', 'data'), on('r', 'end', { nth: { 0: [pipe('r', 'w')] } })),
  'pipe-end-false': C([R('r', { src: ['a', null] }), W('w')], pipe('r', 'w', { end: false }), imm(imm(wr('w', 'b'), a('end', 'w')))),
  'pipe-sink-closes': C([R('r', { at: 'imm', src: ['a', 'b', 'c', null] }), W('w')], pipe('r', 'w'), imm(imm(a('destroy', 'w'))), imm(imm(imm(imm(st('r')))))),
  // pipeline and finished
  'pipeline-ok': C([R('r', { at: 'imm', src: ['a', 'b', null] }), T('t', { transform: { fn: 'upper', at: 'tick' } }), W('w', { final: { at: 'tick' } })], pl(['r', 't', 'w'])),
  'pipeline-source-error': C([R('r', { at: 'tick', src: ['a', { e: 'E1' }] }), T('t'), W('w')], pl(['r', 't', 'w']), fin('w', 'F')),
  'pipeline-middle-error': C([R('r', { src: ['a', 'b', null] }), T('t', { transform: { fn: 'pass', at: 'imm', fail: { n: 1, how: 'cb', err: 'E1' } } }), W('w')], pl(['r', 't', 'w'])),
  'pipeline-sink-error': C([R('r', { at: 'imm', src: ['a', 'b', 'c', null] }), W('w', { write: { at: 'imm', fail: { n: 1, how: 'cb', err: 'E1' } } })], pl(['r', 'w'])),
  'pipeline-premature': C([R('r', { src: ['a'] }), W('w')], pl(['r', 'w']), imm(a('destroy', 'r'))),
  'pipeline-sink-closed-early': C([R('r', { src: ['a'], destroy: { at: 'imm' } }), T('t'), W('w')], pl(['r', 't', 'w']), imm(a('destroy', 'w'))),
  'pipeline-two-errors': C([R('r', { src: ['a', { e: 'E1' }], destroy: { at: 'sync', fail: { how: 'cb', err: 'D1' } } }), W('w', { destroy: { at: 'imm', fail: { how: 'cb', err: 'D2' } } })], pl(['r', 'w'])),
  'pipeline-generators': C([W('w', { obj: true, hwm: 1, write: { at: 'imm' } })], pl([{ id: 'g', gen: 'src', vs: [1, 2, 3], obj: true }, { id: 'm', gen: 'map', fn: 'dup' }, 'w'])),
  'pipeline-generator-throws': C([R('r', { obj: true, src: [1, 2, 3, null] }), W('w', { obj: true })], pl(['r', { id: 'm', gen: 'map', fail: { n: 1, err: 'E1' } }, 'w'])),
  'pipeline-sink-function': C([R('r', { obj: true, at: 'tick', src: [1, 2, 3, null] })], pl(['r', { id: 'k', gen: 'sink' }], { promise: true })),
  'pipeline-sink-stops': C([R('r', { obj: true, src: [1, 2, 3, null] })], pl(['r', { id: 'k', gen: 'sink', stop: 1 }])),
  'pipeline-end-false': C([R('r', { src: ['a', null] }), W('w')], pl(['r', 'w'], { promise: true, end: false }), imm(imm(wr('w', 'b'), a('end', 'w')))),
  'pipeline-last-readable': C([R('r', { src: ['a', 'b', null] }), PT('t', { hwm: 1 })], pl(['r', 't']), imm(imm(on('t', 'data')))),
  'finished-cases': C([R('r', { src: ['a', null] }), W('w', { write: { at: 'imm' } }), D('d', { src: [null] })], fin('r', 'R'), on('r', 'data'), fin('w', 'W'), wr('w', 'x'), a('end', 'w'), fin('d', 'DW', { opts: { readable: false } }), fin('d', 'DR', { opts: { writable: false } }), fin('d', 'D'), a('end', 'd'), a('resume', 'd'), imm(imm(imm(fin('r', 'R2'), fin('w', 'W2'), fin('d', 'D2', { promise: true }))))),
  'finished-premature': C([R('r', { src: ['a'] }), W('w')], fin('r', 'R'), fin('w', 'W'), fin('w', 'X', { opts: { error: false } }), a('destroy', 'r'), a('destroy', 'w', { err: 'E1' }), imm(fin('r', 'R2'), fin('w', 'W2'))),
  'finished-cleanup': C([W('w')], fin('w', 'A'), fin('w', 'B'), a('cleanup', undefined, { label: 'A' }), a('end', 'w')),
  'finished-lenient': C([R('r', { src: [] }), W('w', { final: { at: 'imm' } }), R('q', { src: [] })], a('push', 'r', { v: null }), fin('r', 'F'), a('destroy', 'r'), a('end', 'w'), fin('w', 'G'), a('destroy', 'w'), a('push', 'q', { v: 'a' }), a('push', 'q', { v: null }), fin('q', 'H'), a('destroy', 'q')),
  'finished-lenient-late': C([R('r', { src: [] }), W('w', { final: { at: 'imm' } })], fin('r', 'F'), fin('w', 'G'), a('push', 'r', { v: null }), a('destroy', 'r'), a('end', 'w'), a('destroy', 'w')),
  'finished-pending-write': C([W('w', { autoDestroy: false, write: { at: 'imm' } }), D('d', { write: { at: 'imm' } })], wr('w', 'a'), a('end', 'w'), fin('w', 'F'), wr('d', 'a'), a('end', 'd'), fin('d', 'G', { opts: { readable: false } }), tick(note('t'))),
  'finished-swallows-error': C([W('w', { noerr: true, autoDestroy: false, write: { at: 'tick', fail: { n: 1, how: 'cb', err: 'E1' } } })], wr('w', 'a'), fin('w', 'F'), tick(tick(wr('w', 'b', 'B')))),
  'pipeline-premature-replaced': C([R('r', { src: ['a'] }), W('w', { destroy: { at: 'tick', fail: { how: 'cb', err: 'D2' } } }), T('t', { destroy: { at: 'imm' } })], pl(['r', 't', 'w']), imm(a('destroy', 'r'))),
  'pipeline-pump-need-drain': C([W('w', { hwm: 2, write: { at: 'imm' } })], wr('w', 'abc'), pl([{ id: 'g', gen: 'src', vs: ['d', 'e'] }, 'w'])),
  'pipeline-pump-two-errors': C([W('w', { obj: true, hwm: 1, write: { at: 'imm', fail: { n: 0, how: 'cb', err: 'E1' } } })], pl([{ id: 'g', gen: 'src', vs: [1, 2], obj: true, at: ['sync', 'imm'], fail: { n: 1, err: 'E2' } }, { id: 'm', gen: 'map' }, 'w'])),
  'pipeline-never-ends': C([R('r', { src: ['a', { e: 'E1' }] }), W('w', { destroy: { at: 'sync', fail: { how: 'never', err: 'x' } } })], pl(['r', 'w'])),
  'pipeline-array-to-stream': C([T('t', { transform: { fn: 'dup', at: 'sync' }, hwm: 2 }), W('w', { write: { at: 'tick' }, hwm: 1 })], pl([{ id: 'r', arr: ['ab', 'c', 'd'] }, 't', 'w'])),
  // Readable.from and iteration
  'from-kinds': C([FROM('x', 'array', [1, 2]), FROM('y', 'gen', [3, 4]), FROM('z', 'agen', [5, 6], { at: 'imm' }), FROM('s', 'string', 'hello')], on('x', 'data'), on('y', 'data'), on('z', 'data'), on('s', 'data')),
  'from-throws': C([FROM('r', 'agen', [1, 2, 3], { fail: { n: 1, err: 'E1' } })], on('r', 'data'), fin('r', 'F')),
  'from-destroyed-error': C([FROM('r', 'gen', [1, 2, 3]), FROM('q', 'agen', [1, 2, 3])], on('r', 'data', { nth: { 0: [a('destroy', 'r', { err: 'E1' })] } }), on('q', 'data', { nth: { 0: [a('destroy', 'q', { err: 'E2' })] } }), tick(note('t'))),
  'from-destroyed': C([FROM('r', 'gen', [1, 2, 3])], on('r', 'data', { nth: { 1: [a('destroy', 'r')] } })),
  'iterate-break': C([R('r', { src: ['a', 'b', 'c', null] })], { op: 'forawait', s: 'r', label: 'I', brk: 0 }, tick(note('t'))),
  'iterate-throw': C([R('r', { obj: true, src: [1, 2, null] })], { op: 'forawait', s: 'r', label: 'I', thr: 0, err: 'E1' }, fin('r', 'F')),
  'iterate-error': C([R('r', { obj: true, at: 'imm', src: [1, { e: 'E1' }] })], { op: 'forawait', s: 'r', label: 'I' }),
  'iterate-keep': C([R('r', { obj: true, src: [1, 2, 3, null] })], { op: 'forawait', s: 'r', label: 'I', keep: true, brk: 0 }, imm(imm({ op: 'forawait', s: 'r', label: 'J' }))),
  'iterate-destroyed': C([R('r', { obj: true, src: [1, 2] })], { op: 'forawait', s: 'r', label: 'I', nth: { 0: [a('destroy', 'r')] } }),
  'iterate-after-end': C([R('r', { src: ['a', null] })], on('r', 'data'), imm(imm({ op: 'forawait', s: 'r', label: 'I' }))),
};
