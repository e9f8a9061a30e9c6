'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Simulator } = require('../../../demo/lib/simulator');

const SELLER = 'A1FIXTURE0001';
const DE = 'A1PA6795UKMFR9';
const ACCOUNT = {
  seller: SELLER, client_id: 'amzn1.application-oa2-client.fixture', client_secret: 'amzn1.oa2-cs.v1.fixture-secret-of-the-shop',
  refresh_token: 'Atzr|IwEBIFixtureRefreshToken', marketplaces: [DE],
};
let next = 0;

// A simulated Amazon for a shop; its clock stands still unless something moves it.
async function amazon(shop, account = {}) {
  const world = path.join(shop.home, 'world.json');
  const at = Math.floor(Date.now() / 1000);
  fs.writeFileSync(world, JSON.stringify({ accounts: [{ ...ACCOUNT, ...account }] }));
  shop.amazon = await Simulator.start(world, at);
  return shop.amazon;
}

// An order sold at Amazon and imported into the shop. Gives {id, number, items}.
async function sell(shop, { units = [1], link = true, bought, facts = {}, columns = {}, channel } = {}) {
  next += 1;
  const number = `303-${String(7100000 + next)}-${String(8200000 + next)}`;
  const at = bought || (await shop.amazon.now()) - 86400;
  const id = shop.order({ bought: at, columns });
  const items = units.map((quantity, i) => ({ id: String(60000000000000 + next * 10 + i), quantity }));
  if (link) shop.link(id, number, channel);
  await shop.amazon.ask('world', { orders: [{ id: number, seller: SELLER, marketplace: DE, created: at - 600, items, ship_by: at + 7 * 86400, ...facts }] });
  return { id, number, items };
}

// What Amazon was told of an order: "ship DHL 0034...".
async function told(shop, number) {
  const { effects } = await shop.amazon.ask('effects');
  return effects.filter((one) => one.order === number).map((one) => [one.op, one.carrier, one.tracking].filter(Boolean).join(' '));
}

// A DHL number with a right check digit.
function dhl() {
  next += 1;
  const body = `00340434${String(16200000000 + next)}`;
  let sum = 0;
  [...body].reverse().forEach((digit, i) => { sum += Number(digit) * (i % 2 === 0 ? 3 : 1); });
  return body + String((10 - (sum % 10)) % 10);
}

// Account, settings and first activation by the command line, for tests that are about something else.
function open(shop, settings = {}) {
  const secrets = { STATUSSYNC_CLIENT_SECRET: ACCOUNT.client_secret, STATUSSYNC_REFRESH_TOKEN: ACCOUNT.refresh_token };
  shop.cli(['account', 'add', 'de', '--name', 'Amazon.de', '--region', 'eu', '--seller', SELLER, '--client-id', ACCOUNT.client_id,
    '--marketplaces', DE, '--magnalister', '10001'], { env: secrets });
  const document = {
    sync: 'auto', interval: 7200, ship: [{ status: 3, ship_from: null }], cancel: [{ status: 4, reason: 'NoInventory', after_minutes: 30 }],
    open: [1, 2], carrier: { source: 'tracking', map: { HERMES: 'Hermes' }, fallback: null, untracked: [], detect: 'warn' },
    brake: { shipments: 10000, cancels: 1000, refused_percent: 100 }, ...settings,
  };
  shop.cli(['settings', 'import', '--account', 'de'], { input: JSON.stringify(document) });
  const from = new Date(Date.now() - 10 * 86400000).toISOString().slice(0, 10);
  shop.cli(['activate', 'de', '--from', from, '--no-pilot']);
  shop.cli(['run', '--wait', '900'], { codes: [0, 1] });
  shop.cli(['release', 'de']);
}

async function settle(shop, times = 2) {
  for (let i = 0; i < times; i += 1) {
    await shop.amazon.ask('advance', { seconds: 7200 });
    shop.cli(['run', '--wait', '1800'], { codes: [0, 1] });
  }
}

module.exports = { amazon, sell, told, dhl, open, settle, ACCOUNT, SELLER, DE };
