'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, LIBRARY } = require('../lib/shop');
const { edit, post, MODULE } = require('../lib/page');
const { amazon, sell, told, dhl, open, ACCOUNT } = require('../../modified/lib/amazon');
const browser = require('../../modified/lib/browser');

const EVIL = '"><script>window.__xss = 1</script><img src=x onerror="window.__xss = 2">\'';

// This shop escapes nothing and knows no token: what protects the page is its own.
describe('the page in a shop that protects nothing', () => {
  let shop;
  let page;
  let order;
  const document = () => shop.sql("SELECT document AS d, version AS v FROM statussync_setting WHERE account = ''")[0];
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    shop.cli(['install', shop.folder], { options: [] });
    page = await browser.visit(shop);
    await browser.go(page, shop, 'module_export.php', `${MODULE}&action=install`);
    open(shop);
    shop.cli(['settings', 'import'], { input: shop.cli(['settings', 'export', '--account', 'de']).out });
    shop.sql("DELETE FROM statussync_setting WHERE account = 'de'");
    order = await sell(shop);
    shop.cron();
  });
  after(async () => { await browser.stop(); shop.remove(); });

  test('no write without POST and the token of this session', async () => {
    const before = document();
    const other = await browser.visit(shop);
    await edit(other, shop);
    const foreign = await other.inputValue('[name="statussync[token]"]');
    await edit(page, shop);
    const own = await page.inputValue('[name="statussync[token]"]');
    assert.match(own, /^[0-9a-f]{40}$/);
    assert.notEqual(own, foreign);
    for (const token of ['', 'x', foreign, `${own}0`, null]) {
      const answer = await post(page, shop, { 'statussync[token]': token, 'statussync[map]': 'Evil = DHL' });
      assert.match(await answer.text(), /Nicht gespeichert: die Seite war zu lange offen/, String(token));
    }
    await page.goto(`${shop.adminBase}module_export.php?${MODULE}&action=save&statussync[token]=${own}&statussync[map]=Evil%20%3D%20DHL`);
    assert.deepEqual(document(), before);
    const answer = await post(page, shop, { 'statussync[map]': 'Good = DHL' }, { sure: true });
    assert.match(await answer.text(), /Gespeichert/);
    await other.context().close();
  });

  test('who may work on orders only, a customer and a stranger see nothing of it and change nothing', async () => {
    const before = document();
    await edit(page, shop);
    const token = await page.inputValue('[name="statussync[token]"]');
    for (const who of ['packer', 'customer', null]) {
      const his = who === 'customer' ? await browser.visit(shop, null) : await browser.visit(shop, who);
      if (who === 'customer') {
        await his.request.post(`${shop.base}login.php`, { form: { email_address: 'customer@example.test', password: 'Geheim-123-456' } });
      }
      const shown = await his.request.get(`${shop.adminBase}module_export.php?${MODULE}&action=edit`);
      assert.doesNotMatch(await shown.text(), /statussync|Bestellstatus/, String(who));
      const sent = await his.request.post(`${shop.adminBase}module_export.php?${MODULE}&action=save`, { form: { 'statussync[token]': token, 'statussync[map]': 'Evil = DHL' } });
      assert.doesNotMatch(await sent.text(), /Gespeichert/);
      await his.context().close();
    }
    assert.deepEqual(document(), before);
  });

  test('hostile names, numbers, comments and texts of Amazon are text on the page, in both languages and charsets', async () => {
    shop.sql('UPDATE orders_status SET orders_status_name = ? WHERE orders_status_id = 2', ['<script>window.__xss=3</script>']);
    const bad = await sell(shop);
    shop.erp(bad.id, 3, `DHL Sendungsnummer: 123456789 ${EVIL}`);
    const refused = await sell(shop, { facts: { refuse_codes: [{ code: '18021', text: EVIL, op: 'ship', via: 'both', times: null }] } });
    shop.erp(refused.id, 3, `DHL Sendungsnummer: ${dhl()}`);
    const loose = { source: 'match', table: 'orders_status_history', column: 'comments', key: 'orders_id', pattern: '(?s)(DHL.*)' };
    await post(page, shop, { 'statussync[carrier][source]': 'comment', 'statussync[carrier][pattern]': loose.pattern, 'statussync[tracking][source]': 'comment',
      'statussync[tracking][pattern]': loose.pattern, 'statussync[map]': `${EVIL.replaceAll('=', '')} = Other: <b>x</b>` }, { sure: true });
    for (let i = 0; i < 2; i += 1) {
      await shop.amazon.ask('advance', { seconds: 7300 });
      shop.cron();
    }
    shop.sql("UPDATE statussync_account SET state = JSON_SET(state, '$.stopped', 'x', '$.stopped_text', ?)", [EVIL]);
    for (const language of ['de', 'en']) {
      await edit(page, shop, language);
      assert.equal(await page.evaluate(() => window.__xss), undefined);
      const html = await (await page.request.get(page.url())).text();
      assert.ok(html.includes('&lt;script&gt;window.__xss'), 'it is there, as text');
      assert.ok(!/<script>window|<img src=x|<b>x<\/b>/.test(html));
    }
    shop.sql("UPDATE statussync_account SET state = JSON_SET(state, '$.stopped', NULL, '$.stopped_text', NULL)");
    await edit(page, shop, 'de');
  });

  test('what stands in the address is never on the page as markup of ours', async () => {
    for (const query of [`${MODULE}&action=edit&x=${encodeURIComponent(EVIL)}`, `set=${encodeURIComponent('x')}&module=statussync&statussync[map]=${encodeURIComponent(EVIL)}`]) {
      await browser.go(page, shop, 'module_export.php', query);
      assert.equal(await page.evaluate(() => window.__xss), undefined);
    }
  });

  test('SQL in every field of the page is refused or is text, also with quotes of every kind of shop', async () => {
    const tables = shop.sql('SHOW TABLES').length;
    shop.sql('UPDATE statussync_account SET `on` = 0'); // what is typed is stored at once, not counted first
    await edit(page, shop);
    const fields = await page.evaluate(() => Object.fromEntries([...new FormData(document.forms.modules)]));
    const names = Object.keys(fields);
    assert.ok(names.length > 15);
    const [orders, customers] = ['orders', 'customers'].map((table) => shop.sql(`CHECKSUM TABLE ${table}`)[0].Checksum);
    for (const how of ['none', 'php']) {
      shop.quotes(how);
      for (const name of names.filter((one) => !/token|quote/.test(one))) {
        for (const evil of ["x'; DROP TABLE statussync_order; -- ", 'orders` WHERE 1=1; UPDATE customers SET customers_status = 0; -- ', "\\'; DELETE FROM orders; -- "].slice(how === 'php' ? 2 : 0)) {
          const form = { ...fields, 'statussync[version]': String(document().v), 'statussync[tracking][source]': 'field', 'statussync[carrier][source]': 'field', [name]: evil };
          const answer = await page.request.post(`${shop.adminBase}module_export.php?${MODULE}&action=save`, { form, maxRedirects: 0, failOnStatusCode: false });
          assert.ok(answer.status() < 400, name);
          assert.doesNotMatch(await answer.text(), /SQL syntax|1064/, name);
        }
      }
    }
    shop.quotes('shop');
    shop.sql('UPDATE statussync_account SET `on` = 1');
    assert.equal(shop.sql('SHOW TABLES').length, tables);
    assert.deepEqual(['orders', 'customers'].map((table) => shop.sql(`CHECKSUM TABLE ${table}`)[0].Checksum), [orders, customers]);
    for (const section of ['tracking', 'carrier']) {
      for (const key of ['table', 'column', 'key']) assert.match(JSON.parse(document().d)[section][key] || 'none', /^\w+$/);
    }
  });

  test('statuses, tables and lists of strange shape are refused without an error of the page', async () => {
    for (const [name, value] of [['statussync[status][3][x]', 'ship'], ['statussync[tracking]', 'comment'], ['statussync[carrier][pattern][]', 'x'], ['statussync[map][]', 'x'],
      ['statussync[token][]', 'x'], ['statussync[fallback][]', 'DHL'], ['statussync[tracking][table][]', 'orders'], ['statussync', 'x']]) {
      const answer = await post(page, shop, { [name]: value, ...(name === 'statussync[token][]' ? { 'statussync[token]': null } : {}) });
      assert.equal(answer.status(), 200, name);
    }
    assert.doesNotMatch(shop.complaints, /statussync\.php/);
  });

  test('no secret is in any page, nor in the shop\'s own configuration', async () => {
    for (const address of [`module_export.php?${MODULE}`, `module_export.php?${MODULE}&action=edit`, `orders.php?oID=${order.id}&action=edit`]) {
      const html = await (await page.request.get(shop.adminBase + address)).text();
      for (const secret of [ACCOUNT.client_secret, ACCOUNT.refresh_token, shop.password]) assert.ok(!html.includes(secret), address);
    }
    const rows = shop.sql("SELECT configuration_key AS k, configuration_value AS v FROM configuration WHERE configuration_key LIKE '%STATUSSYNC%'");
    assert.deepEqual(rows, [{ k: 'MODULE_STATUSSYNC_STATUS', v: 'true' }]);
  });

  test('a comment of a customer with an Amazon number does nothing, neither ship nor cancel', async () => {
    const stranger = await sell(shop, { link: false });
    shop.sql('UPDATE orders SET comments = ? WHERE orders_id = ?', [`AmazonOrderID: ${order.number}`, stranger.id]);
    shop.erp(stranger.id, 3, `AmazonOrderID: ${stranger.number} DHL Sendungsnummer: ${dhl()}`);
    for (let i = 0; i < 2; i += 1) {
      await shop.amazon.ask('advance', { seconds: 7300 });
      shop.cron();
    }
    for (const number of [stranger.number, order.number]) assert.deepEqual(await told(shop, number), []);
    assert.deepEqual(shop.sql('SELECT 1 FROM statussync_message WHERE shop_order = ?', [stranger.id]), []);
  });

  test('the optional line marks the order of the page and takes nothing else from a request', async () => {
    const file = path.join(shop.folder, 'admin/marked.php');
    fs.writeFileSync(file, "<?php require '../includes/configure.php'; require '../inc/xtc_db_query.inc.php'; xtc_db_connect();"
      + " @include 'includes/statussync/mark.php'; echo 'on';");
    const rows = () => shop.sql('SELECT shop_order AS o, look_at AS l FROM statussync_order ORDER BY id');
    shop.sql('UPDATE statussync_order SET look_at = 4000000000');
    const before = rows();
    for (const query of ['', '?oID=', '?oID=0', `?oID[]=${order.id}`, `?oID=${order.id}'%20OR%20'1'='1`, `?oID=${order.id}%0A`, '?oID=-1', '?oID=99999999']) {
      assert.equal((await shop.fetch(`admin/marked.php${query}`)).text, 'on', query);
      assert.deepEqual(rows(), before, query);
    }
    await shop.fetch(`admin/marked.php?oID=${order.id}`);
    assert.deepEqual(rows().filter((row) => row.l === 0 || row.l === '0').map((row) => String(row.o)), [String(order.id)]);
    fs.rmSync(file);
  });

  test('files of ours asked for directly do nothing and say nothing', async () => {
    const before = [document(), shop.sql('SELECT * FROM statussync_order')];
    const manifest = JSON.parse(fs.readFileSync(path.join(shop.folder, LIBRARY, 'manifest.json'), 'utf8'));
    for (const file of Object.keys(manifest.files).filter((name) => /^admin\/.*\.php$/.test(name))) {
      const answer = await shop.fetch(`${file}?oID=${order.id}`);
      assert.equal(answer.text, '', file);
    }
    assert.deepEqual([document(), shop.sql('SELECT * FROM statussync_order')], before);
  });
});
