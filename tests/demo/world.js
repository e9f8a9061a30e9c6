#!/usr/bin/env node
'use strict';

// Writes the world of the demo: what Amazon has, what happens in the shop and
// what the owners do, as facts. usage: world.js [--orders N] [--seed N]

const { Stage, resolve, slotTime } = require('./lib/stage');
const { START, STEP, FROM, STATUS_NAMES, CARRIERS, ACCOUNTS } = require('./lib/trade');
const { KINDS, MAPPED_LATER } = require('./kinds');

// Forms Amazon is strict about in this world.
const FORMATS = {
  DHL: '^(00340434[0-9]{12}|[0-9]{10,12}|JJD[0-9]{12,21})$',
  DPD: '^[0-9]{14}$',
  GLS: '^[0-9]{11,12}$',
  UPS: '^1Z[0-9A-Z]{15}[0-9]$',
  Hermes: '^(H[0-9]{19}|[0-9]{14}|[0-9]{16})$',
  FedEx: '^[0-9]{12}$',
  TNT: '^[0-9]{9}$',
  'Deutsche Post': '^[A-Z]{2}[0-9]{9}DE$',
};

// Fewer have not every kind in every way that matters.
const FEWEST = 80;

// How many scenarios of each kind; what is left over is simply shipped.
function shares(wished) {
  const orders = Math.max(wished, FEWEST);
  const counts = {};
  let left = orders;
  for (const [kind, { share, variants, pair }] of Object.entries(KINDS)) {
    if (kind === 'shipped') continue;
    const wanted = Math.max(Math.round((share * orders) / 500), Math.min(variants.length, 2), orders >= 500 ? 5 : 1);
    counts[kind] = pair ? Math.ceil(wanted / 2) : wanted;
    left -= counts[kind] * (pair ? 2 : 1);
  }
  return { ...counts, shipped: Math.max(left, 5) };
}

function makeWorld({ orders, seed }) {
  const stage = new Stage(seed);
  for (const [kind, count] of Object.entries(shares(orders))) {
    const { variants, play } = KINDS[kind];
    for (let i = 0; i < count; i += 1) play(stage, variants[i % variants.length], i);
  }
  const events = resolve(stage);
  const owner = stage.owner.map(({ at, account, args }) => ({
    at,
    account,
    args: args.map((a) => (typeof a === 'string' ? a : String(a.id))),
  }));
  const first = ACCOUNTS.find((a) => a.id === MAPPED_LATER.account).settings;
  const map = { ...first.carrier.map, [MAPPED_LATER.name]: MAPPED_LATER.to };
  const settings = { ...first, carrier: { ...first.carrier, map } };
  owner.push({ at: MAPPED_LATER.at, account: MAPPED_LATER.account, settings });
  owner.sort((a, b) => a.at - b.at);
  return {
    seed,
    start: START,
    step: STEP,
    from: FROM,
    last: Math.max(...events.map((e) => e.at), ...owner.map((o) => o.at), slotTime(14)),
    accounts: ACCOUNTS,
    shop: { statuses: STATUS_NAMES, carriers: CARRIERS, events },
    owner,
    amazon: amazonWorld(stage),
    faults: stage.faults,
    orders: stage.orders.map(({ id, number, account, kind, variant }) => ({
      shop: String(id),
      amazon: number,
      account,
      kind,
      variant,
    })),
  };
}

function amazonWorld(stage) {
  const accounts = ACCOUNTS.map(({ seller, client_id, client_secret, refresh_token, marketplaces }) => ({
    seller,
    client_id,
    client_secret,
    refresh_token,
    marketplaces,
  }));
  return { accounts, orders: [...stage.amazon.values()], tracking_formats: FORMATS };
}

function parse(args) {
  const options = { orders: 500, seed: 1 };
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i].replace(/^--/, '');
    if (!Object.hasOwn(options, name) || !/^\d{1,6}$/.test(args[i + 1] || '')) {
      process.stderr.write('usage: world.js [--orders N] [--seed N]\n');
      process.exit(2);
    }
    options[name] = Number(args[i + 1]);
  }
  return options;
}

if (require.main === module) process.stdout.write(`${JSON.stringify(makeWorld(parse(process.argv.slice(2))), null, 1)}\n`);

module.exports = { makeWorld };
