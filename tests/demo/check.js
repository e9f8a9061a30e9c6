#!/usr/bin/env node
'use strict';

// Compares what the simulated Amazon has, and what our documents say, with the
// expectations. usage: check.js WORLD SEEN, where SEEN holds the simulator's
// orders, effects and violations and our `list` and `preview` documents.

const fs = require('node:fs');
const { expectations } = require('./expect');

const sorted = (items) => [...items].sort((a, b) => (a.id < b.id ? -1 : 1)).map((i) => `${i.quantity}x${i.id}`);
const packageText = ({ tracking, carrier, items }) => `${carrier} ${tracking || '(none)'} [${sorted(items).join(' ')}]`;
const tally = (list) => list.reduce((n, key) => ({ ...n, [key]: (n[key] || 0) + 1 }), {});

// One word for what became of an order.
function describe({ effects, packages, verdict, reason, via }) {
  const why = reason ? `: ${reason}` : '';
  if (effects && effects.cancel) return 'cancelled';
  if (effects && effects.ship) {
    const many = packages.length > 1 ? `${packages.length} packages` : 'shipped';
    const bare = packages.length === 1 && !packages[0].tracking ? ', no number' : '';
    const after = { conflict: `; conflict${why}`, hold: `; named${why}` }[verdict] || '';
    const by = via === 'express' ? ' by confirmShipment' : '';
    return `${many}${by}${bare}${effects.edit_package ? ', corrected' : ''}${after}`;
  }
  if (verdict === null) return 'left alone';
  if (verdict === 'skip') return reason === 'not_shipped' || !reason ? 'nothing wanted' : `skipped${why}`;
  if (verdict === 'done') return reason === 'cancelled' ? 'cancelled there' : 'settled unsent';
  return `${{ hold: 'held', conflict: 'conflict' }[verdict] || verdict}${why}`;
}

// What really is at Amazon and in our documents for one shop order.
function gather(seen, shop, amazon) {
  const order = seen.orders.find((o) => o.id === amazon) || null;
  const documents = seen.list.filter((d) => d.shop_order === shop);
  const [document] = documents;
  const told = seen.effects.filter((e) => e.order === amazon);
  return {
    order,
    documents: documents.length,
    told,
    effects: tally(told.map((e) => e.op)),
    packages: order ? order.packages : [],
    verdict: document ? document.verdict : null,
    reason: document ? document.reason : null,
    document,
    preview: seen.preview.find((d) => d.shop_order === shop) || null,
  };
}

function amazonProblems(want, got) {
  const out = [];
  if (want.effects === null) return out;
  if (want.status !== (got.order ? got.order.status : null)) {
    out.push(`Amazon has ${got.order ? got.order.status : 'no such order'}, expected ${want.status}`);
  }
  const has = got.packages.map(packageText).sort();
  const wants = want.packages.map(packageText).sort();
  if (has.join('; ') !== wants.join('; ')) {
    out.push(`packages are ${has.join('; ') || 'none'}, expected ${wants.join('; ') || 'none'}`);
  }
  for (const op of ['ship', 'edit_package', 'cancel', 'settle']) {
    const [is, should] = [got.effects[op] || 0, want.effects[op] || 0];
    if (is !== should) out.push(`${is} times ${op}, expected ${should}`);
  }
  const late = got.told.filter((e) => e.op === 'ship' && want.by && e.at >= want.by);
  if (late.length) out.push(`told ${late[0].at - want.by} s after the ship-by time`);
  for (const p of got.packages.filter((p) => p.via !== 'amazon')) {
    if (want.via && p.via !== want.via) out.push(`told by ${p.via}, expected ${want.via}`);
    if (p.shipped_at < want.shipped.after || p.shipped_at > want.shipped.until) {
      const range = want.shipped.after === want.shipped.until ? '' : ` to ${want.shipped.until}`;
      out.push(`ship date is ${p.shipped_at}, expected ${want.shipped.after}${range}`);
    }
  }
  return out;
}

function ourProblems(want, got) {
  const out = [];
  const { verdicts, reasons } = want;
  if (got.documents > 1) out.push(`${got.documents} documents of one shop order`);
  if (!verdicts.includes(got.verdict) || !reasons.includes(got.reason)) {
    out.push(`we say ${got.verdict} ${got.reason || ''}, expected ${verdicts.join('/')} ${reasons.join('/')}`);
  }
  if (want.told && !(got.document.messages || []).some((m) => m.sent_at > 0)) out.push('nothing was under way');
  const { preview } = got;
  if (preview && (preview.verdict !== got.verdict || preview.reason !== got.reason)) {
    out.push(`preview says ${preview.verdict} ${preview.reason || ''}, list ${got.verdict} ${got.reason || ''}`);
  }
  if (got.document && want.account !== got.document.account) out.push(`account is ${got.document.account}`);
  return out;
}

// {orders: [...], kinds: [...], violations}
function check(world, seen) {
  const orders = Object.entries(expectations(world)).map(([shop, want]) => {
    const got = gather(seen, shop, want.amazon);
    const problems = [...amazonProblems(want, got), ...ourProblems(want, got)];
    const via = want.via && got.packages.length ? got.packages[0].via : undefined;
    const first = { ...want, verdict: want.verdicts[0], reason: want.reasons[0] };
    return {
      shop,
      amazon: want.amazon,
      kind: want.kind,
      variant: want.variant,
      expected: describe(first),
      got: describe({ ...got, via, effects: want.effects && got.effects }) + (problems.length ? ' (!)' : ''),
      problems,
    };
  });
  const names = [...new Set(orders.map((o) => o.kind))];
  const kinds = names.map((kind) => {
    const list = orders.filter((o) => o.kind === kind);
    return {
      kind,
      orders: list.length,
      expected: tally(list.map((o) => o.expected)),
      got: tally(list.map((o) => o.got)),
      ok: list.every((o) => o.problems.length === 0),
    };
  });
  return { orders, kinds, violations: seen.violations };
}

if (require.main === module) {
  const [world, seen] = process.argv.slice(2).map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
  const result = check(world, seen);
  for (const o of result.orders.filter((x) => x.problems.length)) {
    process.stdout.write(`${o.kind} / ${o.variant}: order ${o.shop} (${o.amazon}): ${o.problems.join('; ')}\n`);
  }
  const bad = result.violations.length + result.orders.filter((o) => o.problems.length).length;
  process.stdout.write(`${result.orders.length} orders, ${bad} wrong\n`);
  process.exit(bad ? 1 : 0);
}

module.exports = { check };
