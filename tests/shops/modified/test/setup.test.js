'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { Shop, ROOT } = require('../lib/shop');
const { amazon, sell, told, dhl, ACCOUNT, SELLER, DE } = require('../lib/amazon');
const browser = require('../lib/browser');

// From the zip to the first order that Amazon was read back for, as an agency does it.
describe('set up from zero', () => {
  let shop;
  let page;
  let order;
  let code;
  before(async () => {
    shop = await Shop.make({ charset: 'latin1', engine: 'MyISAM' });
    await amazon(shop);
    await shop.serve();
    page = await browser.visit(shop);
    order = await sell(shop);
    code = dhl();
  });
  after(async () => { await browser.stop(); shop.remove(); });

  test('the package is copied by FTP, its admin folder renamed by hand', () => {
    const done = spawnSync(path.join(ROOT, 'bin/package'), ['modified', shop.home], { encoding: 'utf8' });
    const unpacked = path.join(shop.home, 'unpacked');
    spawnSync('php', ['-r', '(new PharData($argv[1]))->extractTo($argv[2]);', done.stdout.split('\n')[0], unpacked]);
    fs.renameSync(path.join(unpacked, 'shop-root/admin'), path.join(unpacked, 'shop-root', shop.admin));
    const own = fs.readdirSync(shop.folder);
    fs.cpSync(path.join(unpacked, 'shop-root'), shop.folder, { recursive: true, errorOnExist: true, force: false });
    assert.deepEqual(fs.readdirSync(shop.folder), own, 'nothing new in the root');
  });

  test('the module is installed in the admin; the page is in the menu', async () => {
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync');
    await browser.navigated(page, () => page.click('#install'));
    assert.match(await page.innerText('body'), /ist eingerichtet/);
    await browser.navigated(page, () => page.click('nav a:has-text("Amazon Bestellstatus")'));
    assert.match(page.url(), /statussync\.php$/);
  });

  test('before there is an account, the cron line finds nothing to do', () => {
    assert.deepEqual([shop.cron().code, shop.cron().err], [0, '']);
  });

  test('account, connection, settings, start, first order by itself: verified', async () => {
    const secrets = { STATUSSYNC_CLIENT_SECRET: ACCOUNT.client_secret, STATUSSYNC_REFRESH_TOKEN: ACCOUNT.refresh_token };
    shop.cli(['account', 'add', 'de', '--name', 'Amazon.de', '--region', 'eu', '--seller', SELLER, '--client-id', ACCOUNT.client_id, '--marketplaces', DE, '--magnalister', '10001'], { env: secrets });
    shop.cli(['account', 'test', 'de']);
    shop.cli(['settings', 'import', '--account', 'de'], { input: JSON.stringify({ ship: [{ status: 3 }], open: [1, 2] }) });
    await browser.order(page, shop, order.id);
    await browser.track(page, 1, code);
    await browser.status(page, 3);
    shop.cli(['activate', 'de', '--from', new Date(Date.now() - 10 * 86400000).toISOString().slice(0, 10)]);
    shop.cron();
    assert.deepEqual(await told(shop, order.number), [], 'nothing before the preview is released');
    await browser.order(page, shop, order.id);
    assert.match(await page.innerText('#statussync_block'), new RegExp(order.number));
    shop.cli(['release', 'de']);
    for (let i = 0; i < 12; i += 1) {
      await shop.amazon.ask('advance', { seconds: 1200 });
      shop.cron();
    }
    assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
    await browser.order(page, shop, order.id);
    assert.match(await page.innerText('#statussync_block'), /✓ geprüft/);
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
  });
});
