'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, MODULE } = require('../lib/shop');
const { amazon, sell, told, dhl, open } = require('../../modified/lib/amazon');
const { stop, visit } = require('../../modified/lib/browser');

const ADDRESS = 'shop.php?do=Cronjobs/Run&token=fixture-security-token';

// Gambio's scheduler is exact to the minute, has no lock and no guard: what one task throws ends the rest.
describe("Gambio's scheduler, command line and address", () => {
  let shop;
  const log = () => (fs.existsSync(path.join(shop.folder, 'logfiles/cron.log')) ? fs.readFileSync(path.join(shop.folder, 'logfiles/cron.log'), 'utf8') : '');
  const quiet = () => fs.rmSync(path.join(shop.folder, 'logfiles/cron.log'), { force: true });
  const on = () => shop.sql("UPDATE gx_configurations SET `value` = 'true' WHERE `key` = 'cronjobs/AmazonOrderStatus/active'");
  const order = async () => {
    const sold = await sell(shop);
    const code = dhl();
    shop.erp(sold.id, 3, 1, code);
    await shop.amazon.ask('advance', { seconds: 7300 });
    return { ...sold, code };
  };
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve();
    await shop.install(await visit(shop));
    open(shop, { cancel: [], parcels: { settle_minutes: 0, several: 'split' } });
    // another module whose task comes after ours and writes that it was reached
    shop.sql("INSERT INTO gx_configurations (`key`, `value`) VALUES ('cronjobs/Peer/active', 'true'), ('cronjobs/Peer/sortOrder', '990')");
  });
  after(async () => { await stop(); shop.remove(); });

  test('installed it is off, and its three settings are saved', () => {
    const rows = shop.sql("SELECT `key` AS k, `value` AS v FROM gx_configurations WHERE `key` LIKE 'cronjobs/AmazonOrderStatus/%' ORDER BY `key`");
    assert.deepEqual(rows.map((row) => [row.k.split('/')[2], row.v]), [['active', 'false'], ['interval', '* * * * *'], ['sortOrder', '900']]);
  });

  test('switched on it sends what is due, and the tasks after it run', async () => {
    on();
    const sold = await order();
    const answer = await shop.fetch(ADDRESS);
    assert.equal(answer.status, 200);
    assert.match(log(), /lastSuccess.*AmazonOrderStatusCronjobLogger/);
    assert.match(log(), /peer reached/);
    await shop.amazon.ask('advance', { seconds: 3600 });
    await shop.fetch(ADDRESS);
    assert.deepEqual(await told(shop, sold.number), [`ship DHL ${sold.code}`]);
  });

  test('four callers at once send once', async () => {
    on();
    const sold = await order();
    await Promise.all([1, 2, 3, 4].map(() => shop.fetch(ADDRESS)));
    shop.cron();
    await shop.amazon.ask('advance', { seconds: 3600 });
    await Promise.all([1, 2].map(() => shop.fetch(ADDRESS)));
    assert.deepEqual(await told(shop, sold.number), [`ship DHL ${sold.code}`]);
  });

  const broken = {
    'the library is missing': [(s) => fs.renameSync(path.join(s.folder, 'includes/external/statussync'), path.join(s.home, 'away')),
      (s) => fs.renameSync(path.join(s.home, 'away'), path.join(s.folder, 'includes/external/statussync'))],
    'half of the library is missing': [(s) => fs.renameSync(path.join(s.folder, 'includes/external/statussync/php_src/Store'), path.join(s.home, 'store')),
      (s) => fs.renameSync(path.join(s.home, 'store'), path.join(s.folder, 'includes/external/statussync/php_src/Store'))],
    'our tables are missing': [(s) => s.sql('RENAME TABLE statussync_account TO gone_account'), (s) => s.sql('RENAME TABLE gone_account TO statussync_account')],
    'the key file is missing': [(s) => fs.renameSync(s.keyFile, `${s.keyFile}.away`), (s) => fs.renameSync(`${s.keyFile}.away`, s.keyFile)],
  };
  for (const [what, [harm, mend]] of Object.entries(broken)) {
    test(`${what}: nothing escapes, the tasks after it run`, async () => {
      on();
      quiet();
      harm(shop);
      try {
        const answer = await shop.fetch(ADDRESS);
        assert.equal(answer.status, 200);
        assert.match(log(), /peer reached/);
        assert.doesNotMatch(log(), /lastSuccess.*AmazonOrderStatus/);
        assert.match(log(), /error/);
      } finally { mend(shop); }
    });
  }

  test('the command line entry sends too; the address needs its token', async () => {
    const sold = await order();
    shop.cron();
    await shop.amazon.ask('advance', { seconds: 3600 });
    assert.equal(shop.cron().code, 0);
    assert.deepEqual(await told(shop, sold.number), [`ship DHL ${sold.code}`]);
    assert.equal((await shop.fetch(`${MODULE}/cron.php?token=wrong`)).status, 403);
    assert.equal((await shop.fetch(`${MODULE}/cron.php`)).status, 403);
    assert.equal((await shop.fetch('shop.php?do=Cronjobs/Run&token=guess')).status, 401);
  });
});
