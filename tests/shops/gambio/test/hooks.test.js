'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, MODULE } = require('../lib/shop');
const { amazon, sell, open } = require('../../modified/lib/amazon');
const { watched } = require('../../modified/lib/server');
const { stop } = require('../../modified/lib/browser');
const { visit, go, order, track, status, cancel, token, post, list, signed } = require('../lib/admin');

const FAR = 4102444800;

describe('what a hook does, costs and never does', () => {
  let shop;
  let page;
  let sold;
  let other;
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve();
    page = await visit(shop);
    await shop.install(page);
    open(shop, { cancel: [] });
    sold = await sell(shop);
    other = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
  });
  after(async () => { await stop(); shop.remove(); });

  const park = () => shop.sql('UPDATE statussync_order SET look_at = ?', [FAR]);
  const marked = (id) => Number(shop.sql('SELECT look_at FROM statussync_order WHERE shop_order = ?', [String(id)])[0].look_at) === 0;
  // after the answer the shutdown function may still be at work
  const soon = async (id) => { for (let i = 0; i < 60 && !marked(id); i += 1) await new Promise((r) => setTimeout(r, 50)); return marked(id); };

  const ways = {
    'the status dialog': async (id) => { await order(page, shop, id); return () => status(page, 2); },
    'the old form': async (id) => { await order(page, shop, id); const t = await token(page); return () => post(page, shop, `orders.php?oID=${id}&action=update_order`, { status: '2', page_token: t }); },
    'the tracking dialog': async (id) => { await order(page, shop, id); return () => track(page, '00340434161094042557'); },
    'the older tracking dialog': async (id) => { await order(page, shop, id); const t = await token(page); return () => post(page, shop, 'request_port.php?module=ParcelServices&action=add_tracking_code', { order_id: String(id), tracking_code: 'x1', service_id: '1', page_token: t }); },
    'several in the list': async (id) => { await go(page, shop, 'admin.php', 'do=OrdersOverview'); const t = await token(page); return () => post(page, shop, 'admin.php?do=OrdersModalsAjax/ChangeOrderStatus', { 'selectedOrders[0]': String(id), statusId: '2', pageToken: t }); },
    'cancel in the list': async (id) => { await go(page, shop, 'admin.php', 'do=OrdersOverview'); const t = await token(page); return () => post(page, shop, 'admin.php?do=OrdersModalsAjax/CancelOrder', { 'selectedOrders[0]': String(id), pageToken: t }); },
    'the cancel button': async (id) => { await order(page, shop, id); return () => cancel(page); },
    'a link of the old list (GET)': async (id) => () => go(page, shop, 'orders.php', `oID=${id}&gm_status=2`),
    'a label module': async (id) => () => shop.fetch(`label.php?id=${id}&url=1&code=x2`),
    'a label module that leaves the status alone, by its address': async (id) => () => shop.fetch(`label.php?id=${id}&url=1&code=x3&status=`),
    'a label module that leaves the status alone, by its number': async (id) => () => shop.fetch(`label.php?id=${id}&code=x4&status=`),
    'REST v2 PATCH': async (id) => () => shop.rest('PATCH', `orders/${id}/status`, { statusId: 2 }),
    'REST v2 PUT': async (id) => () => shop.rest('PUT', `orders/${id}`, { statusId: 2 }),
  };
  for (const [name, prepare] of Object.entries(ways)) {
    test(`${name}: the order is marked, no other; one statement, no network`, async () => {
      const act = await prepare(sold.id);
      park();
      const before = JSON.stringify((await shop.amazon.ask('requests')).counts);
      const threads = (await watched(act)).filter((list) => list.some((sql) => /^UPDATE `statussync_order`/.test(sql)));
      assert.ok(await soon(sold.id), 'marked');
      assert.ok(!marked(other.id), 'no other');
      assert.equal(threads.length, 1, 'once a request');
      assert.ok(threads[0].length <= 2, threads[0].join('\n'));
      assert.equal(JSON.stringify((await shop.amazon.ask('requests')).counts), before);
    });
  }

  test('no class of ours in the tree has a constructor: what fails in one begins again for ever in Gambio', () => {
    const folder = path.join(shop.folder, MODULE);
    const classes = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.php'));
    assert.ok(classes.length > 10);
    for (const name of classes) assert.doesNotMatch(fs.readFileSync(path.join(folder, name), 'utf8'), /__construct/, name);
  });

  test('what the shop itself refuses is still refused by the shop', async () => {
    assert.equal((await shop.rest('PATCH', `orders/${sold.id}/status`, { statusId: 2, fail: true })).status, 500);
  });

  test('looking at an order marks nothing', async () => {
    park();
    await order(page, shop, sold.id);
    await new Promise((r) => setTimeout(r, 300));
    assert.ok(!marked(sold.id));
  });

  test('200 orders at once are still one statement', async () => {
    await go(page, shop, 'admin.php', 'do=OrdersOverview');
    const form = { statusId: '2', pageToken: await token(page) };
    for (let i = 0; i < 200; i += 1) form[`selectedOrders[${i}]`] = String(i === 0 ? sold.id : 900000 + i);
    park();
    const threads = (await watched(() => post(page, shop, 'admin.php?do=OrdersModalsAjax/ChangeOrderStatus', form)));
    assert.ok(await soon(sold.id));
    assert.ok(threads.every((list) => list.length <= 2));
  });

  test('hostile order numbers reach no statement', async () => {
    await go(page, shop, 'admin.php', 'do=OrdersOverview');
    park();
    const t = await token(page);
    const threads = await watched(() => post(page, shop, 'admin.php?do=OrdersModalsAjax/ChangeOrderStatus', { 'selectedOrders[0]': "999' OR '1'='1", 'selectedOrders[1]': '-1', 'selectedOrders[2]': '1e9', statusId: '2', pageToken: t }));
    for (const sql of threads.flat().filter((one) => /statussync_order/.test(one))) assert.match(sql, /IN \(('?\d+'?(, )?)+\) AND/);
    assert.ok(!marked(sold.id));
  });

  const root = (sql) => shop.root(sql);
  const db = () => shop.database;
  const broken = {
    'our table is missing': [() => shop.sql('RENAME TABLE statussync_order TO gone_order'), () => shop.sql('RENAME TABLE gone_order TO statussync_order')],
    'the database takes no writes of ours': [
      () => { root(`REVOKE ALL ON ${db()}.* FROM '${shop.user}'@'localhost'`); root(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${db()}.* TO '${shop.user}'@'localhost'`); shop.sql('SELECT 1'); root(`CREATE OR REPLACE TRIGGER ${db()}.no_writes BEFORE UPDATE ON ${db()}.statussync_order FOR EACH ROW SIGNAL SQLSTATE '45000'`); },
      () => { root(`DROP TRIGGER ${db()}.no_writes`); root(`GRANT ALL ON ${db()}.* TO '${shop.user}'@'localhost'`); }],
    ...Object.fromEntries([['the database is read only', 1290], ['the disk of the database is full', 1021], ['the table is full', 1114]].map(([what, number]) => [what, [
      () => shop.sql(`CREATE TRIGGER stop_us BEFORE UPDATE ON statussync_order FOR EACH ROW SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = ${number}, MESSAGE_TEXT = 'no'`),
      () => shop.sql('DROP TRIGGER stop_us')]])),
    'the library is missing': [() => fs.renameSync(path.join(shop.folder, 'includes/external/statussync'), path.join(shop.home, 'away')), () => fs.renameSync(path.join(shop.home, 'away'), path.join(shop.folder, 'includes/external/statussync'))],
    'a file of the library is broken': [() => fs.appendFileSync(path.join(shop.folder, 'includes/external/statussync/php_src/Store/Actions.php'), '\nthis is no PHP (('), () => fs.copyFileSync(path.join(__dirname, '../../../../php_src/Store/Actions.php'), path.join(shop.folder, 'includes/external/statussync/php_src/Store/Actions.php'))],
  };
  for (const [what, [harm, mend]] of Object.entries(broken)) {
    test(`${what}: the shop saves as ever and shows its pages`, async () => {
      harm();
      try {
        await order(page, shop, sold.id);
        await status(page, 1);
        assert.equal(await page.locator('.status').innerText(), '1');
        await status(page, 2);
        assert.equal(await page.locator('.status').innerText(), '2');
        assert.match(await page.locator('main').innerText(), /Box of a peer/);
        assert.equal((await shop.rest('PATCH', `orders/${sold.id}/status`, { statusId: 1 })).status, 200);
        await list(page, shop);
        const text = await page.content();
        assert.doesNotMatch(text, /Fatal|Warning|SQLSTATE|Stack trace/);
      } finally { mend(); }
    });
  }

  test('while a run holds the lease, a saved order is marked all the same', async () => {
    shop.sql("UPDATE statussync_lease SET owner = 'a-run', expires_at = UNIX_TIMESTAMP() + 600 WHERE account = 'de'");
    try {
      await order(page, shop, sold.id);
      park();
      await status(page, 2);
      assert.ok(await soon(sold.id));
    } finally { shop.sql("UPDATE statussync_lease SET owner = NULL, expires_at = 0 WHERE account = 'de'"); }
  });

  test('a locked table holds nobody up', async () => {
    const { spawn } = require('node:child_process');
    const lock = spawn('mariadb', ['--no-defaults', '-uroot', '-S', shop.socket, shop.database, '-e', 'LOCK TABLES statussync_order WRITE; SELECT SLEEP(6)'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => lock.on('exit', resolve));
    try {
      await new Promise((r) => setTimeout(r, 700));
      const begun = Date.now();
      assert.equal((await shop.rest('PATCH', `orders/${sold.id}/status`, { statusId: 2 })).status, 200);
      assert.ok(Date.now() - begun < 5000, `took ${Date.now() - begun} ms`);
    } finally { await ended; }
  });

  test('the icon in the list: one query for the page, its word is readable', async () => {
    const threads = await signed(page, shop, '', watched);
    const icon = page.locator(`tr[id="${other.id}"] a.statussync-icon`);
    assert.match(await icon.getAttribute('aria-label'), /^Amazon: /);
    assert.equal(threads.flat().filter((sql) => /FROM `statussync_order` o /.test(sql)).length, 1);
    assert.ok(threads.flat().filter((sql) => /statussync_order/.test(sql)).length <= 2, 'and one for the red line');
  });
});
