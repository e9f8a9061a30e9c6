'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { sell, settle, told, dhl } = require('../lib/amazon');
const { running } = require('../lib/scene');
const browser = require('../lib/browser');
const server = require('../lib/server');

const SHIPPED = 3;
const CANCELLED = 4;

// What an owner does on the shop's order page, and what Amazon is told of it.
for (const kind of [{ charset: 'utf8mb4', engine: 'InnoDB' }, { charset: 'latin1', engine: 'MyISAM' }]) {
  describe(`orders of a shop in ${kind.charset} with ${kind.engine}`, () => {
    let shop;
    let page;
    before(async () => {
      ({ shop, page } = await running(kind));
    });
    after(async () => { await browser.stop(); shop.remove(); });
    const panel = () => page.innerText('#statussync_block');

    test('status, then tracking number: one shipment with the number', async () => {
      const order = await sell(shop);
      const code = dhl();
      await browser.order(page, shop, order.id);
      await browser.status(page, SHIPPED);
      assert.match(await panel(), /Sendungsnummer fehlt\. Bis/, 'said at once, before any run');
      await browser.track(page, 1, code);
      assert.match(await panel(), new RegExp(`Der nächste Lauf beurteilt es: DHL ${code}`));
      shop.cli(['run'], { codes: [0, 1] });
      await browser.order(page, shop, order.id);
      assert.match(await panel(), new RegExp(`(Wird spätestens .* übertragen|Geht mit dem nächsten Aufruf des Cronjobs): DHL ${code}`));
      await settle(shop);
      assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
      await browser.order(page, shop, order.id);
      assert.match(await panel(), /geprüft, .*\d\d:\d\d/);
      assert.match(await panel(), new RegExp(order.number));
    });

    test('tracking number, then status, customer not notified: no hook of the shop runs, Amazon is told', async () => {
      const order = await sell(shop);
      const code = dhl();
      await browser.order(page, shop, order.id);
      await browser.track(page, 1, code);
      await browser.status(page, SHIPPED, { notify: false });
      await settle(shop);
      assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
    });

    test('a look at the mail sends nothing', async () => {
      const order = await sell(shop);
      await browser.order(page, shop, order.id);
      await browser.track(page, 1, dhl());
      await browser.preview(page, SHIPPED);
      assert.ok(await page.$('#mail'));
      await settle(shop);
      assert.deepEqual(await told(shop, order.number), []);
    });

    test('two parcels of one order are both told', async () => {
      const order = await sell(shop, { units: [1, 1] });
      const codes = [dhl(), dhl()];
      await browser.order(page, shop, order.id);
      await browser.track(page, 1, codes[0]);
      await browser.track(page, 1, codes[1]);
      await browser.status(page, SHIPPED);
      await settle(shop);
      assert.deepEqual((await told(shop, order.number)).sort(), codes.map((code) => `ship DHL ${code}`).sort());
    });

    test('storno from the list, with the cancel status: cancelled at Amazon', async () => {
      const order = await sell(shop);
      await browser.storno(page, shop, order.id, CANCELLED);
      assert.ok(!/action=/.test(page.url()), 'the shop goes back to its list');
      await settle(shop);
      assert.deepEqual(await told(shop, order.number), ['cancel']);
    });

    test('storno that only sets the totals to 0 is held and said, not guessed', async () => {
      const order = await sell(shop);
      await browser.storno(page, shop, order.id);
      await settle(shop);
      assert.deepEqual(await told(shop, order.number), []);
      await browser.order(page, shop, order.id);
      assert.match(await panel(), /Im Shop storniert \(Summe 0\)/);
    });

    test('an ERP that writes plain SQL is enough', async () => {
      const order = await sell(shop);
      const code = dhl();
      shop.erp(order.id, SHIPPED, 1, code);
      await settle(shop);
      assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
    });

    test('an error is shown, mended in the shop, and goes by itself', async () => {
      const order = await sell(shop);
      await browser.order(page, shop, order.id);
      await browser.track(page, 10, 'ILX12345678'); // ILOXX only prints labels
      await browser.status(page, SHIPPED);
      await settle(shop);
      await browser.order(page, shop, order.id);
      assert.match(await panel(), /druckt nur das Etikett/);
      const code = dhl();
      await page.goto(await page.getAttribute('#track_trace_block a[href*="deletetracking"]', 'href'));
      await browser.track(page, 1, code);
      await settle(shop);
      assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
      await browser.order(page, shop, order.id);
      assert.match(await panel(), /geprüft/);
    });

    test('what Amazon refused is sent again from the panel', async () => {
      const order = await sell(shop, { facts: { refuse_codes: [{ code: '18021', text: 'Refused <b>for</b> "a test"', op: 'ship', via: 'feed', times: 1 }] } });
      const code = dhl();
      shop.erp(order.id, SHIPPED, 1, code);
      await settle(shop, 1);
      await browser.order(page, shop, order.id);
      assert.match(await panel(), /zu klären/);
      assert.match(await panel(), /Amazon: "Refused <b>for<\/b> "a test""/, "Amazon's words, as text, without a press");
      await browser.navigated(page, () => page.click('#statussync_block button:has-text("Erneut senden")'));
      assert.match(await page.innerText('body'), /Vorgemerkt/);
      await settle(shop);
      assert.ok((await told(shop, order.number)).includes(`ship DHL ${code}`));
    });

    test('an order without any sign of Amazon has no panel', async () => {
      const id = shop.order();
      await browser.order(page, shop, id);
      assert.equal(await page.$('#statussync_block'), null);
    });

    test('English admin, English panel; umlauts are right in this charset', async () => {
      const order = await sell(shop);
      shop.cli(['run'], { codes: [0, 1] });
      await browser.go(page, shop, 'orders.php', `oID=${order.id}&action=edit&language=en`);
      assert.match(await panel(), /Check at Amazon/);
      await browser.go(page, shop, 'orders.php', `oID=${order.id}&action=edit&language=de`);
      assert.match(await page.textContent('#statussync_block'), /Amazon-Bestellnummer ändern/);
      assert.equal(await page.evaluate(() => document.characterSet), kind.charset === 'latin1' ? 'ISO-8859-15' : 'UTF-8');
    });

    test('on a telephone the panel needs no sideways scrolling', async () => {
      const order = await sell(shop);
      shop.cli(['run'], { codes: [0, 1] });
      const phone = await browser.visit(shop, 'admin', { viewport: { width: 390, height: 844 } });
      await browser.order(phone, shop, order.id);
      await phone.addStyleTag({ content: '.tableBody { width: 760px; }' }); // the shop's own forms are wider than a telephone
      const beyond = await phone.evaluate(() => [...document.querySelectorAll('#statussync_block, #statussync_block *')]
        .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().right > 390).map((one) => one.outerHTML.slice(0, 80)));
      assert.deepEqual(beyond, []);
      await phone.context().close();
    });

    test('nothing of it broke a rule of Amazon', async () => {
      assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
    });
  });
}

describe('what the order page costs', () => {
  let shop;
  let page;
  before(async () => {
    ({ shop, page } = await running());
  });
  after(async () => { await browser.stop(); shop.remove(); });

  const park = (id) => shop.sql('UPDATE statussync_order SET look_at = 4000000000 WHERE shop_order = ?', [String(id)]);
  const marked = (id) => Number(shop.sql('SELECT look_at AS l FROM statussync_order WHERE shop_order = ?', [String(id)])[0].l) === 0;
  const marks = (list) => list.some((sql) => /^UPDATE `statussync_order`/.test(sql));
  const calls = async () => (await shop.amazon.ask('requests')).total;

  test('a storno costs two statements of ours, connecting included, by key, and no call to Amazon', async () => {
    const order = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
    park(order.id);
    await browser.go(page, shop, 'orders.php', `oID=${order.id}&action=storno`);
    const before = await calls();
    const threads = await server.watched(() => browser.send(page, 'orders', { status_storno: String(CANCELLED) }));
    assert.ok(marked(order.id));
    const hooks = threads.filter(marks);
    assert.equal(hooks.length, 1, 'once');
    assert.ok(hooks[0].length <= 2, hooks[0].join('\n'));
    assert.match(hooks[0][1], /UPDATE `statussync_order`.*`shop_order` (= |IN \()/);
    const behind = threads.filter((list) => !marks(list)).flat().filter((sql) => !/^SET/.test(sql));
    assert.ok(behind.length <= 3, `of the list: one for the signs, two for the red line: ${behind.join('\n')}`);
    const plan = shop.sql("EXPLAIN SELECT 1 FROM statussync_order WHERE shop_order = '1'")[0];
    assert.match(plan.key, /shop_only/);
    assert.equal(await calls(), before);
  });

  test('the mark that comes with the box after a save costs no more; the box behind it only reads', async () => {
    const order = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
    park(order.id);
    await browser.order(page, shop, order.id);
    assert.ok(marked(order.id), 'a view marks as well');
    park(order.id);
    const before = await calls();
    const threads = await server.watched(() => browser.status(page, SHIPPED));
    assert.ok(marked(order.id));
    assert.equal(threads.filter(marks).length, 1, 'once');
    const [connect, mark, ...box] = threads.find(marks);
    assert.match(connect, /^SET .*STRICT_ALL_TABLES.* lock_wait_timeout = /);
    assert.match(mark, /^UPDATE `statussync_order`.*`shop_order` (= |IN \()/);
    assert.ok(box.length > 2, 'the box was shown');
    for (const sql of box) assert.match(sql, /^(SELECT|SHOW) |^SET SESSION wsrep_sync_wait = 7$/);
    assert.equal(await calls(), before);
  });
});
