'use strict';

const { FR, IT, STATUS } = require('./lib/trade');
const { slotTime, soonTime, meanwhile } = require('./lib/stage');

// Every kind of order with what happens to it in the shop and at Amazon.
// A scenario tells facts only; what must come of it is written in expect.js.
// `share` is the number of orders out of 500; variants take turns.

const mine = (i) => (i % 3 === 2 ? 1 : 0);
const packed = (o, tracking, carrier, at) => [
  { ref: '9000001', shipped_at: at, carrier, tracking, items: o.items.map(({ id, quantity }) => ({ id, quantity })) },
];
const amazonOf = (w, o) => w.amazon.get(o.number);

// Shipped in the hour that the shop's clocks show twice.
function clocksGoBack(w, variant) {
  const o = w.order({ kind: 'shipped', variant, bought: w.base(4, 14) });
  const carrier = w.carrier();
  o.row(22, carrier, w.numbers.tracking(carrier));
  return o.status(22, STATUS.shipped, { base: soonTime });
}

const plain = {
  shipped: {
    share: 0,
    variants: ['one', 'blanks', 'twice', 'near', 'before', 'one', 'blanks', 'twice', 'near', 'clocks go back'],
    play(w, variant) {
      if (variant === 'clocks go back') return clocksGoBack(w, variant);
      const near = variant === 'near';
      const slot = variant === 'before' ? w.base(-6, 0) : w.base(1, 13);
      const o = w.order({
        kind: 'shipped',
        variant,
        bought: slot - w.base(1, 14),
        ...(near ? { ship_by: slotTime(slot) + 9 * 3600 } : {}),
      });
      const carrier = w.carrier();
      const code = w.numbers.tracking(carrier);
      const printed = variant === 'blanks' ? ` ${code.slice(0, 4)} ${code.slice(4, 9)} ${code.slice(9)} ` : code;
      o.row(slot, carrier, printed);
      if (variant === 'twice') o.row(slot, carrier, printed);
      return o.status(slot, STATUS.shipped);
    },
  },
  'two accounts': {
    share: 40,
    variants: ['second'],
    play(w, variant) {
      const slot = w.base(-2, 9);
      w.order({ kind: 'two accounts', variant, account: 1, bought: slot - w.base(1, 14) }).ship(slot);
    },
  },
  'two marketplaces': {
    share: 15,
    variants: ['France', 'Italy'],
    play(w, variant) {
      const there = variant === 'France' ? { account: 0, market: FR } : { account: 1, market: IT };
      w.order({ kind: 'two marketplaces', variant, ...there }).ship(w.base(2, 9), w.random.pick(['DHL', 'UPS', 'GLS']));
    },
  },
  'two parcels': {
    share: 12,
    variants: ['two lines', 'one line', 'odd', 'last'],
    play(w, variant) {
      const units = { 'two lines': [2, 1], 'one line': [2], odd: [3], last: [2] }[variant];
      const o = w.order({ kind: 'two parcels', variant, account: variant === 'last' ? 1 : 0, units });
      const slot = w.base();
      o.row(slot, 'DHL', w.numbers.tracking('DHL'));
      o.ship(slot, w.random.pick(['DHL', 'DPD', 'GLS']));
    },
  },
  'two parcels, one unit': {
    share: 6,
    variants: ['first', 'last'],
    play(w, variant) {
      const o = w.order({ kind: 'two parcels, one unit', variant, account: variant === 'last' ? 1 : 0, units: [1] });
      const slot = w.base();
      o.row(slot, 'DPD', w.numbers.tracking('DPD'));
      o.ship(slot, 'DPD');
    },
  },
  'second parcel later': {
    share: 6,
    variants: ['one line', 'two lines'],
    play(w, variant) {
      const o = w.order({ kind: 'second parcel later', variant, units: variant === 'one line' ? [2] : [1, 1] });
      const slot = w.base();
      o.ship(slot, 'DHL');
      o.row(slot + 4, 'DHL', w.numbers.tracking('DHL'));
    },
  },
};

const numbers = {
  'late tracking': {
    share: 9,
    variants: ['within the wait', 'after the wait'],
    play(w, variant, i) {
      const after = variant === 'after the wait';
      const o = w.order({ kind: 'late tracking', variant, account: after ? 0 : mine(i) });
      const slot = w.base(4, 7);
      const carrier = w.random.pick(['DHL', 'GLS', 'UPS']);
      o.status(slot, STATUS.shipped);
      o.row(slot + (after ? 16 : 5), carrier, w.numbers.tracking(carrier));
    },
  },
  'changed tracking': {
    share: 9,
    variants: ['new row', 'same row', 'other carrier'],
    play(w, variant, i) {
      const o = w.order({ kind: 'changed tracking', variant, account: mine(i) });
      const slot = w.base(5, 8);
      const row = o.ship(slot, 'DHL');
      const carrier = variant === 'other carrier' ? 'GLS' : 'DHL';
      const code = w.numbers.tracking(carrier);
      if (variant === 'same row') {
        o.edit(slot + 4, row, { parcel_id: code });
      } else {
        o.drop(slot + 4, row);
        o.row(slot + 4, carrier, code);
      }
    },
  },
  'tracking deleted after sending': {
    share: 5,
    variants: ['deleted'],
    play(w, variant) {
      const o = w.order({ kind: 'tracking deleted after sending', variant });
      const slot = w.base();
      o.drop(slot + 4, o.ship(slot, 'DHL'));
    },
  },
  'no tracking past its wait': {
    share: 8,
    variants: ['sent without', 'held', 'letter'],
    play(w, variant) {
      const o = w.order({ kind: 'no tracking past its wait', variant, account: variant === 'held' ? 1 : 0 });
      const slot = w.base(3, 9);
      if (variant === 'letter') o.row(slot, 'POST', '');
      o.status(slot, STATUS.shipped);
    },
  },
  'carrier unmapped': {
    share: 8,
    variants: ['mapped later', 'never'],
    play(w, variant, i) {
      const account = variant === 'never' ? mine(i) : 0;
      const o = w.order({ kind: 'carrier unmapped', variant, account });
      o.ship(w.base(), variant === 'never' ? 'Spedition Huber' : 'Lager Nord');
    },
  },
  'Other carrier': {
    share: 6,
    variants: ['mapped'],
    play(w, variant, i) {
      w.order({ kind: 'Other carrier', variant, account: mine(i) }).ship(w.base(), 'Bote');
    },
  },
  'doubtful carrier': {
    share: 6,
    variants: ['held', 'used'],
    play(w, variant) {
      const o = w.order({ kind: 'doubtful carrier', variant, account: variant === 'used' ? 1 : 0 });
      const slot = w.base();
      o.row(slot, 'DHL', w.numbers.tracking('UPS'));
      o.status(slot, STATUS.shipped);
    },
  },
  'bad tracking text': {
    share: 8,
    variants: ['mail address', 'too long', 'umlaut', 'mended'],
    play(w, variant, i) {
      const o = w.order({ kind: 'bad tracking text', variant, account: mine(i) });
      const slot = w.base();
      const text = {
        'mail address': `lager${i}@example.org`,
        'too long': `0034043${w.random.digits(60)}`,
        umlaut: `Übergabe ${w.random.digits(6)}`,
        mended: `siehe@lieferschein${i}`,
      }[variant];
      const row = o.row(slot, 'DHL', text);
      o.status(slot, STATUS.shipped);
      if (variant === 'mended') o.edit(slot + 3, row, { parcel_id: w.numbers.tracking('DHL') });
    },
  },
  'return label only': {
    share: 6,
    variants: ['only', 'with a parcel later'],
    play(w, variant) {
      const o = w.order({ kind: 'return label only', variant, account: 1 });
      const slot = w.base(4, 7);
      o.row(slot, 'DHL', w.numbers.tracking('DHL'), { back: true });
      o.status(slot, STATUS.shipped);
      if (variant !== 'only') o.row(slot + 4, 'DPD', w.numbers.tracking('DPD'));
    },
  },
  'URL as code': {
    share: 6,
    variants: ['address', 'order number', 'placeholder'],
    play(w, variant, i) {
      const o = w.order({ kind: 'URL as code', variant, account: mine(Math.floor(i / 3)) });
      const slot = w.base();
      const text = {
        address: `https://tracking.example.org/parcel?id=${w.random.digits(12)}`,
        'order number': o.number,
        placeholder: '-',
      }[variant];
      o.row(slot, 'GLS', text);
      o.status(slot, STATUS.shipped);
    },
  },
};

const statuses = {
  'passed-through status': {
    share: 8,
    variants: ['history', 'three at once'],
    play(w, variant, i) {
      const o = w.order({ kind: 'passed-through status', variant, account: mine(i) });
      const slot = w.base();
      if (variant === 'three at once') o.status(slot, STATUS.work);
      o.ship(slot);
      o.status(slot, STATUS.review);
    },
  },
  'plain SQL status': {
    share: 8,
    variants: ['with tracking', 'tracking first'],
    play(w, variant, i) {
      const o = w.order({ kind: 'plain SQL status', variant, account: mine(i) });
      const slot = w.base();
      const carrier = w.carrier();
      if (variant === 'tracking first') o.row(slot - 2, carrier, w.numbers.tracking(carrier));
      else o.row(slot, carrier, w.numbers.tracking(carrier));
      o.status(slot, STATUS.shipped, { history: false });
    },
  },
  'taken back': {
    share: 5,
    variants: ['between two runs'],
    play(w, variant, i) {
      const o = w.order({ kind: 'taken back', variant, account: mine(i) });
      const slot = w.base();
      o.status(slot, STATUS.shipped);
      o.status(slot, STATUS.work);
    },
  },
  'to and fro': {
    share: 6,
    variants: ['back and again'],
    play(w, variant, i) {
      const o = w.order({ kind: 'to and fro', variant, account: mine(i) });
      const slot = w.base();
      o.ship(slot);
      o.status(slot + 3, STATUS.work);
      o.status(slot + 5, STATUS.shipped);
    },
  },
  cancelled: {
    share: 9,
    variants: ['by rule', 'reason given', 'reason wanted'],
    play(w, variant) {
      const o = w.order({ kind: 'cancelled', variant, account: variant === 'by rule' ? 0 : 1 });
      const slot = w.base();
      o.status(slot, STATUS.cancelled);
      if (variant === 'reason given') o.command(slot + 2, ['cancel-reason', o, 'CustomerExchange']);
    },
  },
  'cancelled after shipment': {
    share: 5,
    variants: ['verified'],
    play(w, variant, i) {
      const o = w.order({ kind: 'cancelled after shipment', variant, account: mine(i) });
      const slot = w.base();
      o.ship(slot);
      o.status(slot + 4, STATUS.cancelled);
    },
  },
  'cancelled and revoked': {
    share: 7,
    variants: ['status', 'by hand', 'status and shipped'],
    play(w, variant) {
      const o = w.order({ kind: 'cancelled and revoked', variant });
      const slot = w.base();
      o.status(slot, STATUS.cancelled);
      if (variant === 'by hand') o.command(slot, ['cancel-revoke', o], soonTime);
      else o.status(slot, STATUS.work, { base: soonTime });
      if (variant === 'status and shipped') o.ship(slot + 3);
    },
  },
  'storno without a status': {
    share: 5,
    variants: ['totals zero'],
    play(w, variant, i) {
      const o = w.order({ kind: 'storno without a status', variant, account: mine(i) });
      const slot = w.base();
      o.zero(slot);
    },
  },
  'deleted in the shop': {
    share: 6,
    variants: ['before', 'after sending'],
    play(w, variant, i) {
      const o = w.order({ kind: 'deleted in the shop', variant, account: mine(i) });
      const slot = w.base();
      if (variant === 'after sending') o.ship(slot);
      o.remove(slot + 4);
    },
  },
  'before the start': {
    share: 6,
    variants: ['open at Amazon', 'shipped at Amazon'],
    play(w, variant, i) {
      const o = w.order({ kind: 'before the start', variant, account: mine(i), bought: -12 * w.base(20, 60) });
      const slot = -12 * 15;
      const code = w.numbers.tracking('DHL');
      o.row(slot, 'DHL', code);
      const at = o.status(slot, STATUS.shipped);
      const there = { packages: packed(o, code, 'DHL', at), status: 'SHIPPED' };
      if (variant === 'shipped at Amazon') Object.assign(amazonOf(w, o), there);
    },
  },
};

const amazons = {
  FBA: {
    share: 7,
    variants: ['known from the import', 'told by Amazon'],
    play(w, variant, i) {
      const afn = variant === 'known from the import';
      const o = w.order({ kind: 'FBA', variant, account: mine(i), afn, fulfilled_by: 'AMAZON' });
      o.ship(w.base());
    },
  },
  'Ship+': {
    share: 5,
    variants: ['Ship+'],
    play(w, variant, i) {
      w.order({ kind: 'Ship+', variant, account: mine(i), programs: ['FBM_SHIP_PLUS'] }).ship(w.base());
    },
  },
  'pending at Amazon': {
    share: 7,
    variants: ['released', 'never released'],
    play(w, variant, i) {
      const o = w.order({ kind: 'pending at Amazon', variant, account: mine(i), status: 'PENDING' });
      const slot = w.base();
      o.ship(slot);
      if (variant === 'released') amazonOf(w, o).changes = [{ at: slotTime(slot + 5), set: { status: 'UNSHIPPED' } }];
    },
  },
  'already shipped at Amazon': {
    share: 9,
    variants: ['same number', 'another number', 'no number here'],
    play(w, variant, i) {
      const account = variant === 'no number here' ? 0 : mine(i);
      const o = w.order({ kind: 'already shipped at Amazon', variant, account });
      const slot = w.base(5, 9);
      const code = w.numbers.tracking('DHL');
      const theirs = variant === 'another number' ? w.numbers.tracking('DHL') : code;
      const at = slotTime(slot - 4);
      amazonOf(w, o).changes = [{ at, set: { packages: packed(o, theirs, 'DHL', at - 600) } }];
      if (variant !== 'no number here') o.row(slot, 'DHL', code);
      o.status(slot, STATUS.shipped);
    },
  },
  'cancelled at Amazon': {
    share: 7,
    variants: ['shipped here', 'cancelled here too'],
    play(w, variant, i) {
      const o = w.order({ kind: 'cancelled at Amazon', variant, account: mine(i) });
      const slot = w.base(5, 9);
      const set = { status: 'CANCELLED', cancelled_by: 'BUYER' };
      amazonOf(w, o).changes = [{ at: slotTime(slot - 4), set }];
      if (variant === 'shipped here') o.ship(slot);
      else o.status(slot, STATUS.cancelled);
    },
  },
  'unknown at Amazon': {
    share: 5,
    variants: ['unknown'],
    play(w, variant, i) {
      w.order({ kind: 'unknown at Amazon', variant, account: mine(i), known: false }).ship(w.base());
    },
  },
  'two orders, one number': {
    share: 8,
    variants: ['both shipped', 'second only'],
    pair: true,
    play(w, variant, i) {
      const account = mine(i);
      const bought = w.random.int(-20, -2);
      const kind = 'two orders, one number';
      const o = w.order({ kind, variant, account, bought });
      const twin = w.order({ kind, variant: `${variant}, the twin`, account, bought: bought + 1, twin: o });
      const slot = w.base();
      twin.ship(slot, 'DHL');
      if (variant === 'both shipped') o.ship(slot, 'DHL');
    },
  },
  'refused, then mended': {
    share: 9,
    variants: ['new number', 'sent again', 'never mended'],
    play(w, variant, i) {
      const o = w.order({ kind: 'refused, then mended', variant, account: mine(i) });
      const slot = w.base();
      const row = o.ship(slot, 'DHL');
      const first = w.events.filter((e) => e.handle === row)[0].row.parcel_id;
      const refuse = { code: '18028', text: 'The data you submitted is incomplete or invalid.' };
      if (variant === 'sent again') Object.assign(amazonOf(w, o), { refuse_codes: [{ ...refuse, times: 1 }] });
      else Object.assign(amazonOf(w, o), { reject_tracking: [first] });
      if (variant === 'sent again') o.command(slot + 4, ['retry', o.number]);
      if (variant === 'new number') o.edit(slot + 4, row, { parcel_id: w.numbers.tracking('DHL') });
    },
  },
  'accepted with warning': {
    share: 5,
    variants: ['warning'],
    play(w, variant, i) {
      w.order({ kind: 'accepted with warning', variant, account: mine(i), warn_tracking: true }).ship(w.base(), 'DHL');
    },
  },
  // Amazon answers well and keeps something else, near ship-by.
  'accepted, not stored': {
    share: 6,
    variants: ['nothing stored', 'another package id', 'another number'],
    play(w, variant) {
      const slot = w.base(2, 8);
      const kept = {
        'nothing stored': { not_stored: 1 },
        'another package id': { stored_ref: '77' },
        'another number': { stored_tracking: '00340434999999999998' },
      }[variant];
      const ship_by = slotTime(slot) + 9 * 3600;
      w.order({ kind: 'accepted, not stored', variant, bought: slot - w.base(1, 14), ship_by, ...kept }).ship(slot, 'DHL');
    },
  },
  'poison in a feed': {
    share: 6,
    variants: ['feed invalid', 'feed fatal', 'rejected until changed'],
    // Late and in two runs only: a poisoned feed takes its whole feed with it.
    play(w, variant) {
      const poison = { 'feed invalid': 'feed_invalid', 'feed fatal': 'feed_fatal', 'rejected until changed': 'reject' };
      const o = w.order({ kind: 'poison in a feed', variant, poison: poison[variant] });
      const slot = variant === 'feed fatal' ? 13 : 11;
      const row = o.ship(slot, 'DHL');
      if (variant === 'rejected until changed') o.edit(slot + 4, row, { parcel_id: w.numbers.tracking('DHL') });
    },
  },
};

// Feeds that hang or lie, and what happens while one is under way. What hangs or lies has nothing else in it.
const feeds = {
  'feed that hangs': {
    share: 6,
    variants: ['in the queue', 'in progress'],
    play(w, variant) {
      // Amazon takes the feeds of an account one after the other: the first one has to be gone.
      const queued = variant === 'in the queue';
      const slot = queued ? 2 : 11;
      const ship_by = slotTime(slot) + 22 * 3600;
      const o = w.order({ kind: 'feed that hangs', variant, account: 2, bought: slot - w.base(4, 14), ship_by });
      o.ship(slot, 'DHL');
      w.fate(o, { feed_stuck: queued ? 'IN_QUEUE' : 'IN_PROGRESS', seconds: 30 * 3600 });
    },
  },
  'reported, but not there': {
    share: 5,
    variants: ['one parcel', 'two parcels'],
    play(w, variant) {
      const slot = 12;
      const o = w.order({ kind: 'reported, but not there', variant, market: FR, units: [2] });
      if (variant === 'two parcels') o.row(slot, 'DHL', w.numbers.tracking('DHL'));
      o.ship(slot, 'DHL');
      w.fate(o, { lie: 'report_success_but_not_stored' });
    },
  },
  // Somebody ships in Seller Central while our feed is under way.
  'shipped there meanwhile': {
    share: 6,
    variants: ['our shipment', 'our cancel'],
    play(w, variant) {
      const slot = w.base(10, 12);
      const o = w.order({ kind: 'shipped there meanwhile', variant });
      const cancel = variant === 'our cancel';
      if (cancel) o.status(slot, STATUS.cancelled);
      else o.ship(slot, 'DHL');
      // a cancel waits for half an hour after the run that has seen it
      const at = meanwhile(cancel ? slot + 1 : slot);
      const set = { packages: packed(o, w.numbers.tracking('DHL'), 'DHL', at - 600) };
      const refused = [{ code: '18028', text: 'The order was shipped.', op: 'cancel' }];
      amazonOf(w, o).changes = [{ at, set: { ...set, refuse_codes: refused } }];
    },
  },
};

const KINDS = { ...plain, ...numbers, ...statuses, ...amazons, ...feeds };

// When the first owner maps the carrier he had forgotten.
const MAPPED_LATER = { at: slotTime(14), account: 'haupt', name: 'Lager Nord', to: { other: 'Lagerkurier Nord' } };

module.exports = { KINDS, MAPPED_LATER };
