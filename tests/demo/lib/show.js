'use strict';

// What the demo prints.

const BAR = 40;

const many = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`;

// What is going to happen, and how long it takes.
function begin(options, orders) {
  if (options.style !== 'table') return;
  const fewer = options.orders < orders ? ` (every kind is there; fewer than ${orders} have not)` : '';
  const more = options.serve ? '' : '; --serve leaves the admin pages open';
  process.stderr.write(`demo: ${orders} orders${fewer}, several days of the shop and of Amazon: one to two minutes${more}\n`);
}

// A bar that stays in its line on a terminal; elsewhere a few lines.
function progress(style) {
  const live = style === 'table' && process.stderr.isTTY;
  let told = -1;
  return {
    step(done, all, effects) {
      const text = `interval ${done} of ${all}, ${many(effects, 'effect')} at Amazon`;
      const full = Math.round((done / all) * BAR);
      if (live) process.stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${text} `);
      else if (style === 'table' && Math.floor((done / all) * 8) > told) {
        told = Math.floor((done / all) * 8);
        process.stderr.write(`${text}\n`);
      }
    },
    end() {
      if (live) process.stderr.write('\n');
    },
  };
}

const counted = (tally) =>
  Object.entries(tally)
    .sort()
    .map(([what, n]) => `${n} ${what}`);

function table(kinds) {
  const width = (values, head) => Math.max(head.length, ...values.map((v) => v.length));
  const columns = [
    width(kinds.map((k) => k.kind), 'kind'),
    6,
    width(kinds.flatMap((k) => counted(k.expected)), 'expected'),
  ];
  const line = (kind, orders, expected, got) =>
    `${kind.padEnd(columns[0])}  ${String(orders).padStart(columns[1])}  ${expected.padEnd(columns[2])}  ${got}`.trimEnd();
  const out = [line('kind', 'orders', 'expected', 'got')];
  for (const k of kinds) {
    const [expected, got] = [counted(k.expected), counted(k.got)];
    for (let i = 0; i < Math.max(expected.length, got.length); i += 1) {
      out.push(line(i ? '' : k.kind, i ? '' : k.orders, expected[i] || '', got[i] || ''));
    }
  }
  return out;
}

function wrongOrders({ orders }, most = 40) {
  const wrong = orders.filter((o) => o.problems.length);
  const out = wrong
    .slice(0, most)
    .map((o) => `  ${o.kind} / ${o.variant}: order ${o.shop} (${o.amazon}): ${o.problems.join('; ')}`);
  if (wrong.length > most) out.push(`  ... and ${wrong.length - most} more`);
  return out;
}

function checks(result) {
  const list = result.kinds.map((k) => ({ name: k.kind, ok: k.ok, note: many(k.orders, 'order') }));
  const seen = result.violations.map((v) => v.code);
  list.push({ name: 'violations', ok: seen.length === 0, note: `${seen.length} at the simulator: ${seen.join(' ')}` });
  list.push({ name: 'quiet second run', ok: result.quiet.length === 0, note: result.quiet.join(', ') || 'nothing left' });
  const faults = result.faults.join('; ');
  list.push({ name: 'first activation and runs', ok: !faults, note: faults || 'in order' });
  return list;
}

// Prints the result; true if all of it is as it was expected.
function result(style, found) {
  const list = checks(found);
  const say = (text) => process.stdout.write(`${text}\n`);
  const failed = list.filter((c) => !c.ok);
  if (style === 'tap') {
    for (const c of list) say(`${c.ok ? 'ok' : 'not ok'} - ${c.name} (${c.note.replace(/: $/, '')})`);
    wrongOrders(found).forEach(say);
    say(`${list.length - failed.length} passed, ${failed.length} failed`);
    return failed.length === 0;
  }
  const { facts, seen } = found;
  table(found.kinds).forEach(say);
  wrongOrders(found).forEach(say);
  say('');
  const { effects, counts } = seen;
  const time = `${many(facts.runs, 'run')} (an interval has two or more) in ${Math.round(facts.seconds)} s`;
  say(`${many(found.orders.length, 'order')}, ${many(effects.length, 'effect')} at Amazon, ${time}`);
  say(`first preview: ${many(facts.previewed, 'shipment')} waited for release; safety stops released: ${facts.stops}`);
  const calls = Object.entries(counts).filter(([, c]) => c.total > 0);
  say(`calls: ${calls.map(([op, c]) => `${c.total} ${op}`).join(', ')}`);
  for (const c of list.slice(-3)) say(`${c.ok ? 'ok' : 'NOT OK'}  ${c.name}: ${c.note.replace(/: $/, '')}`);
  const names = failed.map((c) => c.name).join(', ');
  say(names ? `NOT as expected: ${names}` : 'Every order of every kind ended as expected.');
  return failed.length === 0;
}

module.exports = { begin, progress, result };
