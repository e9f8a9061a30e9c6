'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, open, sell, settle, dhl } = require('../lib/amazon');
const browser = require('../lib/browser');
const { PAGES } = require('../lib/pages');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// Our pages between the shop's own menu and footer, with its styles: what they are like to who cannot see or has a phone.
describe('our pages in the frame of the shop', () => {
  let shop;
  let page;
  let phone;
  const orders = {};
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    shop.install();
    await shop.serve();
    open(shop);
    orders.refused = await sell(shop, { facts: { refuse_codes: [{ code: '18021', text: 'The value is not good. '.repeat(20), op: 'ship', via: 'both', times: null }] } });
    orders.told = await sell(shop);
    orders.held = await sell(shop);
    shop.erp(orders.refused.id, 3, 1, dhl());
    shop.erp(orders.told.id, 3, 1, dhl());
    shop.erp(orders.held.id, 3, 1, 'no number '.repeat(6));
    await settle(shop);
    page = await browser.visit(shop);
    phone = await browser.visit(shop, 'admin', { viewport: { width: 390, height: 800 } });
  });
  after(async () => { await browser.stop(); shop.remove(); });

  const places = [...PAGES.map((name) => [name, ['statussync.php', `view=${name}`], '.ss']),
    ...['refused', 'told', 'held'].map((kind) => [`the panel of an order (${kind})`, () => ['orders.php', `oID=${orders[kind].id}&action=edit`], '#statussync_block'])];
  for (const [name, where, part] of places) {
    test(`axe-core finds nothing, and a phone is wide enough: ${name}`, async () => {
      const [file, query] = typeof where === 'function' ? where() : where;
      await browser.go(page, shop, file, query);
      await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
      await page.evaluate(AXE);
      const found = await page.evaluate((selector) => window.axe.run(selector), part);
      assert.ok(found.passes.length > 3, 'axe saw the page');
      assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), []);
      await browser.go(phone, shop, file, query);
      const wide = await phone.locator(part).first().evaluate((one) => one.scrollWidth - one.clientWidth);
      assert.ok(wide <= 1, `${wide} px too wide`);
    });
  }
});
