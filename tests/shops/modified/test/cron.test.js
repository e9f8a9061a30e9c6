'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { Shop, ROOT, PHP } = require('../lib/shop');
const { sell, told, dhl } = require('../lib/amazon');
const browser = require('../lib/browser');
const { running } = require('../lib/scene');

const UNIT = fs.readFileSync(path.join(ROOT, 'php_src/integration/cron/statussync.service'), 'utf8');
const WAYS = ['crontab line', 'address with token', "the shop's scheduler by address", "the shop's scheduler by command line", "the unit's command"];

describe('cron, each way', () => {
  let shop;
  let address;
  before(async () => {
    let page;
    ({ shop, page } = await running());
    await browser.go(page, shop, 'statussync.php', 'view=cron');
    await browser.navigated(page, () => page.click('button[name=make]'));
    address = (await page.textContent('body')).match(/http:\/\/\S+cron\.php\?token=[A-Za-z0-9_-]{43}/)[0];
    await browser.stop();
  });
  after(() => shop.remove());

  const due = () => shop.sql("UPDATE scheduled_tasks SET time_next = 0 WHERE tasks IN ('statussync', 'zz_last')");
  const call = {
    'crontab line': async () => assert.ok([0, 1].includes(shop.cron().code)),
    'address with token': async () => assert.equal((await shop.fetch(address)).status, 200),
    "the shop's scheduler by address": async () => { due(); assert.equal((await shop.fetch('api/scheduled_tasks/cronjob.php')).status, 200); },
    "the shop's scheduler by command line": async () => {
      due();
      spawnSync(PHP, ['-d', `extension=${Shop.module()}`, path.join(shop.folder, 'api/scheduled_tasks/cronjob.php')], { env: shop.env() });
    },
    // the line as it stands, with the folder and a PHP that has the extension in their places; the exit codes it takes for good
    "the unit's command": async () => {
      const [php, ...words] = /^ExecStart=(.*)$/m.exec(UNIT)[1].split(' ');
      assert.equal(php, '/usr/bin/php');
      const done = spawnSync(PHP, ['-d', `extension=${Shop.module()}`, ...words.map((word) => word.replace('SHOP', shop.folder))], { env: shop.env(), encoding: 'utf8' });
      assert.ok(['0', ...good].includes(String(done.status)), `exit ${done.status}: ${done.stderr}`);
    },
  };
  const good = /^SuccessExitStatus=(.*)$/m.exec(UNIT)[1].split(' ');

  // The token where docs/install.md says it may be as well.
  const given = {
    field: (token, query = '') => shop.fetch(`api/statussync/cron.php${query}`, { method: 'POST', body: new URLSearchParams({ token }).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
    header: (token) => shop.fetch('api/statussync/cron.php', { headers: { 'X-Statussync-Token': token } }),
  };

  for (const way of WAYS) {
    test(`${way}: a shipped order is told`, async () => {
      const order = await sell(shop);
      const code = dhl();
      shop.erp(order.id, 3, 1, code);
      for (let i = 0; i < 6; i += 1) {
        await shop.amazon.ask('advance', { seconds: 2400 });
        await call[way]();
      }
      assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
    });
  }

  test('after one way has run, the others find nothing due: no request, nobody fails', async () => {
    const requests = async () => Object.values((await shop.amazon.ask('requests')).counts).reduce((sum, one) => sum + one.total, 0);
    for (let i = 0; i < 30; i += 1) await call['crontab line'](); // until all is quiet at this moment
    const before = await requests();
    for (const way of WAYS) await call[way]();
    assert.equal(await requests(), before);
  });

  test('all ways at the same moment: everything is told once', async () => {
    const orders = [];
    for (let i = 0; i < 5; i += 1) {
      const order = await sell(shop);
      order.code = dhl();
      shop.erp(order.id, 3, 1, order.code);
      orders.push(order);
    }
    for (let i = 0; i < 6; i += 1) {
      await shop.amazon.ask('advance', { seconds: 2400 });
      due();
      const both = [shop.fetch(address), shop.fetch('api/scheduled_tasks/cronjob.php'), shop.fetch(address)];
      shop.cron();
      await Promise.all(both);
    }
    for (const order of orders) assert.deepEqual(await told(shop, order.number), [`ship DHL ${order.code}`]);
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
  });

  test('the page says who called, with which PHP', async () => {
    const page = await browser.visit(shop);
    await browser.go(page, shop, 'statussync.php', 'view=cron');
    const text = await page.innerText('.boxCenter');
    assert.equal((text.match(/zuletzt \d\d\.\d\d\.\d{4}/g) || []).length, 3);
    const said = 'statussync: notify: no mail server took the mail about errors de; check by "notify test"; it is tried again';
    shop.sql("UPDATE statussync_meta SET value = JSON_SET(value, '$.text', ?) WHERE name = 'seen_cli'", [said]);
    for (const [language, words] of [['en', /nothing that sends mail/], ['de', /fehlt ein Mailversand/]]) {
      await browser.go(page, shop, 'statussync.php', `view=cron&language=${language}`);
      assert.match(await page.innerText('.boxCenter'), words);
      assert.doesNotMatch(await page.innerText('.boxCenter'), /notify/, 'what cron said is said in the language of the page');
    }
    await browser.stop();
  });

  test('the crontab line says nothing when all is well: no mail from cron', () => {
    const { out, code } = shop.cron();
    assert.equal(out, '');
    assert.ok([0, 1].includes(code));
  });

  test('the timer template names files that are there', () => {
    const [file] = /SHOP\/\S+/.exec(/^ExecStart=(.*)$/m.exec(UNIT)[1]);
    assert.ok(fs.existsSync(file.replace('SHOP', shop.folder)), file);
    assert.match(fs.readFileSync(path.join(ROOT, 'php_src/integration/cron/statussync.timer'), 'utf8'), /OnCalendar=minutely/);
  });

  test('a wrong token, no token, a token by guessing: the same refusal, no run, no hint', async () => {
    const before = (await shop.amazon.ask('requests')).counts;
    const right = new URL(address).searchParams.get('token');
    const tries = ['', '?token=', '?token[]=x', '?token=0', `?token=${'a'.repeat(43)}`, `?token=${right.slice(0, -1)}`, `?token=${right}x`, `?token=${right.toLowerCase()}`,
      `?token=${encodeURIComponent("' OR '1'='1")}`];
    for (const one of tries) {
      const answer = await shop.fetch(`api/statussync/cron.php${one}`);
      assert.deepEqual([answer.status, answer.text], [403, 'forbidden\n'], one);
    }
    for (const one of ['', 'x', right.slice(0, -1), `${right}x`]) {
      for (const way of ['field', 'header']) {
        const answer = await given[way](one);
        assert.deepEqual([answer.status, answer.text], [403, 'forbidden\n'], `${way} ${one}`);
      }
    }
    assert.equal((await given.field('x', `?token=${right}`)).status, 403, 'a wrong field beside a right address');
    assert.deepEqual((await shop.amazon.ask('requests')).counts, before);
  });

  test('the token as POST field or as header, so that it stands in no access log: a run', async () => {
    const right = new URL(address).searchParams.get('token');
    for (const way of ['field', 'header']) {
      shop.sql("DELETE FROM statussync_meta WHERE name = 'seen_url'");
      const answer = await given[way](right);
      assert.equal(answer.status, 200, `${way}: ${answer.text}`);
      assert.match(answer.text, /^(ok|see the admin page)\n$/);
      assert.equal(shop.sql("SELECT COUNT(*) AS n FROM statussync_meta WHERE name = 'seen_url'")[0].n, 1, way);
    }
  });

  test('the database has the digest of the token, not the token', () => {
    const right = new URL(address).searchParams.get('token');
    const all = JSON.stringify(shop.sql('SELECT * FROM statussync_meta'));
    assert.ok(!all.includes(right));
    assert.match(all, /"cron_token","value":"[0-9a-f]{64}"/);
  });

  test('as long as no address was made, none works', async () => {
    shop.sql("DELETE FROM statussync_meta WHERE name = 'cron_token'");
    for (const token of ['', 'x', '-'.repeat(64)]) assert.equal((await shop.fetch(`api/statussync/cron.php?token=${token}`)).status, 403);
  });
});

describe('cron where something is missing', () => {
  let shop;
  before(async () => {
    ({ shop } = await running({}, { extension: false }));
    await browser.stop();
  });
  after(() => shop.remove());

  test("the extension: the crontab line says so, the shop's scheduler goes on with its other tasks", async () => {
    const { code, err } = shop.cron({ extension: false });
    assert.equal(code, 2);
    assert.match(err, /has not loaded statussync/);
    shop.sql('UPDATE scheduled_tasks SET time_next = 0');
    assert.equal((await shop.fetch('api/scheduled_tasks/cronjob.php')).status, 200);
    assert.equal(shop.sql("SELECT COUNT(*) AS n FROM scheduled_tasks_log l JOIN scheduled_tasks t ON t.tasks_id = l.tasks_id WHERE t.tasks = 'zz_last'")[0].n, 1);
  });

  test("the tables: said, never made by a call; the shop's scheduler goes on", async () => {
    shop.sql('RENAME TABLE statussync_meta TO kept_meta');
    const { code, err } = shop.cron();
    assert.equal(code, 2);
    assert.match(err, /tables are not there/);
    assert.equal((await shop.fetch('api/statussync/cron.php?token=x')).status, 503);
    shop.sql('UPDATE scheduled_tasks SET time_next = 0');
    assert.equal((await shop.fetch('api/scheduled_tasks/cronjob.php')).status, 200);
    assert.equal(shop.sql("SHOW TABLES LIKE 'statussync\\_meta'").length, 0);
    shop.sql('RENAME TABLE kept_meta TO statussync_meta');
  });

  test('half of the files: the scheduler goes on', async () => {
    const file = path.join(shop.folder, 'includes/external/statussync/php_src/Cli/Trigger.php');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.slice(0, text.length / 2));
    shop.sql('UPDATE scheduled_tasks SET time_next = 0');
    assert.equal((await shop.fetch('api/scheduled_tasks/cronjob.php')).status, 200);
    fs.writeFileSync(file, text);
  });

  test('the key file of another place: said, nothing is sent', async () => {
    fs.renameSync(shop.keyFile, `${shop.keyFile}.away`);
    const { code, err } = shop.cron();
    assert.equal(code, 2);
    assert.match(err, /key file .* is missing/);
    fs.renameSync(`${shop.keyFile}.away`, shop.keyFile);
  });
});
