'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, sell, told, dhl, ACCOUNT, SELLER } = require('../../modified/lib/amazon');
const { stop } = require('../../modified/lib/browser');
const { visit, go, order: openOrder, navigated } = require('../lib/admin');

const HARD = `"<>&'\\`;
const SECRET = `amzn1.oa2-cs.v1.${HARD}${'s'.repeat(400)}`;
const REFRESH = `Atzr|${'r'.repeat(400)}`;
const FRAME = '.statussync-gambio';

// The shared pages in Gambio's frame: from nothing to the first verified order, by browser alone (and cron).
describe('set up by the pages', () => {
  let shop;
  let page;
  let order;
  const html = [];
  before(async () => {
    shop = await Shop.make();
    await amazon(shop, { client_secret: SECRET, refresh_token: REFRESH });
    await shop.serve({ extension: false });
    page = await visit(shop);
    await shop.install(page);
    page.on('load', async () => html.push(await page.content().catch(() => '')));
    order = await sell(shop);
    shop.erp(order.id, 3, 1, order.code = dhl());
  });
  after(async () => { await stop(); shop.remove(); });
  const view = (name, more = '') => go(page, shop, 'admin.php', `do=AmazonOrderStatus&page=${name}${more}`);
  const tick = async (times, seconds = 1200) => {
    for (let i = 0; i < times; i += 1) {
      await shop.amazon.ask('advance', { seconds });
      shop.cron();
    }
  };

  test('every page opens, in German and English, with whole letters and our tabs in the header', async () => {
    for (const name of ['overview', 'log', 'list', 'settings', 'expert', 'access', 'setup', 'preview', 'health', 'cron']) {
      for (const language of ['de', 'en']) {
        await view(name, `&language=${language}`);
        const text = await page.innerText('body');
        assert.doesNotMatch(text, /gerade nicht|right now|unexpected|Warning:|Fatal/, `${name} ${language}`);
        assert.doesNotMatch(text, /Ã|\uFFFD/, `${name} ${language}: broken letters`);
        assert.ok((await page.innerText(FRAME)).length > 20, `${name} ${language}: not empty`);
      }
    }
    await view('setup', '&language=de');
  });

  test('before there is an account, the cron line finds nothing to do', () => {
    assert.deepEqual([shop.cron().code, shop.cron().err], [0, '']);
  });

  test('credentials of 400 signs, also hard ones, are sealed and tested by the next call of cron', async () => {
    await view('access', '&account=%2B');
    assert.equal(Number(shop.sql('SELECT COUNT(*) AS n FROM statussync_job')[0].n), 0, 'looking asks for nothing');
    await navigated(page, () => page.click('button:has-text("Schlüssel anlegen lassen")'));
    shop.cron(); // makes the key
    await view('access', '&account=%2B');
    await page.fill('[name=name]', 'Amazon.de');
    await page.fill('[name=seller]', SELLER);
    await page.fill('[name=client_id]', ACCOUNT.client_id);
    await page.fill('[name=client_secret]', SECRET);
    await page.fill('[name=refresh_token]', REFRESH);
    await navigated(page, () => page.click('button[name=do][value=save]'));
    shop.cron();
    await view('access');
    assert.match(await page.innerText(FRAME), /✓/);
    const stored = JSON.stringify(shop.sql('SELECT * FROM statussync_account')) + JSON.stringify(shop.sql('SELECT * FROM statussync_job'));
    for (const secret of [SECRET, REFRESH, 's'.repeat(40), 'r'.repeat(40)]) assert.ok(!stored.includes(secret));
  });

  test('a failed save keeps what was typed and drops the secrets', async () => {
    await view('access', '&account=%2B');
    await page.fill('[name=name]', 'Zweites "Konto"');
    await page.fill('[name=seller]', 'kein Händler!');
    await page.fill('[name=client_id]', ACCOUNT.client_id);
    await page.fill('[name=client_secret]', SECRET);
    await navigated(page, () => page.click('button[name=do][value=save]'));
    assert.equal(await page.inputValue('[name=name]'), 'Zweites "Konto"');
    assert.equal(await page.inputValue('[name=client_secret]'), '');
  });

  test('start: nothing is told before the release; then the first order, read back', async () => {
    const account = shop.sql('SELECT id FROM statussync_account')[0].id;
    shop.cli(['settings', 'import', '--account', account], { input: JSON.stringify({ ship: [{ status: 3 }], open: [1, 2] }) });
    shop.sql("UPDATE statussync_account SET magnalister_ids = '[\"10001\"]'");
    await view('setup', '&step=6');
    await page.fill('[name=from]', new Date(Date.now() - 10 * 86400000).toISOString().slice(0, 10));
    await navigated(page, () => page.click('form:has([name=from]) button'));
    await tick(2);
    assert.deepEqual(await told(shop, order.number), []);
    await view('setup', '&step=6');
    await navigated(page, () => page.click('form:has(input[value=release]) button'));
    await tick(12);
    assert.deepEqual(await told(shop, order.number), [`ship DHL ${order.code}`]);
    await openOrder(page, shop, order.id);
    assert.match(await page.innerText('#statussync_block'), /geprüft/);
    await view('overview');
    assert.match(await page.innerText(FRAME), /geprüft/);
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
  });

  test('no secret was in any page on the way', () => {
    assert.ok(html.length > 20);
    for (const one of html) for (const secret of ['s'.repeat(40), 'r'.repeat(40)]) assert.ok(!one.includes(secret));
  });
});
