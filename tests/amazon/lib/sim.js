'use strict';

const crypto = require('node:crypto');
const { Buckets } = require('./rates');
const { RequestLog } = require('./log');
const { Faults } = require('./faults');
const { processFeed } = require('./feedrun');
const {
  checkWorld,
  checkOrder,
  checkAccount,
  checkAccountPatch,
  checkSettings,
  orderPatch,
  settleOrder,
} = require('./world');
const { bad, BadInput } = require('./check');
const { settle } = require('./ship');

const ORDER_IN_FEED = /<AmazonOrderID>\s*([^<\s]+)\s*<\/AmazonOrderID>/g;

// Everything the simulated Amazon knows. Progress is lazy: advance() brings
// feeds and scheduled changes up to the clock before anything is answered.
class Sim {
  constructor({ world, faults = [], clock, schema = true }) {
    Object.assign(this, { clock, schema, base: '' });
    this.first = { world, faults };
    this.epoch = clock.frozen ? clock.at : null;
    this.reset({});
  }

  reset({ world = this.first.world, faults = this.first.faults, clock = this.epoch }) {
    const checked = checkWorld(structuredClone(world));
    const ready = new Faults(faults);
    this.world = checked;
    this.faults = ready;
    this.clock.set(clock);
    this.epoch = clock;
    this.first = { world, faults };
    this.storageKey = crypto.randomBytes(16);
    this.moment = null;
    Object.assign(this, {
      tokens: new Map(),
      documents: new Map(),
      pages: new Map(),
      feeds: new Map(),
      queues: new Map(),
      orders: new Map(),
      effects: [],
      violations: [],
      notes: [],
      victims: [],
      changes: [],
      serial: 0,
      log: new RequestLog(),
    });
    this.buckets = new Buckets(checked.rates);
    this.carriers = new Set(checked.carriers);
    this.accounts = new Map(checked.accounts.map((a) => [a.seller, a]));
    for (const order of checked.orders) this.addOrder(order);
  }

  // The simulated time; while a past event is carried out, that of the event.
  now() {
    return this.moment === null ? this.clock.now() : this.moment;
  }

  amazonNow() {
    return this.now() + this.world.clock_skew;
  }

  next() {
    this.serial += 1;
    return this.serial;
  }

  addOrder(order) {
    order.updated = Math.max(order.created, ...order.packages.map((p) => p.shipped_at));
    for (const p of order.packages) Object.assign(p, { created: p.shipped_at, via: 'amazon' });
    order.past = [{ shown: -Infinity, state: this.snapshot(order) }];
    this.orders.set(order.id, order);
    for (const change of order.changes) this.changes.push({ ...change, order });
    this.changes.sort((a, b) => a.at - b.at);
  }

  findOrder(seller, id) {
    const order = this.orders.get(id);
    return order && order.seller === seller ? order : undefined;
  }

  ordersOf(seller) {
    return [...this.orders.values()].filter((o) => o.seller === seller);
  }

  // Marks a change; with read_lag the old state stays visible for a while.
  touch(order) {
    order.updated = Math.max(order.updated, Math.floor(this.amazonNow()));
    if (this.world.read_lag > 0) {
      order.past.push({ shown: this.now() + this.world.read_lag, state: this.snapshot(order) });
    }
  }

  snapshot(order) {
    const { past, changes, ...state } = order;
    return structuredClone(state);
  }

  // The order as reads show it.
  seen(order) {
    if (!order || this.world.read_lag === 0) return order;
    const visible = order.past.filter((p) => p.shown <= this.now());
    return visible[visible.length - 1].state;
  }

  // Checked on a copy first, so that a bad patch changes nothing.
  patchOrder(order, set) {
    const next = { ...this.snapshot(order), ...structuredClone(set) };
    for (const p of next.packages)
      if (p.created === undefined) Object.assign(p, { created: p.shipped_at, via: 'amazon' });
    if (set.packages && !set.items) for (const i of next.items) delete i.fulfilled;
    if (set.status === 'SHIPPED' && !set.items) for (const i of next.items) i.fulfilled = i.quantity;
    const derived = !set.status && (set.packages || set.items);
    if (derived) next.status = 'UNFULFILLABLE';
    settleOrder(next, `order ${order.id}`);
    if (derived) settle(next);
    if ('poison' in set) next.poisonSeen = undefined;
    Object.assign(order, next);
    this.touch(order);
  }

  issueToken(seller, lifetime, length) {
    const head = `Atza|${crypto.randomBytes(24).toString('base64url')}`;
    const token = head.padEnd(length, 'x');
    this.tokens.set(token, { seller, expires: this.now() + lifetime });
    return token;
  }

  addDocument(doc) {
    const id = `amzn1.tortuga.4.eu.${crypto.randomUUID()}.T${this.next()}`;
    const full = { compression: null, usedBy: null, ...doc, id, created: this.now() };
    this.documents.set(id, full);
    return full;
  }

  addPage(page) {
    const token = crypto.randomBytes(30).toString('base64');
    this.pages.set(token, { ...page, made: this.now() });
    return token;
  }

  newPackageRef() {
    return String(7000000 + this.next());
  }

  // Ids count per seller: a feed id means something only beside its seller.
  addFeed({ seller, type, marketplaces, document, fate }) {
    const mine = this.feedsOf(seller);
    const content = document.content;
    const feed = {
      seller,
      type,
      marketplaces,
      content,
      fate: fate || {},
      id: String(50001 + mine.length),
      created: this.now(),
      status: 'IN_QUEUE',
      started: null,
      ended: null,
      result: null,
      final: false,
      orders: new Set([...content.toString('latin1').matchAll(ORDER_IN_FEED)].map((m) => m[1])),
    };
    mine.push(feed);
    this.feeds.set(seller, mine);
    const key = `${seller} ${type}`;
    if (!this.queues.has(key)) this.queues.set(key, { waiting: [], free: 0 });
    this.queues.get(key).waiting.push(feed);
    return feed;
  }

  feedsOf(seller) {
    return this.feeds.get(seller) ? this.feeds.get(seller) : [];
  }

  feed(seller, id) {
    return this.feedsOf(seller).find((f) => f.id === id);
  }

  endFeed(feed, status, result = null) {
    Object.assign(feed, { status, result, ended: this.now(), final: true });
    const queue = this.queues.get(`${feed.seller} ${feed.type}`);
    queue.waiting = queue.waiting.filter((f) => f !== feed);
    if (feed.started !== null) queue.free = this.now();
  }

  // The next thing that happens to a queue: a feed starts or ends. Feeds of
  // one type go one after the other; one stuck in the queue lets others pass,
  // one stuck in progress does not.
  nextOf(queue) {
    const { feed_timing: timing } = this.world;
    const hold = ({ fate }, state) => {
      if (fate.feed_stuck !== state) return 0;
      return fate.seconds === undefined ? Infinity : fate.seconds;
    };
    const busy = queue.waiting.find((f) => f.started !== null);
    if (busy) {
      const takes = busy.fate.process === undefined ? timing.process : busy.fate.process;
      return { at: busy.started + takes + hold(busy, 'IN_PROGRESS'), feed: busy, step: 'end' };
    }
    let best = { at: Infinity };
    for (const feed of queue.waiting) {
      const waits = feed.fate.queue === undefined ? timing.queue : feed.fate.queue;
      const at = Math.max(feed.created + waits + hold(feed, 'IN_QUEUE'), queue.free);
      if (at < best.at) best = { at, feed, step: 'start' };
    }
    return best;
  }

  nextEvent() {
    let best = { at: Infinity };
    for (const queue of this.queues.values()) {
      const event = this.nextOf(queue);
      if (event.at < best.at) best = event;
    }
    if (this.changes.length && this.changes[0].at < best.at) best = { at: this.changes[0].at, step: 'change' };
    return best;
  }

  advance() {
    const now = this.clock.now();
    for (let event = this.nextEvent(); event.at <= now; event = this.nextEvent()) {
      this.moment = event.at;
      try {
        this.happen(event);
      } finally {
        this.moment = null;
      }
    }
  }

  happen({ step, feed }) {
    if (step === 'change') {
      const { order, set } = this.changes.shift();
      try {
        this.patchOrder(order, set);
      } catch (error) {
        if (!(error instanceof BadInput)) throw error;
        this.note('change_failed', error.message, { seller: order.seller, order: order.id });
      }
    } else if (step === 'start') {
      if (feed.fate.end === 'CANCELLED') this.endFeed(feed, 'CANCELLED');
      else Object.assign(feed, { status: 'IN_PROGRESS', started: this.now() });
    } else {
      const { status, result } = processFeed(this, feed);
      this.endFeed(feed, status, result);
    }
  }

  effect(e) {
    this.effects.push({ n: this.effects.length + 1, at: this.now(), ...e });
  }

  violation(code, text, { seller = null, order = null }) {
    this.violations.push({ n: this.violations.length + 1, at: this.now(), code, text, seller: seller || null, order });
  }

  note(code, text, { seller = null, order = null }) {
    this.notes.push({ n: this.notes.length + 1, at: this.now(), code, text, seller, order });
  }

  setFaults(list) {
    this.faults = new Faults(list);
  }

  // POST /_sim/world: known orders and accounts are patched, new ones added.
  merge({ orders = [], accounts = [], ...settings }) {
    const set = checkSettings(settings, 'body');
    const freshAccounts = accounts.map((a, i) =>
      this.accounts.has(a && a.seller) ? checkAccountPatch(a, `accounts[${i}]`) : checkAccount(a, `accounts[${i}]`),
    );
    const sellers = new Set([...this.accounts.keys(), ...freshAccounts.map((a) => a.seller)]);
    const fresh = orders.map((o, i) => {
      if (!o || typeof o !== 'object') bad(`orders[${i}]`, 'must be an object');
      if (!this.orders.has(o.id)) return checkOrder(o, `orders[${i}]`, sellers);
      return orderPatch(o, `orders[${i}]`);
    });
    Object.assign(this.world, set);
    if (set.carriers) this.carriers = new Set(set.carriers);
    if (set.rates !== undefined) this.buckets = new Buckets(set.rates);
    for (const a of freshAccounts) this.accounts.set(a.seller, { ...this.accounts.get(a.seller), ...a });
    for (const o of fresh) {
      if (this.orders.has(o.id)) this.patchOrder(this.orders.get(o.id), o);
      else this.addOrder(o);
    }
  }
}

module.exports = { Sim };
