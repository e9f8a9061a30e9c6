'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, MODULE } = require('../lib/shop');
const { amazon, sell, dhl, open, settle, ACCOUNT } = require('../../modified/lib/amazon');
const { stop } = require('../../modified/lib/browser');
const trap = require('../../modified/lib/trap');
const { visit, go, order: openOrder, post, navigated } = require('../lib/admin');

const EVIL = '<script>window.__xss=1</script><img src=x onerror="window.__xss=1">"\'>';
const PAGES = ['overview', 'log', 'list', 'settings', 'expert', 'access', 'setup', 'preview', 'health', 'cron'];

// What holds for each page of ours, behind Gambio's login, rights and page token.
describe('what nobody may do with our pages', () => {
  let shop;
  let page;
  let order;
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve();
    page = await visit(shop);
    await shop.install(page);
    open(shop, { cancel: [] });
    order = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
  });
  after(async () => { await stop(); shop.remove(); });

  const address = (name) => `admin.php?do=AmazonOrderStatus&page=${name}`;
  const view = (name, who = page, more = '') => go(who, shop, 'admin.php', `do=AmazonOrderStatus&page=${name}${more}`);
  const state = () => JSON.stringify(['setting', 'account', 'job', 'link', 'meta'].map((table) => shop.sql(`SELECT * FROM statussync_${table}`)));
  const fresh = (who) => who.evaluate(() => document.querySelector('[name=pageToken]')?.value || '');
  const writes = { settings: { do: 'save', sync: 'off' }, expert: { do: 'save', sync: 'off' }, access: { do: 'save', name: 'x', seller: 'A1', client_id: 'c', region: 'eu' },
    setup: { do: 'release' }, overview: { do: 'now' }, log: { do: 'retry' }, preview: { do: 'make' }, cron: { make: '1' } };

  test('no page writes by GET, without a token, with a wrong one, or with that of another session', async () => {
    const other = await visit(shop);
    await openOrder(other, shop, order.id);
    const foreign = await fresh(other);
    await other.context().close();
    await view('overview');
    const before = state();
    for (const [name, fields] of Object.entries(writes)) {
      for (const more of [{}, { pageToken: '' }, { pageToken: 'f'.repeat(32) }, { pageToken: 'wrong' }, { pageToken: foreign }]) await post(page, shop, address(name), { ...fields, ...more });
      await openOrder(page, shop, order.id);
      const right = await fresh(page);
      await view(name, page, `&${new URLSearchParams({ ...fields, pageToken: right })}`);
    }
    assert.equal(state(), before);
  });

  test('a packer sees no settings and changes none, also with a right token', async () => {
    const packer = await visit(shop, 'packer');
    const before = state();
    for (const name of ['settings', 'expert', 'access', 'setup', 'cron']) {
      await openOrder(packer, shop, order.id);
      const answer = await post(packer, shop, address(name), { ...writes[name], pageToken: await fresh(packer) });
      assert.ok(!/name="client_secret"|name="sync"/.test(answer.text), name);
      await view(name, packer);
      assert.equal(await packer.locator('[name=client_secret], [name=sync]').count(), 0, name);
    }
    assert.equal(state(), before);
    await packer.context().close();
  });

  test('what stands in an address is text on every page', async () => {
    for (const name of PAGES) {
      for (const field of ['q', 'search', 'text', 'cause', 'state', 'account', 'order', 'from', 'step', 'after', 'done', 'note']) {
        await view(name, page, `&${field}=${encodeURIComponent(EVIL)}`);
        assert.equal(await page.evaluate(() => window.__xss), undefined, `${name} ${field}`);
      }
    }
  });

  test("hostile names, numbers, Amazon's words and addresses stay text on every page, in both languages", async () => {
    const bad = await sell(shop, { columns: { customers_name: EVIL.slice(0, 60), comments: `AmazonOrderID: ${EVIL}` } });
    shop.track(bad.id, { code: EVIL, service: 0, name: EVIL.slice(0, 45) });
    shop.erp(bad.id, 3);
    const refused = await sell(shop, { facts: { refuse_codes: [{ code: '18021', text: EVIL, op: 'ship', via: 'both', times: null }] } });
    shop.erp(refused.id, 3, 1, dhl());
    await settle(shop, 1);
    shop.sql('UPDATE orders_status SET orders_status_name = ? WHERE orders_status_id = 2', ['<i onclick=x>"\'</i>']);
    let evil = 0;
    for (const language of ['de', 'en']) {
      for (const name of PAGES) {
        await view(name, page, `&language=${language}`);
        await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
        assert.equal(await page.evaluate(() => window.__xss), undefined, name);
        assert.equal(await page.$('.statussync-gambio i[onclick], .statussync-gambio img[src=x]'), null, name);
        evil += /onerror="window/.test(await page.innerText('.statussync-gambio')) ? 1 : 0;
      }
      for (const one of [bad, refused]) {
        await go(page, shop, 'orders.php', `oID=${one.id}&action=edit&language=${language}`);
        await page.$$eval('details', (all) => all.forEach((each) => { each.open = true; }));
        assert.equal(await page.evaluate(() => window.__xss), undefined, 'box');
      }
    }
    assert.ok(evil >= 2, 'the hostile words were on the pages');
    shop.sql("UPDATE orders_status SET orders_status_name = 'In Bearbeitung' WHERE orders_status_id = 2");
    await view('overview', page, '&language=de');
  });

  test('our pages by keyboard alone and without JavaScript: settings are saved', async () => {
    const plain = await visit(shop, 'admin', { javaScriptEnabled: false });
    for (const name of PAGES) {
      await view(name, plain);
      assert.ok((await plain.innerText('.statussync-gambio')).length > 20, name);
    }
    await view('settings', plain);
    await plain.check('[name=mail]');
    await plain.fill('[name=email]', 'tastatur@shop.example');
    const save = plain.getByRole('button', { name: 'Speichern' }).last();
    for (let i = 0; i < 200 && !(await save.evaluate((one) => one === document.activeElement)); i += 1) await plain.keyboard.press('Tab');
    await navigated(plain, () => plain.keyboard.press('Enter'));
    assert.match(await plain.innerText('.statussync-gambio'), /Gespeichert/);
    assert.equal(JSON.parse(shop.cli(['settings', 'export', '--account', 'de']).out).notify.email, 'tastatur@shop.example');
    await plain.context().close();
  });

  test('our files asked for directly say nothing and do nothing', async () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(shop.folder, 'includes/external/statussync/manifest.json'), 'utf8'));
    const before = state();
    const files = Object.keys(manifest.files).filter((name) => name.endsWith('.php') && !name.endsWith('AmazonOrderStatus/cron.php'));
    assert.ok(files.length > 100);
    for (const file of files) {
      const answer = await shop.fetch(file); // the library is locked by the shop's .htaccess besides
      assert.equal(answer.text, '', file);
      if (file.startsWith('GXModules/')) assert.equal(answer.status, 200, file);
    }
    assert.equal(state(), before);
  });

  test('a cron token by guessing: the same refusal each time, no run, no hint', async () => {
    const requests = async () => JSON.stringify((await shop.amazon.ask('requests')).counts);
    await view('cron');
    await navigated(page, () => page.getByRole('button', { name: 'Neue Adresse erzeugen' }).click());
    const right = /token=([\w-]{43})/.exec(await page.content())[1];
    const before = await requests();
    for (const token of ['', 'x', right.slice(0, 42), `${right}x`, right.toLowerCase() === right ? 'y' : right.toLowerCase(), `${right}%00`, 'a'.repeat(5000)]) {
      const answer = await shop.fetch(`${MODULE}/cron.php?token=${token}`);
      assert.deepEqual([answer.status, answer.text], [403, 'forbidden\n'], token.slice(0, 50));
    }
    assert.equal((await shop.fetch(`${MODULE}/cron.php?token[]=${right}`)).status, 403);
    assert.equal(await requests(), before);
    assert.equal(shop.sql("SELECT value AS v FROM statussync_meta WHERE name = 'cron_token'")[0].v.includes(right), false, 'the digest is kept, not the token');
  });

  test('SQL in every field of the settings, also of each matching, is refused or is text', async () => {
    const tables = shop.sql('SHOW TABLES').length;
    const evil = "orders` WHERE 1=1; DROP TABLE statussync_order; -- '";
    await view('expert');
    const fields = await page.evaluate(() => {
      const form = [...document.forms].sort((a, b) => b.elements.length - a.elements.length)[0];
      return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    });
    assert.ok(fields.length > 15, `${fields.length} fields`);
    for (const [name] of fields.filter(([one]) => one !== 'pageToken')) {
      await view('expert');
      const body = { ...Object.fromEntries(fields), pageToken: await fresh(page), [name]: evil };
      for (const section of ['tracking', 'carrier', 'amazon_number', 'method']) if (name.startsWith(section)) body[`${section}_source`] = 'match';
      const answer = await post(page, shop, address('expert'), body);
      assert.ok(answer.status < 500, `${name}: ${answer.status}`);
      assert.doesNotMatch(answer.text, /SQLSTATE|Stack trace|Fatal/, name);
    }
    const settings = JSON.parse(shop.cli(['settings', 'export', '--account', 'de']).out);
    for (const section of ['carrier', 'method', 'tracking', 'amazon_number']) {
      for (const key of ['table', 'column', 'key']) assert.match(settings[section][key] || 'none', /^\w+$/);
      for (const field of ['table', 'column', 'key', 'where']) {
        const source = { source: 'match', table: 'orders', column: 'comments', key: 'orders_id' };
        source[field] = field === 'where' ? { [`x\` = 1 OR ${evil}`]: '1' } : `orders\` WHERE ${evil}`;
        assert.equal(shop.cli(['settings', 'import', '--account', 'de'], { input: JSON.stringify({ ...settings, [section]: source }), codes: null }).code, 2, `${section}.${field}`);
      }
    }
    assert.equal(shop.sql('SHOW TABLES').length, tables);
  });

  test('no secret is in any page, also not the password of the database, also where the database refuses us', async () => {
    const secrets = [ACCOUNT.client_secret, ACCOUNT.refresh_token, shop.password];
    const clean = (where, html) => { for (const secret of secrets) assert.ok(!html.includes(secret), `${where}: ${secret.slice(0, 12)}`); };
    for (const name of PAGES) {
      await view(name);
      clean(name, await page.content());
    }
    await openOrder(page, shop, order.id);
    clean('box', await page.content());
    shop.configure(shop.user, `${shop.password}-wrong`);
    try {
      const answer = await shop.fetch(`${MODULE}/cron.php?token=x`);
      assert.deepEqual([answer.status, answer.text], [503, '']);
    } finally { shop.configure(); }
  });

  test('nothing leads to another host: no redirect, no request, from whatever is given', async (t) => {
    const seen = [];
    const there = await trap(t, seen);
    for (const more of [`&redirect=${there}&url=${there}`, `&account=${there}`, `&step=${there}`]) {
      for (const name of ['overview', 'setup', encodeURIComponent(there)]) {
        await view(name, page, more);
        assert.ok(page.url().startsWith(shop.base));
      }
    }
    for (const act of ['look', 'link']) {
      await openOrder(page, shop, order.id);
      const answer = await post(page, shop, `orders.php?oID=${order.id}&action=edit`, { statussync_do: act, redirect: there, statussync_value: there, pageToken: await fresh(page) });
      assert.ok(String(answer.headers.location || '').startsWith('/admin/orders.php'), answer.headers.location);
    }
    await view('cron');
    await navigated(page, () => page.getByRole('button', { name: 'Neue Adresse erzeugen' }).click());
    const right = /token=([\w-]{43})/.exec(await page.content())[1];
    const asked = async () => Object.values((await shop.amazon.ask('requests')).counts).reduce((sum, one) => sum + one.total, 0);
    for (const name of ['api_url', 'STATUSSYNC_API_URL', 'lwa_url', 'proxy', 'clock', 'STATUSSYNC_CLOCK']) {
      await shop.amazon.ask('advance', { seconds: 7200 });
      const before = await asked();
      for (const [key, code] of [['x', 403], [right, 200]]) {
        const answer = await shop.fetch(`${MODULE}/cron.php?${name}=${there}&token=${key}`, { method: 'POST', body: `${name}=${there}`,
          headers: { [name.replaceAll('_', '-')]: there, Proxy: there, 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(answer.status, code, `${name}: ${answer.text}`);
      }
      assert.ok(await asked() > before, 'Amazon was asked, where it really is');
      await view('access');
      const answer = await post(page, shop, address('access'), { do: 'save', name: 'Amazon.de', seller: ACCOUNT.seller, client_id: ACCOUNT.client_id, region: 'eu', [name]: there, pageToken: await fresh(page) });
      assert.ok(answer.status < 500);
    }
    shop.cli(['run'], { codes: [0, 1] });
    assert.deepEqual(seen, []);
  });

  test('no setting makes us speak to another host: its address in every field of settings and access', async (t) => {
    const seen = [];
    const there = await trap(t, seen);
    const kept = shop.cli(['settings', 'export', '--account', 'de']).out;
    let fields = 0;
    for (const name of ['expert', 'access']) {
      await view(name);
      const form = await page.evaluate(() => [...new FormData([...document.forms].sort((a, b) => b.elements.length - a.elements.length)[0])].map(([one, value]) => [one, String(value)]));
      let pageToken = await fresh(page);
      for (const [field] of form) {
        if (field === 'pageToken' || field === 'do') continue;
        for (const value of [there, `${field.includes('mail') ? 'x@' : ''}${there.slice(7, -1)}`]) {
          const answer = await post(page, shop, address(name), { ...Object.fromEntries(form), do: 'save', pageToken, [field]: value });
          assert.ok(answer.status < 403 || answer.status === 422, `${field}: ${answer.status}`);
          [, pageToken] = /name="pageToken" value="(\w+)"/.exec(answer.text) || [];
          if (pageToken === undefined) { // saved, and led on: the page itself has the next one
            await view(name);
            pageToken = await fresh(page);
          }
        }
        fields += 1;
      }
    }
    assert.ok(fields > 20, `${fields} fields`);
    shop.cli(['run'], { codes: null });
    shop.cron();
    assert.deepEqual(seen, []);
    assert.ok(Object.values((await shop.amazon.ask('requests')).counts).length > 0, 'while Amazon was asked');
    shop.cli(['settings', 'import', '--account', 'de'], { input: kept });
  });
});
