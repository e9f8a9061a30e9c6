'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const browser = require('../lib/browser');
const { running } = require('../lib/scene');
const { sell, settle } = require('../lib/amazon');

// What the shop's own style does to our pages: links and buttons, fields as wide as their cell, its smaller letters.
describe("our pages in the shop's style", () => {
  let shop;
  let page;
  before(async () => { ({ shop, page } = await running()); });
  after(async () => { await browser.stop(); shop.remove(); });
  const view = (name) => browser.go(page, shop, 'statussync.php', `view=${name}`);
  const styles = (selector, property) => page.$$eval(selector, (all, name) => [...new Set(all.map((one) => getComputedStyle(one)[name]))], property);

  test('buttons look alike, whether they send a form or lead on', async () => {
    await view('settings');
    assert.ok(await page.locator('.ss a.button:not(.ss-tab)').count() > 0 && await page.locator('.ss button').count() > 0);
    assert.equal((await styles('.ss a.button:not(.ss-tab), .ss button', 'color')).length, 1);
  });

  test('a day needs no field as wide as the page', async () => {
    await view('setup&step=6');
    const { width } = await page.locator('input[type=date]').boundingBox();
    assert.ok(width < 300, `${width} px`);
  });

  test('a line with a tick or a cross has no further mark', async () => {
    await view('setup&step=1');
    for (const line of await page.locator('.ss li', { hasText: /^[✓!]/ }).all()) assert.equal(await line.evaluate((one) => getComputedStyle(one).listStyleType), 'none');
    shop.cli(['account', 'test', 'de']);
    await view('access');
    await browser.navigated(page, () => page.click('.ss button:has-text("Verbindung testen")'));
    shop.cron();
    await view('access');
    const checks = page.locator('.ss li', { hasText: /^✓/ });
    assert.ok(await checks.count() >= 3);
    for (const line of await checks.all()) assert.equal(await line.evaluate((one) => getComputedStyle(one).listStyleType), 'none');
  });

  test('in the error log the facts are no larger than what is to be done', async () => {
    const order = await sell(shop);
    shop.erp(order.id, 3, 10, 'ILX12345678');
    await settle(shop, 1);
    await view('log');
    const size = async (selector) => parseFloat((await styles(selector, 'fontSize'))[0]);
    assert.ok(await size('.ss-facts') <= await size('.ss-cause .ss-words'));
  });

  test('buttons of the box that need a second row keep their distance', async () => {
    const order = await sell(shop);
    shop.erp(order.id, 3, 10, 'ILX12345678');
    await settle(shop, 1);
    await page.setViewportSize({ width: 390, height: 800 });
    await browser.order(page, shop, order.id);
    const boxes = await page.$$eval('.statussync-acts button', (all) => all.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]));
    const rows = boxes.filter(([top]) => top > boxes[0][1]);
    assert.ok(rows.length > 0, 'more than one row');
    assert.ok(Math.min(...rows.map(([top]) => top)) - boxes[0][1] >= 4);
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});
