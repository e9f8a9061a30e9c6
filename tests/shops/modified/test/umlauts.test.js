'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { sell, dhl, ACCOUNT, SELLER } = require('../lib/amazon');
const { running } = require('../lib/scene');
const browser = require('../lib/browser');

// In a shop whose pages are ISO-8859-15, what is typed arrives: as UTF-8, as our forms ask, or in the charset of the page, as a
// script of the shop may send it.
describe('umlauts in a latin1 shop', () => {
  let shop;
  let page;
  before(async () => {
    ({ shop, page } = await running({ charset: 'latin1', engine: 'MyISAM' }));
    shop.sql("UPDATE carriers SET carrier_name = 'Spedition Müller' WHERE carrier_id = 2");
    const order = await sell(shop);
    shop.erp(order.id, 3, 2, dhl());
    shop.cli(['run'], { codes: [0, 1] });
  });
  after(async () => { await browser.stop(); shop.remove(); });
  const view = (name, more = '') => browser.go(page, shop, 'statussync.php', `view=${name}${more}`);
  const text = () => page.innerText('.boxCenter');
  const settings = () => JSON.parse(shop.cli(['settings', 'export', '--account', 'de']).out);

  for (const [how, city, address] of [['the charset of the page', 'Köln', 'Straße 5 §'], ['UTF-8', 'Łódź', 'Œuvre 5 ‰']]) {
    const plain = how !== 'UTF-8';
    const form = async () => {
      assert.equal(await page.evaluate(() => document.characterSet), 'ISO-8859-15');
      if (plain) await page.evaluate(() => document.querySelectorAll('form').forEach((one) => one.removeAttribute('accept-charset')));
    };

    test(`name of an account, its secrets with it, in ${how}`, async () => {
      await view('access', '&account=de');
      await form();
      await page.fill('[name=name]', `Amazon ${city}`);
      await page.fill('[name=seller]', SELLER);
      await page.fill('[name=refresh_token]', ACCOUNT.refresh_token);
      await browser.navigated(page, () => page.click('button[name=do][value=save]'));
      assert.doesNotMatch(await text(), /nicht gespeichert/);
      assert.equal(shop.sql("SELECT name FROM statussync_account WHERE id = 'de'")[0].name, `Amazon ${city}`);
      assert.match(await text(), new RegExp(`Amazon ${city}`));
      assert.equal(shop.sql("SELECT COUNT(*) AS n FROM statussync_job WHERE kind = 'credentials'")[0].n > 0, true);
    });

    test(`ship-from address and carrier, in ${how}`, async () => {
      await view('settings');
      await form();
      const fields = { name: `Müller & Söhne ${city}`, line1: address, city, postal_code: '50667', country: 'DE' };
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
      for (const [name, value] of Object.entries(fields)) await page.fill(`[name="ship[0][${name}]"]`, value);
      const row = page.locator('th:has(> input[value="Spedition Müller"]) + td');
      await row.locator('select').first().selectOption(plain ? 'DPD' : 'GLS');
      await browser.navigated(page, () => page.click('button[value=save]'));
      assert.match(await text(), /Betrifft/);
      await form();
      await browser.navigated(page, () => page.click('button:has-text("Übernehmen")'));
      assert.match(await text(), /Gespeichert/);
      const stored = settings();
      assert.deepEqual(stored.ship[0].ship_from, fields);
      assert.equal(stored.carrier.map['Spedition Müller'], plain ? 'DPD' : 'GLS');
    });
  }

  for (const accept of ['UTF-8', '']) {
    test(`search and mapping in the error log, ${accept || 'the charset of the page'}`, async () => {
      const document = settings();
      delete document.carrier.map['Spedition Müller'];
      shop.cli(['settings', 'import', '--account', 'de', '--yes'], { input: JSON.stringify(document) });
      await sell(shop).then((order) => shop.erp(order.id, 3, 2, dhl()));
      shop.cli(['run', '--wait', '900'], { codes: [0, 1] });
      await view('log');
      assert.match(await text(), /Spedition Müller/);
      const act = async (fill, button) => {
        if (accept === '') await page.evaluate(() => document.querySelectorAll('form').forEach((one) => one.removeAttribute('accept-charset')));
        await fill();
        await browser.navigated(page, () => page.click(button));
      };
      await act(() => page.fill('[name=search]', 'müller'), 'button:has-text("Suchen")');
      assert.match(await text(), /Spedition Müller/);
      assert.equal(await page.inputValue('[name=search]'), 'müller');
      await act(() => page.selectOption('.ss-mend select', 'DPD'), 'button:has-text("Zuordnen")');
      assert.equal(settings().carrier.map['Spedition Müller'], 'DPD');
    });
  }
});
