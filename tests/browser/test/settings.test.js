'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { anew } = require('../lib/place');

// What the owner saves, and what it may not do behind his back.
let place;
let page;
anew((fresh, first) => { [place, page] = [fresh, first]; });

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
  assert.match(await words(), /"In Bearbeitung" gilt nicht mehr als offen: .* 0 deshalb angehaltene/);
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

test('another first day is counted before it holds: what would be sent, what is told already, what is left alone', async () => {
  place.ask("DELETE FROM statussync_message WHERE shop_order IN ('1002', '1003')");
  place.ask("UPDATE statussync_order SET verdict = 'ship' WHERE shop_order IN ('1002', '1003')");
  place.ask("INSERT INTO statussync_link (shop_order, amazon_order, source, purchased, created_at, version) SELECT shop_order, amazon_order, 'manual', purchased, 0, 1 FROM statussync_order");
  place.ask("UPDATE orders SET orders_status = 1 WHERE orders_id = 1004");
  await page.show('setup', '&step=6');
  await page.fill('input[name=from]', '2025-11-26'); // nine orders by the shop's clock
  await page.getByRole('button', { name: 'Übernehmen' }).click();
  await shot('start-count');
  assert.match(await words(), /Ab 26\.11\.2025: 3 Bestellungen würden gesendet\./, 'two never told, one held');
  assert.match(await words(), /9 Amazon-Bestellungen seit diesem Tag, davon 8 mit Versandstatus, 5 davon schon gemeldet/);
  assert.match(await words(), /[1-9]\d* offene Bestellungen von vor diesem Tag werden nicht mehr gesendet/);
});

test('an account gets settings of its own, and the common ones back, counted first', async () => {
  const rest = place.ask("SELECT group_concat('\"' || name || '\"') AS c FROM pragma_table_info('statussync_account') WHERE name NOT IN ('id', 'name')")[0].c;
  await page.show('settings');
  assert.strictEqual(await page.locator('.ss-scope').count(), 0, 'with one account there is nothing to choose');
  place.ask(`INSERT INTO statussync_account (id, name, ${rest}) SELECT 'fr', 'Amazon.fr', ${rest} FROM statussync_account WHERE id = 'de'`);
  await page.show('settings', '&account=fr');
  assert.match(await words(), /gelten gemeinsam für alle Konten ohne eigene, auch für Amazon\.fr/);
  await page.getByRole('button', { name: 'Eigene Einstellungen für Amazon.fr' }).click();
  assert.match(await words(), /gelten nur für Amazon\.fr/);
  await shot('scope');
  await page.selectOption('select[name="ship[1][status]"]', '2');
  await page.uncheck('input[name="open[]"][value="2"]').catch(() => page.evaluate(() => { document.querySelector('input[name="open[]"][value="2"]').checked = false; }));
  await save();
  await page.click('text=Übernehmen');
  assert.deepStrictEqual(stored('fr').ship.map((rule) => rule.status), [3, 2]);
  assert.deepStrictEqual(stored().ship.map((rule) => rule.status), [3], 'the others keep theirs');
  await page.show('settings', '&account=de');
  assert.match(await words(), /gemeinsam für alle Konten/);
  await page.show('settings', '&account=fr');
  await page.getByRole('button', { name: 'Wieder die gemeinsamen' }).click();
  assert.match(await words(), /"In Bearbeitung" meldet keinen Versand mehr/);
  assert.deepStrictEqual(stored('fr').ship.map((rule) => rule.status), [3, 2], 'counted first');
  await page.click('text=Übernehmen');
  assert.match(await words(), /gelten wieder die gemeinsamen/);
  assert.strictEqual(place.ask("SELECT COUNT(*) AS n FROM statussync_setting WHERE account = 'fr'")[0].n, 0);
});

test('the access line says what the last test found, and tests again from here', async () => {
  await page.show('settings');
  assert.match(await page.locator('.ss-login').innerText(), /! Der Test ist fehlgeschlagen\./);
  const checks = [{ name: 'account de: seller', ok: true, text: 'order 303-1000001-2000001 of the shop is in this seller account' }];
  place.ask(`UPDATE statussync_job SET state = 'done', answer = '${JSON.stringify({ ok: true, checks })}' WHERE kind = 'test'`);
  await page.show('settings');
  await shot('access-line');
  assert.match(await page.locator('.ss-login').innerText(), /✓ verbunden: Amazon\.de \(Amazon\.de\) · Bestellung 303-1000001-2000001 dort gefunden/);
  await page.locator('.ss-login').getByRole('button', { name: 'Verbindung testen' }).click();
  assert.strictEqual(place.ask("SELECT COUNT(*) AS n FROM statussync_job WHERE kind = 'test' AND state = 'waiting' AND account = 'de'")[0].n, 1);
  place.ask("DELETE FROM statussync_job WHERE kind = 'test'");
  await page.show('settings');
  assert.match(await page.locator('.ss-login').innerText(), /✓ verbunden: Amazon\.de/, 'Amazon verified orders of it');
  place.ask("UPDATE statussync_message SET state = 'accepted' WHERE state = 'verified'");
  await page.show('settings');
  assert.match(await page.locator('.ss-login').innerText(), /! Noch nicht geprüft: Amazon\.de/);
});

test('columns of persons are not offered for a matching, and their values are not shown', async () => {
  place.ask('ALTER TABLE orders ADD COLUMN customers_name TEXT');
  place.ask('ALTER TABLE orders ADD COLUMN ref TEXT');
  await page.show('expert');
  await page.check('input[name=tracking_source][value=match]');
  await page.selectOption('select[name=tracking_table]', 'orders');
  await page.locator('button[value=match]').first().click();
  const offered = await page.locator('select[name=tracking_column] option').allInnerTexts();
  assert.ok(offered.includes('ref') && !offered.includes('customers_name'), offered.join());
  await page.selectOption('select[name=tracking_column]', 'ref');
  await page.selectOption('select[name=tracking_key]', 'orders_id');
  for (const [value, hint] of [['kunde@example.test', /sehen nach E-Mail-Adressen aus/], ['+49 170 1234567', /sehen nach Telefonnummern aus/], ['030/1234567', /sehen nach Telefonnummern aus/]]) {
    place.ask(`UPDATE orders SET ref = '${value}'`);
    await page.locator('button[value=match]').first().click();
    assert.match(await words(), hint);
    assert.ok(!(await words()).includes(value), value);
  }
  place.ask("UPDATE orders SET ref = '0034 0434 1610 9404 2557'");
  await page.locator('button[value=match]').first().click();
  assert.match(await words(), /10 von 10 mit Sendungsnummer/, 'a number with blanks is none');
  await page.evaluate(() => { const list = document.querySelector('select[name=tracking_column]'); list.options[0].value = 'customers_name'; list.selectedIndex = 0; });
  await save();
  assert.match(await words(), /hat keine Spalte "customers_name"/);
});

test('a label service is named as one, a guess as a suggestion', async () => {
  place.ask("UPDATE carriers SET carrier_name = 'Shipcloud' WHERE carrier_id = 2");
  await page.show('settings');
  const rows = await page.locator('.ss-carriers tbody tr').allInnerTexts();
  assert.match(rows.find((row) => /Shipcloud/.test(row)), /Labeldienst, kein Transportunternehmen/);
  assert.match(rows.find((row) => /^DHL/.test(row)), /Vorschlag/);
});
