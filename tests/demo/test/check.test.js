'use strict';

// The checker must notice what it is there for: a perfect picture is made from
// the expectations, then spoilt in one place at a time.

const assert = require('node:assert');
const { test } = require('node:test');
const { makeWorld } = require('../world');
const { expectations } = require('../expect');
const { check } = require('../check');

const world = makeWorld({ orders: 100, seed: 5 });

function picture() {
  const seen = { orders: [], effects: [], violations: [], list: [], preview: [] };
  for (const [shop, want] of Object.entries(expectations(world))) {
    const [verdict] = want.verdicts;
    const [reason] = want.reasons;
    const messages = want.told ? [{ sent_at: 1 }] : [];
    if (verdict) seen.list.push({ shop_order: shop, account: want.account, verdict, reason, messages });
    if (want.effects === null || want.status === null) continue;
    const packages = want.packages.map((p) => {
      const ours = want.effects.ship > 0;
      return { ...structuredClone(p), via: ours ? want.via || 'feed' : 'amazon', shipped_at: want.shipped.until };
    });
    seen.orders.push({ id: want.amazon, status: want.status, packages });
    for (const [op, n] of Object.entries(want.effects)) {
      for (let i = 0; i < n; i += 1) seen.effects.push({ op, order: want.amazon, at: want.by - 1 });
    }
  }
  return seen;
}

const wrong = (seen) => check(world, seen).orders.filter((o) => o.problems.length);
const shippedOrder = (seen) => seen.orders.find((o) => o.packages.some((p) => p.via === 'feed' && p.tracking));

test('a perfect picture has no fault', () => {
  assert.deepStrictEqual(wrong(picture()), []);
});

const SPOIL = {
  'another number': (s) => (shippedOrder(s).packages[0].tracking += '0'),
  'another carrier': (s) => (shippedOrder(s).packages[0].carrier = 'Sonstige'),
  'another quantity': (s) => (shippedOrder(s).packages[0].items[0].quantity += 1),
  'another ship date': (s) => (shippedOrder(s).packages[0].shipped_at += 3600),
  'a package missing': (s) => shippedOrder(s).packages.pop(),
  'another status': (s) => (shippedOrder(s).status = 'CANCELLED'),
  'sent twice': (s) => s.effects.push({ op: 'ship', order: shippedOrder(s).id }),
  'corrected without need': (s) => s.effects.push({ op: 'edit_package', order: shippedOrder(s).id }),
  'cancelled without need': (s) => s.effects.push({ op: 'cancel', order: shippedOrder(s).id }),
  'told too late': (s) => (s.effects.find((e) => e.op === 'ship').at += 1),
  'told by the feed that hangs': (s) => (s.orders.find((o) => o.packages.some((p) => p.via === 'express')).packages[0].via = 'feed'),
  'nothing under way meanwhile': (s) => (s.list.find((d) => d.messages.length).messages[0].sent_at = 0),
  'another reason': (s) => (s.list.find((d) => d.verdict === 'hold').reason = 'brake'),
  'an order not listed': (s) => s.list.pop(),
  'a preview that disagrees': (s) => s.preview.push({ ...s.list[0], verdict: 'ship', reason: 'brake' }),
};

for (const [name, spoil] of Object.entries(SPOIL)) {
  test(`noticed: ${name}`, () => {
    const seen = picture();
    spoil(seen);
    assert.strictEqual(wrong(seen).length, 1);
  });
}

test('the same seed is the same world, another seed another one', () => {
  assert.deepStrictEqual(makeWorld({ orders: 100, seed: 5 }), world);
  assert.notDeepStrictEqual(makeWorld({ orders: 100, seed: 6 }).orders, world.orders);
});

test('500 orders have five of every kind', () => {
  const counts = {};
  for (const { kind } of makeWorld({ orders: 500, seed: 1 }).orders) counts[kind] = (counts[kind] || 0) + 1;
  assert.ok(Object.values(counts).every((n) => n >= 5));
  assert.strictEqual(Object.values(counts).reduce((a, b) => a + b), 500);
});
