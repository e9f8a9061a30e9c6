'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, open, sell, settle, told, dhl, DE, ACCOUNT } = require('../lib/amazon');

const VALUES = {
  'amazon.orderstatus.sync': 'no', 'amazon.orderstatus.shipped.shipped': '["3"]', 'amazon.orderstatus.shipped.name': '["Lager S\\u00fcd"]',
  'amazon.orderstatus.shipped.line1': '["Hafenstr. 1"]', 'amazon.orderstatus.shipped.city': '["Berlin"]', 'amazon.orderstatus.shipped.postalcode': '["10115"]',
  'amazon.orderstatus.shipped.country': '["DE"]', 'amazon.orderstatus.cancelled': '4', 'amazon.orderstatus.carrier.default': 'textfield',
  'amazon.orderstatus.carrier.textfield': 'Radkurier', 'amazon.orderstatus.shipmethod.default': 'textfield', 'amazon.orderstatus.shipmethod.textfield': 'Paket',
  'amazon.orderstatus.carrier.trackingcode.table': '{"table":"orders_extra","column":"tracking"}', 'amazon.orderstatus.carrier.trackingcode.alias': 'order_ref',
  'amazon.orderstatus.carrier.additional': 'Bote', 'amazon.merchantid': ACCOUNT.seller, 'amazon.marketplaceid': DE,
};

describe('settings of magnalister', () => {
  let shop;
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    shop.install();
    shop.sql('CREATE TABLE orders_extra (order_ref INT PRIMARY KEY, tracking VARCHAR(60))');
    for (const [key, value] of Object.entries(VALUES)) shop.sql('INSERT INTO magnalister_config VALUES (10001, ?, ?)', [key, value]);
    shop.sql("INSERT INTO magnalister_config VALUES (0, 'general.tabident', '{\"10001\":\"Mein Amazon\"}')");
    open(shop);
  });
  after(() => shop.remove());
  const stored = () => JSON.parse(shop.cli(['settings', 'export', '--account', 'de']).out);

  test('are shown first, taken and not taken, and nothing is written', () => {
    const before = stored();
    const { out, code } = shop.cli(['import-magnalister', '--account', 'de'], { codes: null });
    assert.deepEqual(stored(), before);
    assert.equal(code, 0);
    assert.match(out, /magnalister account 10001 \(Mein Amazon\)/);
    assert.match(out, /shipped -> shipped: status 3, with its ship-from address/);
    assert.match(out, /carrier\.additional: has no counterpart here/);
    assert.match(out, /nothing was written/);
    assert.deepEqual(stored(), before);
  });

  test('with --yes become ours', () => {
    shop.cli(['import-magnalister', '--account', 'de', '--yes'], { codes: [1] });
    const now = stored();
    assert.deepEqual(now.ship, [{ status: 3, ship_from: { name: 'Lager Süd', line1: 'Hafenstr. 1', line2: null, line3: null, city: 'Berlin', county: null, region: null, postal_code: '10115', country: 'DE' } }]);
    assert.deepEqual(now.cancel.map((rule) => [rule.status, rule.reason]), [[4, 'ask']]);
    assert.deepEqual(now.carrier.fallback, { other: 'Radkurier' });
    assert.deepEqual(now.method, { source: 'fixed', value: 'Paket' });
    assert.deepEqual([now.tracking.table, now.tracking.column, now.tracking.key], ['orders_extra', 'tracking', 'order_ref']);
    assert.equal(now.brake.shipments, 10000, 'what magnalister does not know stays');
  });

  test('orders linked by magnalister are transmitted with them', async () => {
    const order = await sell(shop);
    const code = dhl();
    shop.sql('INSERT INTO orders_extra VALUES (?, ?)', [order.id, code]);
    shop.erp(order.id, 3);
    await settle(shop);
    assert.deepEqual(await told(shop, order.number), [`ship Other ${code}`]);
  });

  test('a table that is gone is said, and nothing is written', () => {
    const before = stored();
    shop.sql("UPDATE magnalister_config SET value = '{\"table\":\"gone\",\"column\":\"x\"}' WHERE mkey LIKE '%trackingcode.table'");
    const { code, err } = shop.cli(['import-magnalister', '--account', 'de', '--yes'], { codes: null });
    assert.equal(code, 2);
    assert.match(err, /no table "gone"/);
    assert.deepEqual(stored(), before);
  });

  test('two accounts of magnalister: one must be named', () => {
    shop.sql("INSERT INTO magnalister_config VALUES (10002, 'amazon.orderstatus.shipped', '3')");
    const { code, err } = shop.cli(['import-magnalister'], { codes: null });
    assert.equal(code, 2);
    assert.match(err, /name one by --mp/);
  });
});
