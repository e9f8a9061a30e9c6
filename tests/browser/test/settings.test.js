'use strict';

const assert = require('node:assert');
const { test, beforeEach, afterEach } = require('node:test');
const { Place } = require('../lib/place');

// What the owner saves, and what it may not do behind his back.
let place;
let page;
beforeEach(async () => {
  place = await Place.open('full');
  page = await place.page();
});
afterEach(() => place.close());

const stored = (account = '') => JSON.parse(place.ask(`SELECT document FROM statussync_setting WHERE account = '${account}'`)[0].document);
const save = () => page.click('button[name=do][value=save]');
const words = () => page.locator('main').innerText();
const shot = (name) => process.env.STATUSSYNC_SHOTS && page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/${name}.png`, fullPage: true });

test('a renamed status rests until the owner confirms that very status, whatever else is saved', async () => {
  place.ask("UPDATE orders_status SET orders_status_name = 'Reklamation' WHERE orders_status_id = 3");
  await page.show('settings');
  assert.match(await words(), /Der Status 3 heißt jetzt "Reklamation" statt "Versendet"/);
  await page.fill('input[name=wait_hours]', '12');
  await save();
  assert.match(await words(), /Gespeichert/);
  assert.strictEqual(stored().without_tracking.wait_hours, 12);
  assert.strictEqual(stored().status_names[3], 'Versendet', 'saving something else confirms nothing');
  await page.show('log', '&cause=carrier_unmapped');
  await page.selectOption('select[name=to]', 'DPD');
  await page.click('button:has-text("Zuordnen")');
  assert.strictEqual(stored().status_names[3], 'Versendet', 'nor does a mapping in the error log');
  await page.show('settings');
  await page.check('input[name="confirm_status[]"][value="3"]');
  await shot('renamed');
  await save();
  assert.match(await words(), /"Reklamation" gilt wieder: die Regel ruht nicht mehr, \d+ offene/);
  assert.strictEqual(stored().status_names[3], 'Versendet', 'counted first');
  await page.click('text=Übernehmen');
  assert.strictEqual(stored().status_names[3], 'Reklamation');
  await page.show('settings');
  assert.doesNotMatch(await words(), /heißt jetzt/);
});

test('a status that the shop has no more is named, and its rule stays as it is until another is chosen', async () => {
  place.ask('DELETE FROM orders_status WHERE orders_status_id = 3');
  await page.show('settings');
  assert.match(await words(), /Den Status 3 \("Versendet"\) gibt es im Shop nicht mehr/);
  await page.fill('input[name=wait_hours]', '12');
  await save();
  assert.match(await words(), /Gespeichert/);
  assert.deepStrictEqual([stored().ship[0].status, stored().status_names[3]], [3, 'Versendet']);
});

test('other open statuses are counted before they are stored', async () => {
  await page.show('expert');
  await page.uncheck('input[name="open[]"][value="2"]');
  await save();
  assert.match(await words(), /"In Bearbeitung" gilt nicht mehr als offen: .*\(0 stehen so\)/);
  assert.deepStrictEqual(stored().open, [1, 2]);
  await page.click('text=Übernehmen');
  assert.deepStrictEqual(stored().open, [1]);
});

test('what does not apply is folded away, and comes with the choice', async () => {
  await page.show('expert');
  const shown = (name) => page.locator(`[name="${name}"]`).isVisible();
  assert.deepStrictEqual([await shown('tracking_table'), await shown('carrier_table'), await shown('carrier_value')], [false, false, false]);
  await page.check('input[name=tracking_source][value=match]');
  await page.selectOption('select[name=carrier_source]', 'match');
  assert.deepStrictEqual([await shown('tracking_table'), await shown('carrier_table')], [true, true]);
  await page.selectOption('select[name=carrier_source]', 'fixed');
  assert.deepStrictEqual([await shown('carrier_table'), await shown('carrier_value')], [false, true]);
});

test('a new account with one of its two secrets stores nothing, and is taken with both', async () => {
  await page.show('access', '&account=%2B');
  const fill = async (values) => {
    for (const [name, value] of Object.entries(values)) await page.fill(`input[name=${name}]`, value);
    await page.click('button[value=save]');
  };
  const account = { name: 'Amazon.fr', seller: 'A2TEST', client_id: 'amzn1.application-oa2-client.fr' };
  await fill({ ...account, client_secret: 'amzn1.oa2-cs.v1.nur-eines-von-beiden' });
  assert.match(await words(), /Client-Secret und Refresh-Token beim ersten Mal zusammen/);
  assert.strictEqual(place.ask('SELECT COUNT(*) AS n FROM statussync_account')[0].n, 1);
  assert.strictEqual(await page.inputValue('input[name=seller]'), 'A2TEST', 'what was typed stays');
  await fill({ ...account, client_secret: 'amzn1.oa2-cs.v1.nur-eines-von-beiden', refresh_token: 'Atzr|IwEBIBeidesZusammen' });
  assert.match(await words(), /Gespeichert/);
  assert.strictEqual(place.ask("SELECT COUNT(*) AS n FROM statussync_account WHERE name = 'Amazon.fr' AND secrets IS NOT NULL")[0].n, 1);
});
