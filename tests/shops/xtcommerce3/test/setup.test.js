'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, LIBRARY } = require('../lib/shop');
const { edit, save, picture } = require('../lib/page');
const { amazon, sell, told, dhl, ACCOUNT, SELLER, DE } = require('../../modified/lib/amazon');
const browser = require('../../modified/lib/browser');

// An owner's way from a bare shop on PHP 5.6 to the first order that Amazon shows as it should.
describe('from nothing to the first verified order', () => {
  let shop;
  let page;
  let order;
  const code = dhl();
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    page = await browser.visit(shop);
    order = await sell(shop);
  });
  after(async () => { await browser.stop(); shop.remove(); });

  test('"install" knows the shop, copies the files and says what is left to do', () => {
    const { out } = shop.cli(['install', shop.folder], { options: [] });
    assert.match(out, /admin folder: admin/);
    assert.match(out, /includes\/external\/statussync\/cron\.php/);
    assert.match(out, /XT Module > Amazon Bestellstatus > Installieren/);
    assert.match(out, /PHP 7\.4 or newer/);
  });

  test('the shop runs on PHP 5.6, lists the module beside the others and installs it', async () => {
    await browser.go(page, shop, 'module_export.php', 'set=');
    assert.match(await page.innerText('body'), /on PHP 5\.6\./);
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Amazon Bestellstatus' }).click()]);
    await browser.navigated(page, () => page.getByRole('link', { name: 'Installieren' }).click());
    assert.match(await page.innerText('#box'), /Start/);
    assert.equal(shop.sql("SELECT configuration_value AS v FROM configuration WHERE configuration_key = 'MODULE_EXPORT_INSTALLED'")[0].v, 'statussync.php');
    await picture(page, 'module');
  });

  test('without an account the page shows the statuses and says that no cron job has worked', async () => {
    shop.cli(['account', 'add', 'de', '--name', 'Amazon.de', '--region', 'eu', '--seller', SELLER, '--client-id', ACCOUNT.client_id, '--marketplaces', DE, '--magnalister', '10001'],
      { env: { STATUSSYNC_CLIENT_SECRET: ACCOUNT.client_secret, STATUSSYNC_REFRESH_TOKEN: ACCOUNT.refresh_token } });
    await edit(page, shop);
    const text = await page.innerText('#box');
    for (const name of ['Offen', 'Zur Prüfung', 'Versendet', 'Storniert', 'noch keiner', 'cron.php']) assert.ok(text.includes(name), name);
  });

  test('statuses, number and carrier from the comment are chosen and saved; the shop says so', async () => {
    await page.selectOption('#ss3', 'ship');
    await page.selectOption('#sstracking', 'comment');
    await page.selectOption('#sscarrier', 'comment');
    await save(page);
    assert.match(await page.innerText('#box'), /Gespeichert\./);
    const document = JSON.parse(shop.cli(['settings', 'export']).out);
    assert.deepEqual(document.ship.map((rule) => rule.status), [3]);
    assert.deepEqual([document.tracking.table, document.carrier.table], ['orders_status_history', 'orders_status_history']);
    assert.match('Sendungsnummer: 00340434161234567890', new RegExp(document.tracking.pattern.replace('(?i)', ''), 'i'));
  });

  test('preview, activation and the first look at Amazon by the command line', () => {
    assert.match(shop.cli(['preview']).out, /.|^$/);
    shop.cli(['activate', 'de', '--from', new Date(Date.now() - 10 * 86400000).toISOString().slice(0, 10), '--no-pilot']);
    shop.cli(['run', '--wait', '900'], { codes: [0, 1] });
    shop.cli(['release', 'de']);
  });

  test('shipped on the order page with a comment: the cron job of the newer PHP tells Amazon, and reads it back', async () => {
    await browser.order(page, shop, order.id);
    await browser.navigated(page, () => browser.send(page, 'status', { status: '3', comments: `Heute mit DHL verschickt.\nSendungsnummer: ${code}` }));
    await edit(page, shop);
    assert.match(await page.innerText('#box'), new RegExp(`${order.id}: ${code}, DHL`), 'what the patterns find is shown');
    for (let i = 0; i < 3; i += 1) {
      await shop.amazon.ask('advance', { seconds: 7300 });
      shop.cron();
    }
    assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
    await edit(page, shop);
    const text = await page.innerText('#box');
    assert.ok(text.includes(order.number));
    assert.match(text, /nachgeprüft/);
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
    await picture(page, 'page');
  });

  test('the link of a result leads to the order', async () => {
    await browser.navigated(page, () => page.locator('#box a', { hasText: String(order.id) }).last().click());
    assert.match(page.url(), new RegExp(`orders\\.php\\?oID=${order.id}&action=edit$`));
    assert.match(await page.innerText('body'), new RegExp(code));
  });

  test('the page is German or English as the shop is', async () => {
    await edit(page, shop, 'en');
    const text = await page.innerText('#box');
    for (const words of ['Order statuses', 'Shipped', 'Last results', 'verified', 'Carrier', 'from the comment of the shipped status']) assert.ok(text.includes(words), words);
    assert.doesNotMatch(text, /Sendungsnummer|versendet/);
    await picture(page, 'page-english');
    await edit(page, shop, 'de');
  });

  test('the old PHP had nothing to complain about', () => {
    assert.equal(shop.complaints, '');
  });

  test('"uninstall" leaves the shop as it was and keeps the data', () => {
    const before = fs.readdirSync(path.join(shop.folder, 'admin/includes/modules/export'));
    shop.cli(['uninstall', shop.folder], { options: [] });
    assert.deepEqual(fs.readdirSync(path.join(shop.folder, 'admin/includes/modules/export')), before.filter((name) => name !== 'statussync.php'));
    assert.ok(!fs.existsSync(path.join(shop.folder, LIBRARY)));
    assert.equal(shop.sql("SELECT COUNT(*) AS n FROM configuration WHERE configuration_key = 'MODULE_STATUSSYNC_STATUS'")[0].n, 0);
    assert.ok(shop.sql("SHOW TABLES LIKE 'statussync\\_%'").length > 8);
  });
});
