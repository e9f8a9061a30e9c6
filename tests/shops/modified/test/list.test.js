'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { sell, settle, dhl } = require('../lib/amazon');
const { running, held } = require('../lib/scene');
const browser = require('../lib/browser');
const server = require('../lib/server');

// What the owner sees where he looks anyway: the shop's own list of orders, and its first page.
describe('the list of orders', () => {
  let shop;
  let page;
  let stuck; // an order that needs a person
  before(async () => {
    ({ shop, page } = await running());
    stuck = await sell(shop);
    shop.erp(stuck.id, 3, 10, 'ILX12345678');
    shop.cli(['run', '--wait', '60'], { codes: [0, 1] });
  });
  after(async () => { await browser.stop(); shop.remove(); });
  const list = (who = page, query = '') => browser.go(who, shop, 'orders.php', query);
  // A loaded machine may need longer than the shop's page waits for us: then the page has no signs, and is asked for again.
  const signs = async (query = '') => {
    let found = [];
    for (let i = 0; i < 30 && found.length === 0; i += 1) {
      await list(page, query);
      found = await page.$$eval('.statussync-sign', (all) => all.map((one) => [one.closest('td').innerText.trim(), one.className.replace(/.*sign-/, ''), one.title, one.getAttribute('href')]));
    }
    return Object.fromEntries(found.map(([id, ...rest]) => [id, rest]));
  };

  test('each Amazon order has its sign before the number, by shape and in words; others have none', async () => {
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
    assert.deepEqual([seen[verified.id][0], seen[verified.id][1]], ['verified', 'Amazon: geprüft']);
    assert.equal(seen[stuck.id][0], 'person');
    assert.match(seen[stuck.id][1], /^Amazon: zu klären: "ILOXX" druckt nur das Etikett$/);
    assert.deepEqual([seen[unshipped.id][0], seen[unshipped.id][1]], ['open', 'Amazon: offen']);
    assert.equal(seen[waits.id][0], 'waits');
    assert.match(seen[waits.id][1], /^Amazon: wartet, spätestens .*\d\d:\d\d$/);
    const bare = seen[numberless.id];
    assert.equal(bare[0], 'person', 'as the overview and the box say');
    assert.match(bare[1], /^Amazon: zu klären: Sendungsnummer fehlt, bis .*\d\d:\d\d eintragen$/);
    assert.equal(seen[foreign], undefined);
    const shapes = await page.$$eval('.statussync-sign', (all) => new Set(all.map((one) => getComputedStyle(one, '::after').content)).size);
    assert.equal(shapes, 4, 'a shape each, not only a colour');
    if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/list.png` });
    await browser.navigated(page, () => page.click(`a[href="${seen[stuck.id][2]}"]`));
    assert.ok(await page.$('#statussync_block'), 'the sign leads to the panel');
    const english = await signs('language=en');
    assert.equal(english[verified.id][1], 'Amazon: verified');
    await list(page, 'language=de');
  });

  test('the signs of a page cost one statement, whatever the length of the list', async () => {
    const from = server.log().length;
    await list();
    const mine = server.log().slice(from).split('\n').filter((line) => /FROM `statussync_order` o/.test(line) && !/Prepare/.test(line));
    assert.equal(mine.length, 1, mine.join('\n'));
  });

  test('hostile words of carriers and Amazon stay words', async () => {
    shop.sql('UPDATE statussync_order SET detail = ? WHERE verdict = \'hold\'', ['</script><img src=x onerror=alert(1)>"\'']);
    const seen = Object.values(await signs()).map((one) => one[1]).join(' ');
    assert.match(seen, /<\/script><img src=x/);
    assert.equal(await page.$('img[src="x"]'), null);
  });

  test('without JavaScript, without the right, without our tables: the list as it always was', async () => {
    const plain = await browser.visit(shop, 'admin', { javaScriptEnabled: false });
    await list(plain);
    assert.equal(await plain.$('.statussync-sign'), null);
    assert.ok(await plain.$('footer'));
    await plain.context().close();
    shop.sql('RENAME TABLE statussync_order TO kept_order');
    await list();
    assert.equal(await page.$('.statussync-sign'), null);
    assert.equal(await page.$('.error_message'), null, 'nothing is said of it either');
    assert.ok(await page.$('footer'));
    shop.sql('RENAME TABLE kept_order TO statussync_order');
  });

  test('while somebody holds our table the list comes without signs', async () => {
    const shown = await held(shop, ['statussync_order', 'statussync_message'], async () => {
      await list();
      return [await page.$('.statussync-sign'), await page.$('footer')];
    });
    assert.equal(shown[0], null);
    assert.ok(shown[1]);
  });

  describe('one red line', () => {
    const line = async (file) => {
      await browser.go(page, shop, file);
      const all = await page.$$eval('.error_message', (found) => found.map((one) => one.innerText));
      assert.ok(all.length <= 1, all.join(' | '));
      return all[0] || '';
    };
    // the same patience as with the signs: the line is left out where the database is slow
    const said = async (file) => {
      let text = '';
      for (let i = 0; i < 30 && text === ''; i += 1) text = await line(file);
      return text;
    };
    test('none while all is well, or only waits for a person without haste', async () => {
      shop.sql('UPDATE statussync_account SET state = JSON_SET(state, \'$.last_run\', UNIX_TIMESTAMP())');
      shop.sql('UPDATE statussync_order SET deadline = UNIX_TIMESTAMP() + 5 * 86400');
      for (const file of ['start.php', 'orders.php']) assert.equal(await line(file), '', file);
    });
    test('a ship-by time in danger is said on the first page and above the list, with the way to mend it', async () => {
      shop.sql('UPDATE statussync_order SET deadline = UNIX_TIMESTAMP() + 3600 WHERE verdict = \'hold\' AND reason <> \'no_tracking\'');
      for (const file of ['start.php', 'orders.php']) assert.match(await said(file), /1 Bestellung verpasst heute ihre Versandfrist/, file);
      if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/red.png` });
      await browser.navigated(page, () => page.click('.error_message a'));
      assert.match(await page.innerText('.boxCenter'), /Zu klären/);
    });
    test('a stop is said in its place: one line, the worst', async () => {
      const stop = (why, text) => shop.sql('UPDATE statussync_account SET state = JSON_SET(state, \'$.stopped\', ?, \'$.stopped_text\', ?)', [why, text]);
      stop('brake', 'cancels');
      assert.match(await said('start.php'), /Sicherheitsstopp.*Storn/);
      stop('credentials', '<b>90</b>');
      assert.match(await said('start.php'), /Zugangsdaten.*<b>90<\/b>/);
      shop.sql('UPDATE statussync_account SET state = JSON_SET(state, \'$.stopped\', NULL)');
    });
    test('who has no right to orders is told nothing, and a broken table says nothing', async () => {
      shop.sql('UPDATE statussync_account SET state = JSON_SET(state, \'$.last_run\', 1000)');
      assert.match(await said('start.php'), /kein Lauf/);
      const nobody = await browser.visit(shop, 'nobody');
      await browser.go(nobody, shop, 'start.php');
      assert.equal(await nobody.$('.error_message'), null);
      await nobody.context().close();
      shop.sql('RENAME TABLE statussync_order TO kept_order');
      assert.equal(await line('start.php'), '');
      shop.sql('RENAME TABLE kept_order TO statussync_order');
    });
  });
});
