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

  test('our box stands directly above Track & Trace', async () => {
    await browser.order(page, shop, orders.told.id);
    const order = await page.evaluate(() => [...document.querySelectorAll('#statussync_block, #track_trace_block, #order_history_block')].map((one) => one.id));
    assert.deepEqual(order, ['statussync_block', 'track_trace_block', 'order_history_block']);
    const [ours, theirs] = await page.evaluate(() => ['statussync_block', 'track_trace_block'].map((id) => document.getElementById(id).getBoundingClientRect())
      .map(({ top, bottom, left }) => ({ top, bottom, left })));
    assert.ok(ours.bottom <= theirs.top && theirs.top - ours.bottom < 60 && ours.left < 100, JSON.stringify([ours, theirs]));
  });

  test('the matching offers what is likely first: tables, columns, the key', async () => {
    await browser.go(page, shop, 'statussync.php', 'view=expert');
    const options = (name) => page.$$eval(`select[name=${name}] option`, (all) => all.map((one) => one.value).filter((one) => one !== ''));
    const choose = async (section, table) => {
      await page.check(`input[name=${section}_source][value=match]`);
      await page.selectOption(`select[name=${section}_table]`, table);
      await browser.navigated(page, () => page.locator(`.ss-match-${section} button[value=match]`).click());
    };
    for (const [section, tables, table, column] of [['tracking', ['orders_tracking', 'orders'], 'orders_tracking', /^(tracking|parcel)_id$/],
      ['carrier', ['orders_tracking', 'orders']], ['amazon_number', ['magnalister_config', 'magnalister_orders', 'orders'], 'magnalister_orders', /^special$/]]) {
      const offered = await options(`${section}_table`);
      assert.deepEqual(offered.slice(0, tables.length), tables, section);
      assert.ok(offered.includes('languages') && !offered.some((one) => /^statussync_|^customers|^admin/.test(one)), 'the others behind them');
      if (table === undefined) continue; // not shown until it is wanted
      await choose(section, table);
      assert.match((await options(`${section}_column`))[0], column, section);
      assert.equal((await options(`${section}_key`))[0], 'orders_id', section);
      assert.ok((await options(`${section}_key`)).length > 3, 'then the others');
    }
  });

  test('by keyboard alone and without JavaScript: every page is there, settings are saved, an order is left alone', async () => {
    const plain = await browser.visit(shop, 'admin', { javaScriptEnabled: false });
    for (const name of PAGES) {
      await browser.go(plain, shop, 'statussync.php', `view=${name}`);
      assert.ok((await plain.innerText('.ss')).length > 100, name);
    }
    const reach = async (button) => {
      const here = () => button.evaluate((one) => one === document.activeElement);
      for (let i = 0; i < 200 && !(await here()); i += 1) await plain.keyboard.press('Tab');
      assert.ok(await here(), 'the tabulator comes there');
      assert.notEqual(await button.evaluate((one) => getComputedStyle(one).outlineStyle), 'none', 'and it is seen');
      await browser.navigated(plain, () => plain.keyboard.press('Enter'));
    };
    await browser.go(plain, shop, 'statussync.php', 'view=settings');
    await plain.check('[name=mail]');
    await plain.fill('[name=email]', 'tastatur@shop.example');
    await reach(plain.locator('.ss').getByRole('button', { name: 'Speichern' }).last());
    assert.match(await plain.innerText('.boxCenter'), /Gespeichert/);
    assert.equal(JSON.parse(shop.cli(['settings', 'export', '--account', 'de']).out).notify.email, 'tastatur@shop.example');
    await browser.order(plain, shop, orders.held.id);
    await reach(plain.locator('#statussync_block').getByRole('button', { name: 'Nicht senden' }));
    assert.equal(Number(shop.sql('SELECT ignored FROM statussync_order WHERE shop_order = ?', [String(orders.held.id)])[0].ignored), 1);
    await plain.context().close();
  });
});
