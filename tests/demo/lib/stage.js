'use strict';

const { Numbers } = require('./numbers');
const { START, STEP, DE, STATUS, CARRIERS, ACCOUNTS } = require('./trade');

const CARRIER_IDS = Object.fromEntries(Object.entries(CARRIERS).map(([id, name]) => [name, Number(id)]));

// Time of a slot: shortly before the run of that number, and with time enough
// for the parcels of an order to settle. Slots up to 0 are before activation.
const slotTime = (slot) => START + (slot - 1) * STEP + 65 * 60;
// A quarter to half an hour after the run of that number.
const soonTime = (slot) => START + slot * STEP + 17 * 60;
// A minute and a half after it began: its feeds are under way.
const meanwhile = (slot) => START + slot * STEP + 90;

// One order of the shop with what happens to it. Slots are given by the kind;
// within one slot an order's events keep their order, two minutes apart.
class Order {
  constructor(stage, facts) {
    Object.assign(this, facts);
    this.stage = stage;
    this.jitter = stage.random.int(0, 28) * 60;
    this.last = 0;
  }

  time(slot, base = slotTime) {
    const spread = base === slotTime ? this.jitter : this.jitter / 5;
    const at = Math.max(base(slot) + spread, this.last + 120);
    this.last = at;
    return at;
  }

  event(at, what) {
    this.stage.events.push({ at, order: this, ...what });
    return at;
  }

  // History false: an ERP that writes the status by plain SQL.
  status(slot, status, { history = true, base = slotTime } = {}) {
    const at = this.time(slot, base);
    this.event(at, { do: 'update', table: 'orders', set: { orders_status: status }, key: this });
    if (history) {
      const row = { orders_id: this, orders_status_id: status, date_added: { time: at }, customer_notified: 0 };
      this.event(at, { do: 'insert', table: 'orders_status_history', row, handle: {} });
    }
    return at;
  }

  row(slot, carrier, code, { back = false } = {}) {
    const at = this.time(slot);
    const row = {
      orders_id: this,
      carrier_id: carrier === null ? 0 : CARRIER_IDS[carrier],
      parcel_id: code,
      date_added: { time: at },
      is_return: back ? 1 : 0,
    };
    const handle = { at };
    this.event(at, { do: 'insert', table: 'orders_tracking', row, handle });
    return handle;
  }

  // Ships with a new number of a carrier.
  ship(slot, carrier = this.stage.carrier(), { history = true } = {}) {
    const handle = this.row(slot, carrier, this.stage.numbers.tracking(carrier));
    this.status(slot, STATUS.shipped, { history });
    return handle;
  }

  edit(slot, handle, set) {
    this.event(this.time(slot), { do: 'update', table: 'orders_tracking', set, key: handle });
  }

  drop(slot, handle) {
    this.event(this.time(slot), { do: 'delete', table: 'orders_tracking', key: handle });
  }

  remove(slot) {
    const at = this.time(slot);
    for (const table of ['orders_status_history', 'orders_total', 'orders_tracking', 'orders']) {
      this.event(at, { do: 'delete', table, key: this });
    }
  }

  zero(slot) {
    this.event(this.time(slot), { do: 'update', table: 'orders_total', set: { value: 0 }, key: this });
  }

  command(slot, args, base = slotTime) {
    this.stage.owner.push({ at: this.time(slot, base), account: this.account, args });
  }
}

class Stage {
  constructor(seed) {
    this.numbers = new Numbers(seed);
    this.random = this.numbers.random;
    this.orders = [];
    this.events = [];
    this.owner = [];
    this.amazon = new Map();
    this.faults = [];
  }

  // The fate of the first feed with an order, and of what is in it beside.
  fate(order, what) {
    this.faults.push({ op: 'createFeed', order: order.number, call: 1, ...what });
  }

  carrier() {
    const r = this.random.next();
    if (r < 0.5) return 'DHL';
    return this.random.pick(['DPD', 'GLS', 'UPS', 'HERMES', 'POST', 'FEDEX', 'TNT']);
  }

  base(low = 4, high = 9) {
    return this.random.int(low, high);
  }

  // A linked order. `units` are the quantities of Amazon's lines; `twin` shares
  // the other order's Amazon number; known false: Amazon has never heard of it.
  order({ kind, variant = '', account = 0, market = DE, units, bought, afn = false, known = true, twin, ...amazon }) {
    const lines = units || this.random.pick([[1], [1], [2], [1, 1], [3, 1]]);
    const o = new Order(this, {
      kind,
      variant,
      account: ACCOUNTS[account].id,
      number: twin ? twin.number : this.numbers.order(),
    });
    const slot = bought === undefined ? this.random.int(-30, 0) : bought;
    o.bought = slotTime(slot) + o.jitter;
    o.last = o.bought + 120;
    this.orders.push(o);
    this.importOrder(o, ACCOUNTS[account], afn);
    if (!known) o.unknown = true;
    else if (!twin) this.addAmazon(o, ACCOUNTS[account], market, lines, amazon);
    o.items = (this.amazon.get(o.number) || {}).items;
    return o;
  }

  addAmazon(o, account, market, units, more) {
    const items = units.map((quantity) => ({ id: this.numbers.item(), sku: this.numbers.sku(), quantity }));
    const created = o.bought - this.random.int(5, 55) * 60;
    this.amazon.set(o.number, {
      id: o.number,
      seller: account.seller,
      marketplace: market,
      created,
      ship_by: START + 7 * 86400,
      items,
      ...more,
    });
  }

  // What an import writes: the order, its total, a first history row, and
  // magnalister's own row with the Amazon number.
  importOrder(o, account, afn) {
    const at = o.bought;
    const value = this.random.int(990, 19900) / 100;
    const channel = afn ? 'AFN' : 'MFN';
    const rows = {
      orders: {
        orders_status: STATUS.open,
        date_purchased: { time: at },
        payment_class: 'marketplace',
        shipping_class: 'marketplace',
        currency: 'EUR',
        language: 'german',
      },
      orders_total: { orders_id: o, title: 'Summe', text: `${value} EUR`, value, class: 'ot_total', sort_order: 99 },
      orders_status_history: {
        orders_id: o,
        orders_status_id: STATUS.open,
        date_added: { time: at },
        customer_notified: 0,
      },
      magnalister_orders: {
        orders_id: o,
        orders_status: STATUS.open,
        mpID: account.magnalister,
        platform: 'amazon',
        special: o.number,
        data: '',
        internaldata: `a:1:{s:18:"FulfillmentChannel";s:3:"${channel}";}`,
      },
    };
    for (const [table, row] of Object.entries(rows)) {
      const handle = table === 'orders' ? o : {};
      o.event(at, { do: 'insert', table, row, handle });
    }
  }
}

// Ids are given in the order of time, as a shop gives them; what refers to a
// row by its handle then gets its id.
function resolve(stage) {
  const events = stage.events.map((e, n) => ({ e, n })).sort((a, b) => a.e.at - b.e.at || a.n - b.n);
  const next = { orders: 100001, orders_tracking: 501, orders_status_history: 3001, orders_total: 9001 };
  const columns = {
    orders: 'orders_id',
    orders_tracking: 'tracking_id',
    orders_status_history: 'orders_status_history_id',
    orders_total: 'orders_total_id',
  };
  for (const { e } of events) if (e.do === 'insert' && next[e.table]) e.handle.id = next[e.table]++;
  const value = (v) => (v !== null && typeof v === 'object' && v.id !== undefined ? v.id : v);
  return events.map(({ e }) => {
    const out = { at: e.at, order: String(e.order.id), do: e.do, table: e.table };
    if (e.do === 'insert') {
      const own = next[e.table] ? { [columns[e.table]]: e.handle.id } : {};
      out.row = { ...own, ...Object.fromEntries(Object.entries(e.row).map(([k, v]) => [k, value(v)])) };
      return out;
    }
    const byOrder = e.key === e.order;
    out.where = { [byOrder ? 'orders_id' : columns[e.table]]: e.key.id };
    if (e.set) out.set = e.set;
    return out;
  });
}

module.exports = { Stage, resolve, slotTime, soonTime, meanwhile };
