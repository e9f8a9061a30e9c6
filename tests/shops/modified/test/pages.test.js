'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, sell, told, dhl, ACCOUNT, SELLER } = require('../lib/amazon');
const browser = require('../lib/browser');

const HARD = `"<>&'\\`;
const SECRET = `amzn1.oa2-cs.v1.${HARD}${'s'.repeat(400)}`;
const REFRESH = `Atzr|${'r'.repeat(400)}`;

// The shared pages inside this shop's frame: from nothing to the first verified order, by browser alone (and cron).
describe('set up by the pages', () => {
  let shop;
  let page;
  let order;
  const html = [];
  before(async () => {
    shop = await Shop.make({ charset: 'latin1', engine: 'MyISAM' });
    await amazon(shop, { client_secret: SECRET, refresh_token: REFRESH });
    shop.install();
    await shop.serve({ extension: false });
    page = await browser.visit(shop);
    page.on('load', async () => html.push(await page.content().catch(() => '')));
    order = await sell(shop);
    shop.erp(order.id, 3, 1, order.code = dhl());
  });
  after(async () => { await browser.stop(); shop.remove(); });
  const view = (name, more = '') => browser.go(page, shop, 'statussync.php', `view=${name}${more}`);
  const press = (text) => browser.navigated(page, () => page.click(`button:has-text("${text}")`));
  const tick = async (times, seconds = 1200) => {
    for (let i = 0; i < times; i += 1) {
      await shop.amazon.ask('advance', { seconds });
      shop.cron();
    }
  };

  test('every page opens, in German and English, in the charset of the shop', async () => {
    for (const name of ['overview', 'log', 'list', 'settings', 'expert', 'access', 'setup', 'preview', 'health', 'cron']) {
      for (const language of ['de', 'en']) {
        await view(name, `&language=${language}`);
        assert.equal(await page.$('.error_message:has-text("unexpected")'), null, `${name} ${language}`);
        assert.ok(await page.$('footer'));
        assert.equal(await page.evaluate(() => /Ã|\uFFFD/.test(document.body.innerText)), false, `${name} ${language}: broken letters`);
      }
    }
    await view('setup', '&language=de');
  });

  test('statuses are named in the language of the administrator, whichever the shop has first', async () => {
    await view('settings', '&language=en');
    assert.match(await page.innerText('.boxCenter form'), /Shipped/);
    await view('settings', '&language=de');
    assert.match(await page.innerText('.boxCenter form'), /Versendet/);
    assert.doesNotMatch(await page.innerText('.boxCenter form'), /Shipped/);
  });

  test('credentials of 400 signs, also hard ones, are sealed and tested by the next call of cron', async () => {
    await view('access', '&account=%2B');
    assert.equal(shop.sql('SELECT COUNT(*) AS n FROM statussync_job')[0].n, 0, 'looking asks for nothing');
    await browser.navigated(page, () => page.click('button:has-text("Schlüssel anlegen lassen")'));
    assert.match(await page.innerText('.boxCenter'), /wird beim nächsten Aufruf des Cronjobs angelegt/);
    shop.cron(); // makes the key
    await view('access', '&account=%2B');
    await page.fill('[name=name]', 'Amazon.de');
    await page.fill('[name=seller]', SELLER);
    await page.fill('[name=client_id]', ACCOUNT.client_id);
    await page.fill('[name=client_secret]', SECRET);
    await page.fill('[name=refresh_token]', REFRESH);
    await browser.navigated(page, () => page.click('button[name=do][value=save]'));
    shop.cron();
    await view('access');
    assert.match(await page.innerText('.boxCenter'), /✓/);
    const stored = JSON.stringify(shop.sql('SELECT * FROM statussync_account')) + JSON.stringify(shop.sql('SELECT * FROM statussync_job'));
    for (const secret of [SECRET, REFRESH, 's'.repeat(40), 'r'.repeat(40)]) assert.ok(!stored.includes(secret));
  });

  test('a new refresh token leaves the age of the client secret as it is, and the other way round', async () => {
    const { id } = shop.sql('SELECT id FROM statussync_account')[0];
    const dates = () => [Number(shop.sql('SELECT secret_made_at AS s FROM statussync_account')[0].s),
      Number(shop.sql('SELECT value AS v FROM statussync_meta WHERE name = ?', [`authorised.${id}`])[0].v)];
    const enter = async (field, value) => {
      shop.sql('UPDATE statussync_account SET secret_made_at = 1000');
      shop.sql('UPDATE statussync_meta SET value = 1000 WHERE name = ?', [`authorised.${id}`]);
      await view('access');
      await page.fill(`[name=${field}]`, value);
      await browser.navigated(page, () => page.click('button[name=do][value=save]'));
      shop.cron();
      return dates().map((at) => at > 1000);
    };
    await shop.amazon.ask('world', { accounts: [{ ...ACCOUNT, client_secret: SECRET, refresh_token: `${REFRESH}2` }] });
    assert.deepEqual(await enter('refresh_token', `${REFRESH}2`), [false, true]);
    await shop.amazon.ask('world', { accounts: [{ ...ACCOUNT, client_secret: `${SECRET}2`, refresh_token: `${REFRESH}2` }] });
    assert.deepEqual(await enter('client_secret', `${SECRET}2`), [true, false]);
    assert.deepEqual(await enter('client_secret', `${SECRET}2`), [false, false], 'the same once more');
  });

  test('a failed save keeps what was typed and drops the secrets', async () => {
    await view('access', '&account=%2B');
    await page.fill('[name=name]', 'Zweites "Konto"');
    await page.fill('[name=seller]', 'kein Händler!');
    await page.fill('[name=client_id]', ACCOUNT.client_id);
    await page.fill('[name=client_secret]', SECRET);
    await browser.navigated(page, () => page.click('button[name=do][value=save]'));
    assert.equal(await page.inputValue('[name=name]'), 'Zweites "Konto"');
    assert.equal(await page.inputValue('[name=client_secret]'), '');
  });

  test('start: nothing is told before the release; then the first order, read back', async () => {
    await view('setup', '&step=3');
    assert.match(await page.innerText('.boxCenter'), /Versendet: 1 offene Bestellung Vorschlag/);
    await browser.navigated(page, () => page.click('a:has-text("Status wählen")'));
    await page.selectOption('select[name="ship[0][status]"]', '3');
    await press('Speichern');
    assert.match(await page.innerText('.boxCenter'), /Betrifft 1 Bestellung: sie würde nach dem Einschalten als versendet gemeldet/, 'the same order');
    await press('Übernehmen');
    assert.match(await page.innerText('.boxCenter'), /Gespeichert/);
    await view('setup', '&step=6');
    await page.fill('[name=from]', new Date(Date.now() - 10 * 86400000).toISOString().slice(0, 10));
    await browser.navigated(page, () => page.click('form:has([name=from]) button'));
    await tick(2);
    assert.deepEqual(await told(shop, order.number), []);
    await view('setup', '&step=6');
    await browser.navigated(page, () => page.click('form:has(input[value=release]) button'));
    await tick(12);
    assert.deepEqual(await told(shop, order.number), [`ship DHL ${order.code}`]);
    await browser.order(page, shop, order.id);
    assert.match(await page.innerText('#statussync_block'), /geprüft/);
    await view('overview');
    assert.match(await page.innerText('.boxCenter'), /geprüft/);
  });

  test('credentials that still wait when the database is copied are not taken in the copy', async () => {
    const stored = () => shop.sql('SELECT secrets FROM statussync_account')[0].secrets;
    const before = stored();
    await view('access');
    await page.fill('[name=refresh_token]', `Atzr|${'q'.repeat(60)}`);
    await press('Speichern');
    const { bound } = shop.sql('SELECT bound FROM statussync_account')[0];
    shop.sql("UPDATE statussync_account SET bound = 'url=https://live.example.org folder=/srv/live database=live@db'");
    await tick(1, 60);
    assert.equal(stored(), before);
    await view('access');
    assert.match(await page.innerText('.ss'), /Zugangsdaten wurden nicht angenommen: das hier sieht nach einer Kopie des Shops aus/);
    shop.sql('UPDATE statussync_account SET bound = ?', [bound]);
  });

  test('no secret was in any page on the way', () => {
    assert.ok(html.length > 20);
    for (const one of html) for (const secret of ['s'.repeat(40), 'r'.repeat(40)]) assert.ok(!one.includes(secret));
  });
});
