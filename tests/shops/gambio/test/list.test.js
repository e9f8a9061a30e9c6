'use strict';

const assert = require('node:assert/strict');
const { after, before, beforeEach, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, sell, dhl, open, settle } = require('../../modified/lib/amazon');
const { held } = require('../../modified/lib/scene');
const { stop } = require('../../modified/lib/browser');
const { visit, go, navigated, list, signed } = require('../lib/admin');

// What the owner sees where he looks anyway: the shop's own list of orders, and its start page.
describe('the list of orders and the start page', () => {
  let shop;
  let page;
  let stuck; // an order that needs a person
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve();
    page = await visit(shop);
    await shop.install(page);
    open(shop, { cancel: [], parcels: { settle_minutes: 0, several: 'split' } });
    stuck = await sell(shop);
    shop.track(stuck.id, { code: 'ILX12345678', service: 6, name: 'Shipcloud' });
    shop.erp(stuck.id, 3);
    shop.cli(['run', '--wait', '60'], { codes: [0, 1] });
  });
  after(async () => { await stop(); shop.remove(); });

  const signs = async (query = '') => {
    await signed(page, shop, query);
    const found = await page.$$eval('a.statussync-icon', (all) => all.map((one) => [one.closest('tr').id, one.className.replace(/.*icon-/, ''), one.title, one.getAttribute('href')]));
    return Object.fromEntries(found.map(([id, ...rest]) => [id, rest]));
  };

  test('each Amazon order has its sign under the number, by shape and in words that say what it waits for; others have none', async () => {
    const verified = await sell(shop);
    shop.erp(verified.id, 3, 1, dhl());
    await settle(shop);
    const unshipped = await sell(shop);
    shop.cli(['run', '--wait', '60'], { codes: [0, 1] });
    const waits = await sell(shop);
    shop.erp(waits.id, 3, 1, dhl());
    const numberless = await sell(shop);
    shop.erp(numberless.id, 3);
    await shop.amazon.ask('advance', { seconds: 1200 });
    shop.cli(['refresh'], { codes: [0, 1] });
    const foreign = shop.order();
    const seen = await signs();
    assert.deepEqual(seen[verified.id].slice(0, 2), ['verified', 'Amazon: geprüft']);
    assert.equal(seen[stuck.id][0], 'person');
    assert.equal(seen[stuck.id][1], 'Amazon: zu klären: "Shipcloud" druckt nur das Etikett');
    assert.deepEqual(seen[unshipped.id].slice(0, 2), ['open', 'Amazon: offen']);
    assert.equal(seen[waits.id][0], 'waits');
    assert.match(seen[waits.id][1], /^Amazon: wartet, spätestens .*\d\d:\d\d$/);
    const bare = seen[numberless.id];
    assert.equal(bare[0], 'person', 'as the overview and the box say');
    assert.match(bare[1], /^Amazon: zu klären: Sendungsnummer fehlt, bis .*\d\d:\d\d eintragen$/);
    assert.equal(seen[foreign], undefined);
    assert.equal(await page.locator(`tr[id="${stuck.id}"] a.statussync-icon`).getAttribute('aria-label'), seen[stuck.id][1]);
    const shapes = await page.$$eval('a.statussync-icon', (all) => new Set(all.map((one) => getComputedStyle(one, '::after').content)).size);
    assert.equal(shapes, 4, 'a shape each, not only a colour');
    await navigated(page, () => page.click(`tr[id="${stuck.id}"] a.statussync-icon`));
    assert.match(page.url(), new RegExp(`oID=${stuck.id}&action=edit#statussync_block$`));
    assert.ok(await page.$('#statussync_block'), 'the sign leads to the box');
    const english = await signs('&language=en');
    assert.equal(english[verified.id][1], 'Amazon: verified');
    await list(page, shop, '&language=de');
  });

  test('hostile words of carriers and Amazon stay words', async () => {
    const before = shop.sql('SELECT detail FROM statussync_order WHERE shop_order = ?', [String(stuck.id)])[0].detail;
    shop.sql("UPDATE statussync_order SET detail = ? WHERE verdict = 'hold'", ['</script><img src=x onerror=alert(1)>"\'']);
    const seen = Object.values(await signs()).map((one) => one[1]).join(' ');
    assert.match(seen, /<\/script><img src=x/);
    assert.equal(await page.$('img[src="x"]'), null);
    shop.sql('UPDATE statussync_order SET detail = ? WHERE shop_order = ?', [before, String(stuck.id)]);
  });

  test('while somebody holds our tables, or they are gone, the list comes without signs', async () => {
    const shown = await held(shop, ['statussync_order', 'statussync_message'], async () => { await list(page, shop); return page.$('a.statussync-icon'); });
    assert.equal(shown, null);
    shop.sql('RENAME TABLE statussync_order TO kept_order');
    await list(page, shop);
    assert.equal(await page.$('a.statussync-icon'), null);
    assert.equal(await page.$('.alert-danger'), null, 'nothing is said of it either');
    shop.sql('RENAME TABLE kept_order TO statussync_order');
  });

  describe('one red line among the messages of the shop', () => {
    const places = { 'the start page': ['start.php', '', '#message-stack[data-ready]'], 'the order list': ['admin.php', 'do=OrdersOverview', 'a.tooltip-order-items'] };
    const line = async ([file, query, ready], who = page) => {
      await go(who, shop, file, query);
      await who.waitForSelector(ready);
      const all = await who.$$eval('.alert-danger', (found) => found.map((one) => one.innerText.replace(/\s+/g, ' ')));
      assert.ok(all.length <= 1, all.join(' | '));
      return all[0] || '';
    };
    // the same patience as with the signs: the line is left out where the database is slow
    const said = async (place) => {
      let text = '';
      for (let i = 0; i < 30 && text === ''; i += 1) text = await line(place);
      return text;
    };
    const stopped = (why, text) => shop.sql("UPDATE statussync_account SET state = JSON_SET(state, '$.stopped', ?, '$.stopped_text', ?)", [why, text]);

    // nothing is red at the beginning of each test
    beforeEach(() => {
      shop.sql("UPDATE statussync_account SET state = JSON_SET(state, '$.last_run', UNIX_TIMESTAMP(), '$.stopped', NULL)");
      shop.sql('UPDATE statussync_order SET deadline = UNIX_TIMESTAMP() + 5 * 86400');
    });

    for (const [where, place] of Object.entries(places)) {
      test(`${where}: nothing while all is well, or only waits for a person without haste`, async () => {
        assert.equal(await line(place), '');
      });

      test(`${where}: a ship-by time in danger is said with the way to mend it, in both languages, and goes by itself`, async () => {
        shop.sql("UPDATE statussync_order SET deadline = UNIX_TIMESTAMP() + 3600 WHERE verdict = 'hold' AND reason <> 'no_tracking'");
        assert.match(await said(place), /^Amazon: 1 Bestellung verpasst heute ihre Versandfrist.* Ansehen$/);
        await navigated(page, () => page.click('.alert-danger a'));
        assert.match(page.url(), /do=AmazonOrderStatus&page=overview$/);
        assert.match(await page.innerText('.statussync-gambio'), /Zu klären/);
        await go(page, shop, 'admin.php', 'do=OrdersOverview&language=en');
        assert.match(await said(place), /^Amazon: 1 order will miss its ship-by time today .*View$/i);
        await go(page, shop, 'admin.php', 'do=OrdersOverview&language=de');
        shop.sql('UPDATE statussync_order SET deadline = UNIX_TIMESTAMP() + 5 * 86400');
        assert.equal(await line(place), '');
      });

      test(`${where}: a stop is said, as text`, async () => {
        stopped('brake', 'cancels');
        assert.match(await said(place), /Sicherheitsstopp.*Storn/);
        stopped('credentials', '<b>90</b>');
        assert.match(await said(place), /Zugangsdaten.*<b>90<\/b>/);
        shop.sql("UPDATE statussync_account SET state = JSON_SET(state, '$.stopped', NULL)");
        assert.equal(await line(place), '');
      });

      test(`${where}: our tables gone, nothing is said and the page is whole`, async () => {
        shop.sql("UPDATE statussync_account SET state = JSON_SET(state, '$.last_run', 1000)");
        assert.match(await said(place), /kein Lauf/);
        shop.sql('RENAME TABLE statussync_order TO kept_order');
        assert.equal(await line(place), '');
        shop.sql('RENAME TABLE kept_order TO statussync_order');
      });
    }

    test('who has no right to orders is told nothing', async () => {
      shop.sql("UPDATE statussync_account SET state = JSON_SET(state, '$.last_run', 1000)");
      assert.match(await said(places['the start page']), /kein Lauf/);
      const nobody = await visit(shop, 'nobody');
      for (let i = 0; i < 3; i += 1) assert.equal(await line(places['the start page'], nobody), '');
      await nobody.context().close();
    });
  });
});
