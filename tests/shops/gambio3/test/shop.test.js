'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { save, picture } = require('../../xtcommerce3/lib/page');
const { amazon, sell, told, dhl, open } = require('../../modified/lib/amazon');
const browser = require('../../modified/lib/browser');

// An old Gambio on PHP 5.6: the page of its ancestor, one overload, and the worker beside it on a newer PHP.
describe('a shop in the manner of Gambio GX 3.2', () => {
  let shop;
  let page;
  let newer;
  const due = async () => { // the account is not due: what is sent now was marked
    await shop.amazon.ask('advance', { seconds: 61 });
    const { code, err } = shop.cron();
    assert.ok(code === 0 || code === 1, err);
  };
  const later = async () => { await shop.amazon.ask('advance', { seconds: 7300 }); shop.cron(); };
  const post = async (address, form) => {
    const [, token] = (await page.content()).match(/page_token=(\w+)/);
    return page.request.post(`${newer.base}admin/${address}`, { form: { ...form, page_token: token }, maxRedirects: 0, failOnStatusCode: false });
  };
  const marked = (id) => Number(shop.sql('SELECT look_at AS l FROM statussync_order WHERE shop_order = ?', [id])[0].l) === 0;
  const seen = (id) => shop.sql('UPDATE statussync_order SET look_at = 4000000000 WHERE shop_order = ?', [id]);
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    newer = await shop.newer();
    shop.sql('ALTER TABLE admin_access ADD request_port INT(1) NOT NULL DEFAULT 1, ADD gm_send_order INT(1) NOT NULL DEFAULT 1');
    page = await browser.visit(shop);
  });
  after(async () => { newer.stop(); await browser.stop(); shop.remove(); });

  test('"install" tells the shop from Gambio GX4 and from xt:Commerce 3, and says what is left to do', () => {
    const { out } = shop.cli(['install', shop.folder], { options: [] });
    assert.match(out, /statussync_cron\.php/);
    assert.match(out, /Toolbox > Cache/);
    assert.match(out, /PHP 7\.4 or newer/);
    assert.ok(fs.existsSync(path.join(shop.folder, 'GXUserComponents/overloads/AdminApplicationTopExtenderComponent/StatussyncAdminTop.inc.php')));
    assert.ok(!fs.existsSync(path.join(shop.folder, 'GXModules')));
  });

  test('set up on the page, in the charset of this shop, with the shop\'s own parcel table', async () => {
    await browser.go(page, shop, 'module_export.php', 'set=&module=statussync');
    await browser.navigated(page, () => page.getByRole('link', { name: 'Installieren' }).click());
    open(shop, { cancel: [{ status: 99, reason: 'NoInventory', after_minutes: 0 }], parcels: { settle_minutes: 0, several: 'split' } });
    shop.cli(['settings', 'import'], { input: shop.cli(['settings', 'export', '--account', 'de']).out });
    shop.sql("DELETE FROM statussync_setting WHERE account = 'de'");
    await browser.navigated(page, () => page.locator('#box a[href*="action=edit"]').click());
    assert.equal(await page.inputValue('#ss3'), 'ship');
    assert.equal(await page.inputValue('#sstracking'), 'shop');
    for (const name of ['Zur Prüfung', 'Rechnung erstellt', 'Storniert']) assert.ok((await page.innerText('#box')).includes(name), name);
    await page.fill('#ssm', 'Hausbote Süd = Other: Bote');
    await save(page);
    assert.match(await page.innerText('#box'), /Gespeichert/);
    await picture(page, 'gambio3-page');
  });

  test('status by the order page and number by the dialog, in both orders: the next call of the cron job tells Amazon', async () => {
    for (const numberFirst of [true, false]) {
      const order = await sell(shop);
      await later();
      const code = dhl();
      await browser.order(page, shop, order.id);
      const steps = [() => post('request_port.php?module=ParcelServices&action=add_tracking_code', { order_id: order.id, tracking_code: code, service_id: 1 }),
        () => post(`orders.php?oID=${order.id}&action=gm_multi_status`, { 'gm_multi_status[]': order.id, gm_status: 3 })];
      for (const step of numberFirst ? steps : steps.reverse()) {
        seen(order.id);
        const answer = await step();
        assert.ok(answer.status() < 400, await answer.text());
        assert.equal(answer.headers()['x-peer'], 'shop', 'the other module is reached');
        assert.ok(marked(order.id), `marked, number first: ${numberFirst}`);
      }
      await due();
      for (let i = 0; i < 3; i += 1) await later();
      assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
    }
  });

  test('the cancel button, whose page closes the shop\'s link before our turn, is seen as well', async () => {
    const order = await sell(shop);
    await later();
    await browser.order(page, shop, order.id);
    seen(order.id);
    assert.equal(await (await post('gm_send_order.php?oID=undefined', { orders_multi_cancel: 'true', 'gm_multi_status[]': order.id })).text(), '<html><body>done</body></html>');
    assert.ok(marked(order.id));
    await due();
    for (let i = 0; i < 3; i += 1) await later();
    assert.deepEqual(await told(shop, order.number), ['cancel']);
  });

  test('two parcels of the table arrive, a name that nobody mapped is held, and plain SQL is seen too', async () => {
    const [two, strange] = [await sell(shop, { units: [1, 1] }), await sell(shop)];
    const codes = [dhl(), dhl()];
    shop.parcel(two.id, codes[0]);
    shop.parcel(two.id, codes[1]);
    shop.parcel(strange.id, 'X123456789', 'Eigenbote', 77);
    shop.erp(two.id, 3);
    shop.erp(strange.id, 3);
    await later();
    await later();
    assert.deepEqual((await told(shop, two.number)).sort(), codes.map((code) => `ship DHL ${code}`).sort());
    assert.deepEqual(await told(shop, strange.number), []);
    await browser.go(page, shop, 'module_export.php', 'set=&module=statussync');
    await browser.navigated(page, () => page.locator('#box a[href*="action=edit"]').click());
    assert.match(await page.innerText('#box'), /"Eigenbote" kennt Amazon nicht/);
    await picture(page, 'gambio3-held');
  });

  test('a request that only shows, names no number or comes while our tables are missing changes and says nothing', async () => {
    const order = await sell(shop);
    await later();
    seen(order.id);
    await browser.order(page, shop, order.id);
    await post('request_port.php?action=none', { order_id: "1' OR '1'='1", oID: '0', 'selectedOrders[0][x]': order.id });
    assert.ok(!marked(order.id));
    shop.sql('RENAME TABLE statussync_order TO away');
    const answer = await post(`orders.php?oID=${order.id}&action=gm_multi_status`, { 'gm_multi_status[]': order.id, gm_status: 2 });
    assert.equal(answer.status(), 302);
    shop.sql('RENAME TABLE away TO statussync_order');
  });

  test('the address runs what is due, with its token only; the old PHP says that it cannot', async () => {
    const old = await shop.fetch('statussync_cron.php?token=x');
    assert.deepEqual([old.status, /this is PHP 5\.6/.test(old.text)], [503, true]);
    const [address] = shop.cli(['cron-address']).out.split('\n');
    const { pathname, search } = new URL(address);
    assert.equal(pathname, '/statussync_cron.php');
    const ask = (query) => fetch(`${newer.base.slice(0, -1)}${pathname}${query}`).then(async (r) => [r.status, await r.text()]);
    for (const wrong of ['', '?token=', '?token=x', `${search}x`, '?token[]=x']) assert.deepEqual(await ask(wrong), [403, 'forbidden\n'], wrong);
    assert.equal((await ask(search))[0], 200);
    const [next] = shop.cli(['cron-address']).out.split('\n');
    assert.equal((await ask(search))[0], 403, 'the address before ends');
    assert.equal((await ask(new URL(next).search))[0], 200);
  });

  test('nothing was sent twice or against the rules, and the old PHP had nothing to complain about', async () => {
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
    assert.equal(shop.complaints, '');
  });

  test('"uninstall" leaves the shop as it was and keeps the data', () => {
    shop.cli(['uninstall', shop.folder], { options: [] });
    const left = spawnSync('find', [shop.folder, '-iname', '*statussync*'], { encoding: 'utf8' }).stdout;
    assert.equal(left, '');
    assert.ok(fs.existsSync(path.join(shop.folder, 'GXUserComponents/overloads/AdminApplicationTopExtenderComponent/ZzzPeer.inc.php')));
    assert.ok(shop.sql("SHOW TABLES LIKE 'statussync\\_%'").length > 8);
  });
});
