#!/usr/bin/env node
'use strict';

// What must come of every order, from the world file alone. usage: expect.js WORLD
//
// Written from the rules that were promised to the owner, not from the
// product's code: it shares nothing with it but the world.

const fs = require('node:fs');
const { replay } = require('./lib/replay');

// Carriers whose name in the shop is Amazon's code.
const OWN_NAME = ['DHL', 'DPD', 'GLS', 'UPS', 'TNT'];

const ANY_TIME = { after: -Infinity, until: Infinity };
const clean = (text) => text.replace(/\s/g, '');
const isCode = (text, order) => {
  const code = clean(text || '');
  return /[1-9]/.test(code) && !code.includes('://') && code !== order.amazon && code !== order.shop;
};

// Everything one expectation is made of.
class Case {
  constructor(world, order, state) {
    const account = world.accounts.find((a) => a.id === order.account);
    const amazon = world.amazon.orders.find((o) => o.id === order.amazon) || null;
    const later = world.owner.filter((o) => o.settings && o.account === account.id).pop();
    Object.assign(this, { world, order, state, account, amazon });
    this.settings = later ? later.settings : account.settings;
  }

  carrier(name) {
    const { map, fallback } = this.settings.carrier;
    if (name === null) return { code: fallback };
    const to = map[name];
    if (to !== undefined) return typeof to === 'string' ? { code: to } : { code: 'Other', name: to.other };
    return OWN_NAME.includes(name) ? { code: name } : null;
  }

  nameOf(row) {
    return this.world.shop.carriers[row.carrier_id] || null;
  }

  // Outbound rows with a code, each code once.
  rows(list = this.state.tracking) {
    const seen = new Set();
    return list.filter((row) => {
      const code = clean(row.parcel_id);
      const good = isCode(row.parcel_id, this.order) && row.is_return === 0 && !seen.has(code);
      if (good) seen.add(code);
      return good;
    });
  }

  parcel(row, items) {
    const carrier = this.carrier(this.nameOf(row));
    return { tracking: clean(row.parcel_id), carrier: carrier.name || carrier.code, items };
  }

  all() {
    return this.amazon.items.map(({ id, quantity }) => ({ id, quantity }));
  }

  // When the parcel left: the first shipped row of the history. Without one,
  // when it was first seen, which is a run or two after the change.
  shipped() {
    const statuses = this.settings.ship.map((s) => s.status);
    const row = this.state.history.find((h) => statuses.includes(h.status));
    if (row) return { after: row.at, until: row.at };
    const change = this.state.statuses.find((s) => statuses.includes(s.status));
    return change ? { after: change.at - 120, until: change.at + 2 * this.world.step } : ANY_TIME;
  }

  // Units over several parcels: whole lines while there are enough of them,
  // else one by one; with fewer units than parcels one parcel takes all.
  packages() {
    const rows = this.rows();
    const { several } = this.settings.parcels;
    const total = this.amazon.items.reduce((n, i) => n + i.quantity, 0);
    if (rows.length === 0) return [this.untracked()];
    if (rows.length === 1) return [this.parcel(rows[0], this.all())];
    if (several === 'last') return [this.parcel(rows[rows.length - 1], this.all())];
    if (several === 'first' || total < rows.length) return [this.parcel(rows[0], this.all())];
    const shares = rows.map(() => []);
    let turn = 0;
    for (const { id, quantity } of this.all()) {
      if (this.amazon.items.length >= rows.length) {
        shares[turn++ % rows.length].push({ id, quantity });
        continue;
      }
      for (let i = 0; i < quantity; i += 1) {
        const share = shares[turn++ % rows.length];
        const line = share.find((l) => l.id === id);
        if (line) line.quantity += 1;
        else share.push({ id, quantity: 1 });
      }
    }
    return rows.map((row, i) => this.parcel(row, shares[i]));
  }

  // No number: the carrier of a row without a code, else the fallback.
  untracked() {
    const row = this.state.tracking.find((t) => t.is_return === 0);
    const carrier = this.carrier(row ? this.nameOf(row) : null);
    return { tracking: null, carrier: carrier.name || carrier.code, items: this.all() };
  }
}

// ---- outcomes ---------------------------------------------------------------

const done = ['done'];

// Packages as the shop's rows say at the end, each sent once.
function shipped(c, { edits = 0, verdicts = done, reasons = [null, 'verified'] } = {}) {
  const packages = c.packages();
  return {
    status: 'SHIPPED',
    packages,
    shipped: c.shipped(),
    effects: { ship: packages.length, edit_package: edits },
    verdicts,
    reasons,
  };
}

// Nothing was ever sent: Amazon's picture is what Amazon itself made of it.
function untouched(c, verdicts, reasons) {
  const changes = c.amazon ? Object.assign({}, ...(c.amazon.changes || []).map((x) => x.set)) : {};
  const packages = c.amazon ? changes.packages || c.amazon.packages || [] : [];
  const status = changes.status || (changes.packages ? 'SHIPPED' : c.amazon && c.amazon.status) || 'UNSHIPPED';
  return {
    status: c.amazon ? status : null,
    packages: packages.map(({ tracking, carrier, items }) => ({ tracking, carrier, items })),
    shipped: ANY_TIME,
    effects: {},
    verdicts,
    reasons,
  };
}

const held = (c, ...reasons) => untouched(c, ['hold'], reasons);
const conflict = (c, reason) => untouched(c, ['conflict'], [reason]);
const skipped = (c, reason) => untouched(c, ['skip'], [reason]);
const waiting = (c) => untouched(c, ['skip'], ['not_shipped']);

function cancelled(c) {
  return {
    status: 'CANCELLED',
    packages: [],
    shipped: ANY_TIME,
    effects: { cancel: 1 },
    verdicts: done,
    reasons: [null, 'cancelled', 'verified'],
  };
}

// Without a number the first owner sends after a day, the second waits.
function unnumbered(c) {
  return c.settings.without_tracking.then === 'send' ? shipped(c) : held(c, 'no_tracking');
}

// ---- kinds ------------------------------------------------------------------

const variant = (c) => c.order.variant;

const EXPECT = {
  shipped: (c) => shipped(c),
  'two accounts': (c) => shipped(c),
  'two marketplaces': (c) => shipped(c),
  'two parcels': (c) => shipped(c),
  'two parcels, one unit': (c) => shipped(c),
  // The first package is made smaller, then the second one is added; the unit
  // that moves is of the last line.
  'second parcel later': (c) => shipped(c, { edits: 1 }),
  'late tracking': (c) => shipped(c, { edits: variant(c) === 'after the wait' ? 1 : 0 }),
  'changed tracking': (c) => shipped(c, { edits: 1 }),
  // Amazon keeps what it was told.
  'tracking deleted after sending'(c) {
    const packages = c.rows(c.state.before).map((row) => c.parcel(row, c.all()));
    return { ...shipped(c), packages };
  },
  'no tracking past its wait': (c) => unnumbered(c),
  'carrier unmapped': (c) => (variant(c) === 'never' ? held(c, 'carrier_unmapped') : shipped(c)),
  'Other carrier': (c) => shipped(c),
  'doubtful carrier'(c) {
    if (variant(c) === 'held') return held(c, 'carrier_doubtful');
    const result = shipped(c);
    result.packages[0].carrier = 'UPS';
    return result;
  },
  'bad tracking text': (c) => (variant(c) === 'mended' ? shipped(c) : held(c, 'bad_tracking')),
  'return label only': (c) => (variant(c) === 'only' ? held(c, 'no_tracking', 'no_carrier') : shipped(c)),
  'URL as code': (c) => unnumbered(c),
  'passed-through status': (c) => shipped(c),
  'plain SQL status': (c) => shipped(c),
  'taken back': (c) => held(c, 'taken_back'),
  'to and fro': (c) => shipped(c),
  cancelled: (c) => (variant(c) === 'reason wanted' ? held(c, 'cancel_reason') : cancelled(c)),
  'cancelled after shipment': (c) =>
    shipped(c, { verdicts: ['conflict'], reasons: ['cancel_after_ship'] }),
  'cancelled and revoked'(c) {
    if (variant(c) === 'by hand') return held(c, 'cancel_revoked');
    return variant(c) === 'status' ? waiting(c) : shipped(c);
  },
  'storno without a status': (c) => held(c, 'storno_no_status'),
  'deleted in the shop'(c) {
    return variant(c) === 'before' ? held(c, 'gone') : shipped(c, { reasons: [null, 'gone', 'verified'] });
  },
  'before the start': (c) => untouched(c, [null, 'skip'], [null, 'before_start']),
  FBA: (c) => skipped(c, 'fba'),
  'Ship+': (c) => skipped(c, 'ship_plus'),
  'pending at Amazon': (c) => (variant(c) === 'released' ? shipped(c) : held(c, 'pending_at_amazon')),
  'already shipped at Amazon'(c) {
    if (variant(c) === 'another number') return conflict(c, 'already_shipped');
    return untouched(c, ['done'], [null, 'settled', 'verified']);
  },
  'cancelled at Amazon'(c) {
    if (variant(c) === 'shipped here') return conflict(c, 'cancelled_at_amazon');
    return untouched(c, ['done'], ['cancelled']);
  },
  'unknown at Amazon': (c) => held(c, 'not_at_amazon'),
  'two orders, one number'(c) {
    // The order that was linked first counts; its twin is only told of.
    if (variant(c).endsWith('the twin')) return { ...held(c, 'double_link'), status: null, packages: [], effects: null };
    if (variant(c) === 'both shipped') return shipped(c);
    return waiting(c);
  },
  'refused, then mended': (c) => (variant(c) === 'never mended' ? held(c, 'rejected') : shipped(c)),
  'accepted with warning': (c) => shipped(c),
  // What Amazon does not show is told again; what stays wrong after that is a person's.
  'accepted, not stored'(c) {
    if (variant(c) !== 'another number') return shipped(c);
    const result = shipped(c, { verdicts: ['hold'], reasons: ['mismatch'] });
    result.packages[0].tracking = c.amazon.stored_tracking;
    return result;
  },
  'poison in a feed': (c) => shipped(c),
  // What is due leaves the feed that hangs, and nothing doubles when that wakes up.
  'feed that hangs': (c) => ({ ...shipped(c), via: 'express' }),
  'reported, but not there': (c) => shipped(c),
  'shipped there meanwhile'(c) {
    return { ...conflict(c, variant(c) === 'our cancel' ? 'cancel_after_ship' : 'already_shipped'), told: true };
  },
};

// world -> shop order id -> what must come of it.
function expectations(world) {
  const states = replay(world);
  const out = {};
  for (const order of world.orders) {
    const rule = EXPECT[order.kind];
    if (!rule) throw new Error(`no expectation for the kind "${order.kind}"`);
    const c = new Case(world, order, states.get(order.shop));
    const { kind, amazon, account } = order;
    const by = c.amazon ? c.amazon.ship_by : null;
    out[order.shop] = { kind, variant: order.variant, amazon, account, by, ...rule(c) };
  }
  return out;
}

if (require.main === module) {
  const world = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  process.stdout.write(`${JSON.stringify(expectations(world), null, 1)}\n`);
}

module.exports = { expectations };
