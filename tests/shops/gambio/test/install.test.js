'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, MODULE, ROOT } = require('../lib/shop');
const { amazon, sell, dhl, open } = require('../../modified/lib/amazon');
const { stop } = require('../../modified/lib/browser');
const { visit, go, order, status, navigated } = require('../lib/admin');

const press = (page, name) => navigated(page, () => page.locator('form', { hasText: 'StatusSyncAmazonOrderStatus' }).getByRole('button', { name }).click());

function list(folder, below = '') {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    return entry.isDirectory() ? list(folder, name) : [name];
  }).filter((name) => !/^(cache|logfiles)\//.test(name)).sort();
}

describe('the package, its installation and its end', () => {
  let shop;
  let page;
  let untouched;
  before(async () => {
    shop = await Shop.make();
    untouched = list(shop.folder);
    await amazon(shop);
    await shop.serve();
    page = await visit(shop);
  });
  after(async () => { await stop(); shop.remove(); });

  test('"install" finds the Gambio, copies the files and says what is left to do', () => {
    const { out } = shop.cli(['install', shop.folder], { options: [] });
    assert.match(out, /AmazonOrderStatus\/cron\.php/);
    assert.match(out, /Modul-Center/);
    assert.match(out, /module cache/);
    const { version } = JSON.parse(fs.readFileSync(path.join(shop.folder, MODULE, 'GXModule.json'), 'utf8'));
    assert.match(out, new RegExp(`installed version ${version},`), 'the Module Center names the same version');
  });

  test('nothing in it is what Gambio runs by name: no autoload.php, service provider, module class, vendor folder', () => {
    const files = list(path.join(shop.folder, 'GXModules/StatusSync'));
    assert.ok(files.length > 10);
    for (const file of files) {
      assert.doesNotMatch(file, /(^|\/)(autoload\.php|routes\.php|vendor\/|[^/]*(ServiceProvider|Module)\.php$)/);
    }
  });

  test('every folder below GXModules is closed to listing, and no file shows or does anything when called', async () => {
    for (const file of list(path.join(shop.folder, 'GXModules/StatusSync')).filter((name) => name.endsWith('.php') && !name.endsWith('cron.php'))) {
      const answer = await shop.fetch(`GXModules/StatusSync/${file}`);
      assert.equal(answer.text.replace(/PHP Fatal[^\n]*/g, '').trim(), '', file);
    }
  });

  test('before it is installed in the Module Center it does nothing', async () => {
    await page.goto(`${shop.adminBase}clear_cache.php?manual_data_cache=1`);
    await go(page, shop, 'admin.php', 'do=ModuleCenter');
    assert.equal(await page.locator('a[href*="do=AmazonOrderStatus"]').count(), 0);
  });

  test('installed there: menu entry in both languages, our tables, the cron task still off', async () => {
    await press(page, 'Installieren');
    await go(page, shop, 'admin.php', 'do=OrdersOverview');
    assert.equal(await page.getByRole('link', { name: 'Amazon Bestellstatus' }).count(), 1);
    await go(page, shop, 'admin.php', 'do=OrdersOverview&language=en');
    assert.equal(await page.getByRole('link', { name: 'Amazon order status' }).count(), 1);
    await go(page, shop, 'admin.php', 'do=OrdersOverview&language=de');
    assert.ok(shop.sql("SHOW TABLES LIKE 'statussync\\_%'").length > 8);
  });

  test('removed in the Module Center: hooks, menu and cron are gone, data stay; installed again it goes on', async () => {
    open(shop, { cancel: [] });
    const sold = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
    const task = () => shop.sql("SELECT `value` AS v FROM gx_configurations WHERE `key` = 'cronjobs/AmazonOrderStatus/active'")[0].v;
    shop.sql("UPDATE gx_configurations SET `value` = 'true' WHERE `key` = 'cronjobs/AmazonOrderStatus/active'");
    await go(page, shop, 'admin.php', 'do=ModuleCenter');
    await press(page, 'Deinstallieren');
    await go(page, shop, 'admin.php', 'do=OrdersOverview');
    assert.equal(await page.locator('a[href*="do=AmazonOrderStatus"]').count(), 0);
    await order(page, shop, sold.id);
    await status(page, 3);
    assert.match(shop.cli(['list']).out, new RegExp(sold.number));
    assert.deepEqual(task(), 'false');
    await go(page, shop, 'admin.php', 'do=ModuleCenter');
    await press(page, 'Installieren');
    await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&page=setup&step=1');
    assert.match(await page.innerText('.statussync-gambio'), /Modul-Cache, danach Text-Cache leeren/);
    shop.track(sold.id, { code: dhl() });
    assert.match(shop.cli(['preview']).out, new RegExp(sold.number));
  });

  test('"uninstall" leaves the shop as it was and keeps the data', () => {
    shop.cli(['uninstall', shop.folder], { options: [] });
    assert.deepEqual(list(shop.folder), untouched);
    assert.deepEqual(shop.sql("SELECT `key` FROM gx_configurations WHERE `key` LIKE '%AmazonOrderStatus%'"), []);
    assert.ok(shop.sql("SHOW TABLES LIKE 'statussync\\_%'").length > 8);
    assert.ok(!fs.existsSync(path.join(shop.folder, path.dirname(MODULE))));
  });

  test('installed again it finds the data; "uninstall --drop-data" takes them too', () => {
    assert.match(shop.cli(['install', shop.folder], { options: [] }).out, /earlier data found: 1 account, \d+ orders?;/);
    assert.match(shop.cli(['uninstall', shop.folder, '--drop-data'], { options: [] }).out, /dropped: our tables/);
    assert.deepEqual(shop.sql("SHOW TABLES LIKE 'statussync\\_%'"), []);
    assert.deepEqual(list(shop.folder), untouched);
  });
});

describe('the package for FTP', () => {
  test('unpacked into the shop and installed in the Module Center it is complete', async () => {
    const { spawnSync } = require('node:child_process');
    const shop = await Shop.make();
    try {
      const done = spawnSync(path.join(ROOT, 'bin/package'), ['gambio', shop.home], { encoding: 'utf8' });
      assert.equal(done.status, 0, done.stderr);
      spawnSync('php', ['-r', '(new PharData($argv[1]))->extractTo($argv[2]);', done.stdout.trim(), path.join(shop.home, 'unpacked')]);
      assert.match(fs.readFileSync(path.join(shop.home, 'unpacked/README.txt'), 'utf8'), /Modul-Center/);
      fs.cpSync(path.join(shop.home, 'unpacked/shop-root'), shop.folder, { recursive: true });
      await shop.serve();
      const page = await visit(shop);
      await shop.register(page);
      await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&page=cron');
      assert.match(await page.locator('main').innerText(), /AmazonOrderStatus\/cron\.php/);
      assert.match(shop.cli(['install', shop.folder], { options: [] }).out, /\b0 files/);
    } finally { await stop(); shop.remove(); }
  });
});
