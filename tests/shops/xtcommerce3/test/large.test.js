'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, sell, told, dhl, open } = require('../../modified/lib/amazon');

const ORDERS = 200000;
const COMMENTS = { source: 'match', table: 'orders_status_history', column: 'comments', key: 'orders_id' };
const SETTINGS = {
  tracking: { ...COMMENTS, pattern: '(?i)nummer:? *([0-9A-Z]{8,30})' },
  carrier: { ...COMMENTS, pattern: '(?i)\\b(DHL|DPD)\\b', map: {}, fallback: null, untracked: [], detect: 'warn' },
  amazon_number: { source: 'auto', text: true }, parcels: { settle_minutes: 0, several: 'split' },
};

// Years of orders that are none of Amazon's, in tables without an index on a status or on the history's orders.
describe('the worker beside 200,000 orders on MyISAM and latin1', () => {
  let shop;
  let orders;
  const run = async () => {
    await shop.amazon.ask('advance', { seconds: 7300 });
    const done = shop.cron();
    assert.equal(done.code, 0, done.err);
  };
  const theirs = (table) => ['orders', 'orders_status_history', 'orders_total', 'magnalister_orders'].includes(table);
  // What the server itself counted of the shop's tables since the last call, and its log of statements that walked a whole table.
  const counted = () => {
    const rows = shop.root(`SELECT TABLE_NAME AS t, ROWS_READ AS n FROM information_schema.TABLE_STATISTICS WHERE TABLE_SCHEMA = '${shop.database}'`);
    const walks = shop.root(`SELECT CONVERT(sql_text USING utf8mb4) AS s FROM mysql.slow_log WHERE db = '${shop.database}'`).map((row) => row.s);
    shop.root('FLUSH TABLE_STATISTICS');
    shop.root('TRUNCATE TABLE mysql.slow_log');
    return { read: Object.fromEntries(rows.filter((row) => theirs(row.t)).map((row) => [row.t, Number(row.n)])), walks };
  };
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    shop.cli(['install', shop.folder], { options: [] });
    shop.all([
      ['INSERT INTO orders (orders_id, orders_status, date_purchased, customers_name, customers_email_address, payment_class, shipping_method, shipping_class, language)'
        + ` SELECT seq, 3, DATE_SUB(NOW(), INTERVAL (${ORDERS} - seq) * 6 + 1500 MINUTE), 'x', 'x', 'cod', 'dhl', 'dhl_dhl', 'german' FROM seq_1_to_${ORDERS}`, []],
      ["INSERT INTO orders_total (orders_id, title, text, value, class, sort_order) SELECT orders_id, '', '', 9, 'ot_total', 1 FROM orders", []],
      ['INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, comments) SELECT o.orders_id, s.seq, o.date_purchased,'
        + " 'DHL Sendungsnummer 123456789012' FROM orders o JOIN seq_1_to_3_step_2 s ORDER BY o.orders_id, s.seq", []],
    ]);
    open(shop, SETTINGS);
    orders = [];
    for (let i = 0; i < 5; i += 1) orders.push(await sell(shop));
    await run();
    await run();
    for (const set of ["log_output = 'TABLE'", "log_slow_filter = 'full_scan'", 'long_query_time = 0', 'min_examined_row_limit = 1000', 'slow_query_log = 1', 'userstat = 1']) {
      shop.root(`SET GLOBAL ${set}`);
    }
    counted();
  });
  after(() => { shop.remove(); });

  test('the server notices a walk over a table, so its silence means something', () => {
    shop.sql('SELECT COUNT(*) AS n FROM orders WHERE orders_status = 77');
    const { read, walks } = counted();
    assert.ok(read.orders > ORDERS, JSON.stringify(read));
    assert.equal(walks.length, 1);
  });

  test('a run that is due and finds nothing reads some thousand rows and walks no table', async () => {
    await run();
    const { read, walks } = counted();
    assert.deepEqual(walks, []);
    assert.ok(read.orders_status_history > 0, 'it did read the shop');
    for (const [table, n] of Object.entries(read)) assert.ok(n < ORDERS / 10, `${table}: ${n}`);
  });

  test('orders shipped by comment are found, told and closed, and no run of that walks a table', async () => {
    const codes = orders.map(dhl);
    orders.forEach((order, i) => shop.erp(order.id, 3, `DHL, Nummer ${codes[i]}`));
    counted();
    for (let i = 0; i < 3; i += 1) {
      await run();
      const { read, walks } = counted();
      assert.deepEqual(walks, []);
      assert.ok(read.orders < 1000 && read.orders_total < 1000, JSON.stringify(read));
      assert.ok(read.orders_status_history < ORDERS / 10, JSON.stringify(read));
    }
    for (const [i, order] of orders.entries()) assert.deepEqual(await told(shop, order.number), [`ship DHL ${codes[i]}`]);
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
  });

  test('preview, list and doctor walk no table either', () => {
    for (const command of [['preview'], ['list'], ['status'], ['doctor', '--offline']]) shop.cli(command, { codes: null });
    assert.deepEqual(counted().walks, []);
  });
});
