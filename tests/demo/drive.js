#!/usr/bin/env node
'use strict';

// Drives the demo: world, shop, simulated Amazon and the command line, run
// after run on a simulated clock until all is quiet.
// usage: drive.js [--orders N] [--seed N] [--style table|tap] [--dsn DSN] [--faults FILE] [--keep] [--serve]

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { makeWorld } = require('./world');
const { check } = require('./check');
const { Simulator } = require('./lib/simulator');
const { Product } = require('./lib/product');
const { refused, serve } = require('./lib/serve');
const show = require('./lib/show');

const WAIT = '900';
const MOST_RUNS = 80;
const EFFECTS = ['createFeed', 'confirmShipment', 'cancelFeed'];

class Demo {
  constructor(options, dir) {
    Object.assign(this, { options, dir, world: makeWorld(options), faults: [], ran: 0, stops: 0 });
    this.events = [...this.world.shop.events].sort((a, b) => a.at - b.at);
    this.owner = [...this.world.owner];
    this.progress = show.progress(options.style);
  }

  file(name, value) {
    const file = path.join(this.dir, name);
    fs.writeFileSync(file, JSON.stringify(value, null, 1));
    return file;
  }

  async open() {
    this.file('world.json', this.world);
    const more = this.options.faults ? JSON.parse(fs.readFileSync(this.options.faults, 'utf8')) : [];
    const faults = this.file('faults.json', [...this.world.faults, ...more]);
    this.sim = await Simulator.start(this.file('amazon.json', this.world.amazon), this.world.start, faults);
    this.product = new Product({
      dsn: this.options.dsn || `sqlite:${path.join(this.dir, 'shop.sqlite')}`,
      clock: this.sim.clock,
      env: {
        STATUSSYNC_LWA_URL: this.sim.lwa,
        STATUSSYNC_API_URL: this.sim.api,
        STATUSSYNC_KEY_FILE: path.join(this.dir, 'keys', 'statussync.key'),
        STATUSSYNC_ZONE: 'Europe/Berlin',
        STATUSSYNC_SHOP_URL: 'https://shop.example.org',
      },
    });
    fs.mkdirSync(path.join(this.dir, 'keys'), { mode: 0o700 });
    this.product.shop('create');
    this.fillShop();
  }

  fillShop() {
    const { statuses, carriers } = this.world.shop;
    const rows = Object.entries(statuses).map(([id, name]) => ({
      do: 'insert',
      table: 'orders_status',
      row: { orders_status_id: Number(id), language_id: 2, orders_status_name: name, sort_order: 0 },
    }));
    for (const [id, name] of Object.entries(carriers)) {
      rows.push({ do: 'insert', table: 'carriers', row: { carrier_id: Number(id), carrier_name: name } });
    }
    for (const { magnalister } of this.world.accounts) {
      const row = { mpID: Number(magnalister), mkey: 'orderstatus.sync', value: '"no"' };
      rows.push({ do: 'insert', table: 'magnalister_config', row });
    }
    this.product.shop('apply', JSON.stringify(rows));
  }

  // What happened in the shop, and what the owners did, up to now.
  apply(now) {
    const due = this.events.filter((e) => e.at <= now);
    this.events = this.events.filter((e) => e.at > now);
    if (due.length) this.product.shop('apply', JSON.stringify(due));
    while (this.owner.length && this.owner[0].at <= now) {
      const { account, args, settings } = this.owner.shift();
      if (args) this.product.cli(args);
      else this.product.cli(['settings', 'import', '--yes', '--account', account], { input: JSON.stringify(settings) });
    }
  }

  fault(text) {
    this.faults.push(text);
  }

  // First activation: nothing may leave before the preview was released.
  async activate() {
    const { product, world } = this;
    for (const a of world.accounts) {
      const env = { STATUSSYNC_CLIENT_SECRET: a.client_secret, STATUSSYNC_REFRESH_TOKEN: a.refresh_token };
      const facts = ['--name', a.name, '--region', a.region, '--seller', a.seller, '--client-id', a.client_id];
      const more = ['--marketplaces', a.marketplaces.join(','), '--magnalister', a.magnalister];
      product.cli(['account', 'add', a.id, ...facts, ...more], { env });
      product.cli(['settings', 'import', '--account', a.id], { input: JSON.stringify(a.settings) });
    }
    product.json(['preview']);
    for (const a of world.accounts) {
      product.cli(['activate', a.id, '--from', world.from, ...(a.pilot ? [] : ['--no-pilot'])]);
    }
    this.run(['--wait', WAIT]);
    const preview = product.json(['preview']).orders;
    this.previewed = preview.filter((o) => o.verdict === 'ship').length;
    if (this.previewed === 0) this.fault('the first preview would send nothing');
    const { effects } = await this.sim.ask('effects');
    if (effects.length) this.fault(`${effects.length} effects at Amazon before the preview was released`);
    for (const a of world.accounts) product.cli(['release', a.id]);
  }

  // The safety stop of the second account is tight: its owner looks and
  // releases. No other stop is expected, and none twice in a row.
  run(args, again = false) {
    this.ran += 1;
    const accounts = this.product.run(args);
    let released = false;
    for (const a of accounts.filter((x) => x.stopped && x.stopped !== 'limit')) {
      const { pilot } = this.world.accounts.find((x) => x.id === a.id);
      if (a.stopped !== 'brake' || !pilot || again) this.fault(`run ${this.ran}: account ${a.id} stopped: ${a.stopped}`);
      this.product.cli(['release', a.id]);
      this.stops += 1;
      released = true;
    }
    return released && !again ? this.run(args, true) : accounts;
  }

  // One interval: the normal run, and one look in between as cron would.
  async step(number) {
    const at = this.world.start + number * this.world.step;
    await this.sim.until(at);
    this.apply(at);
    this.run(['--wait', WAIT]);
    await this.sim.until(at + this.world.step / 2);
    this.apply(at + this.world.step / 2);
    this.run(['--if-due', '--wait', '600']);
  }

  // Three normal runs after the last event: the first may have let parcels
  // settle, the second sends, the third reads back.
  async isQuiet() {
    if ((await this.sim.now()) < this.world.last + 3 * this.world.step) return false;
    const { feeds } = await this.sim.ask('feeds');
    if (feeds.some((f) => ['IN_QUEUE', 'IN_PROGRESS'].includes(f.status))) return false;
    const open = ['in_flight', 'unknown', 'pending', 'accepted'];
    const { accounts } = this.product.json(['status'], { codes: [0, 1] });
    return accounts.every((a) => open.every((state) => !a.states[state]));
  }

  async untilQuiet() {
    const steps = Math.ceil((this.world.last - this.world.start) / this.world.step) + 3;
    for (let number = 0; ; number += 1) {
      await this.step(number);
      const { effects } = await this.sim.ask('effects');
      this.progress.step(Math.min(number, steps), steps, effects.length);
      if (await this.isQuiet()) break;
      if (number === MOST_RUNS) {
        this.fault(`still not quiet after ${this.ran} runs`);
        break;
      }
    }
    this.progress.end();
  }

  async seen() {
    const [orders, effects, violations, notes, requests] = await Promise.all(
      ['orders', 'effects', 'violations', 'notes', 'requests'].map((page) => this.sim.ask(page)),
    );
    return {
      ...orders,
      ...effects,
      ...violations,
      ...notes,
      counts: requests.counts,
      list: this.product.json(['list']).orders,
      preview: this.product.json(['preview']).orders,
    };
  }

  // One order of each kind with all its evidence; and no secret anywhere.
  evidence(seen) {
    const kinds = new Set();
    const texts = [JSON.stringify(seen.list)];
    for (const { shop, kind } of this.world.orders) {
      const known = seen.list.find((d) => d.shop_order === shop);
      if (kinds.has(kind) || !known) continue;
      kinds.add(kind);
      const text = this.product.cli(['order', shop, '--json']);
      const { orders } = JSON.parse(text);
      const same = orders.length === 1 && orders[0].verdict === known.verdict && orders[0].reason === known.reason;
      if (!same) this.fault(`"order ${shop}" does not say what "list" says`);
      if (same && known.state !== null && orders[0].events.length === 0) this.fault(`order ${shop} has no evidence`);
      texts.push(text);
    }
    const file = path.join(this.dir, 'shop.sqlite');
    if (fs.existsSync(file)) texts.push(fs.readFileSync(file, 'latin1'));
    for (const a of this.world.accounts) {
      for (const secret of [a.client_secret, a.refresh_token]) {
        if (texts.some((text) => text.includes(secret))) this.fault(`a secret of account ${a.id} can be read`);
      }
    }
    for (const note of seen.notes.filter((n) => n.code === 'change_failed')) this.fault(`the world: ${note.text}`);
    if (this.options.orders >= 500 && this.stops === 0) this.fault('the safety stop never stopped the second account');
  }

  // A further interval and a full run in which nothing leaves.
  async quietRun(before) {
    const now = await this.sim.now();
    await this.sim.until(now + this.world.step);
    const accounts = this.run(['--wait', WAIT]);
    const [{ effects }, { counts }] = [await this.sim.ask('effects'), await this.sim.ask('requests')];
    const problems = [];
    const total = (all, op) => (all[op] ? all[op].total : 0);
    if (effects.length !== before.effects.length) problems.push(`${effects.length - before.effects.length} effects`);
    for (const op of EFFECTS) {
      const more = total(counts, op) - total(before.counts, op);
      if (more) problems.push(`${more} ${op}`);
    }
    for (const a of accounts.filter((x) => x.sent)) problems.push(`account ${a.id} says ${a.sent} sent`);
    return problems;
  }
}

async function play(options, dir) {
  const begun = Date.now();
  const demo = new Demo(options, dir);
  show.begin(options, demo.world.orders.length);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      if (demo.sim) demo.sim.stop();
      process.exit(1);
    });
  }
  try {
    await demo.open();
    demo.apply(demo.world.start);
    await demo.activate();
    await demo.untilQuiet();
    const seen = await demo.seen();
    demo.file('seen.json', seen);
    const result = check(demo.world, seen);
    demo.evidence(seen);
    const quiet = await demo.quietRun(seen);
    const facts = { runs: demo.ran, seconds: (Date.now() - begun) / 1000, previewed: demo.previewed, stops: demo.stops };
    const good = show.result(options.style, { ...result, quiet, seen, faults: demo.faults, facts });
    if (options.serve) await serve(demo);
    return good;
  } finally {
    if (demo.sim) demo.sim.stop();
  }
}

function parse(args) {
  const options = { orders: 500, seed: 1, style: 'table', dsn: '', faults: '', keep: false, serve: false };
  for (let i = 0; i < args.length; i += 1) {
    const [, name, inline] = /^--([a-z]+)(?:=(.*))?$/s.exec(args[i]) || [];
    const number = name === 'orders' || name === 'seed';
    if (name === 'keep' || name === 'serve') {
      options[name] = true;
      continue;
    }
    const value = inline === undefined ? args[(i += 1)] : inline;
    const good = number ? /^\d{1,6}$/.test(value || '') : value;
    if (!Object.hasOwn(options, name || '') || !good) return null;
    options[name] = number ? Number(value) : value;
  }
  return options;
}

async function main(args) {
  const options = parse(args);
  if (!options) {
    const more = '[--style table|tap] [--dsn DSN] [--faults FILE] [--keep] [--serve]';
    process.stderr.write(`usage: drive.js [--orders N] [--seed N] ${more}\n`);
    return 2;
  }
  const why = options.serve ? await refused() : null;
  if (why) {
    process.stderr.write(`demo: ${why}\n`);
    return 2;
  }
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-demo-'));
  let good = false;
  try {
    good = await play(options, dir);
  } catch (error) {
    process.stderr.write(`demo: ${error.message}\n`);
    if (options.style === 'tap') process.stdout.write('0 passed, 1 failed\n');
  }
  if (good && !options.keep) fs.rmSync(dir, { recursive: true, force: true });
  else process.stderr.write(`demo: what was made is kept in ${dir}\n`);
  return good ? 0 : 1;
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}

module.exports = { Demo };
