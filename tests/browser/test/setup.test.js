'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { anew, Place, NOW } = require('../lib/place');

// The guided set-up: what the shop itself tells, one account after the other.
let place;
let page;
anew((fresh, first) => { [place, page] = [fresh, first]; });

const words = () => page.locator('main').innerText();
const columns = () => place.ask("SELECT group_concat('\"' || name || '\"') AS c FROM pragma_table_info('statussync_account') WHERE name NOT IN ('id', 'name')")[0].c;
const modes = () => Object.fromEntries(place.ask('SELECT id, state FROM statussync_account').map((row) => [row.id, JSON.parse(row.state).mode]));
const stored = () => JSON.parse(place.ask("SELECT document FROM statussync_setting WHERE account = ''")[0].document);
const shot = (name) => process.env.STATUSSYNC_SHOTS && page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/${name}.png`, fullPage: true });

test('the second account is prepared and released by its own step; the first one stays as it is', async () => {
  place.ask(`INSERT INTO statussync_account (id, name, ${columns()}) SELECT 'fr', 'Amazon.fr', ${columns()} FROM statussync_account WHERE id = 'de'`);
  place.ask("UPDATE statussync_account SET state = json_set(state, '$.mode', 'new') WHERE id = 'fr'");
  place.ask("UPDATE statussync_account SET state = json_set(state, '$.mode', 'preview', '$.last_full', 1764140000) WHERE id = 'de'");
  await page.show('setup');
  await page.getByRole('link', { name: 'Amazon.fr' }).click();
  await page.locator('.ss-steps > li > details').nth(5).evaluate((e) => { e.open = true; });
  await page.getByRole('button', { name: 'Vorbereiten' }).click();
  assert.deepStrictEqual(modes(), { de: 'preview', fr: 'preview' });
  assert.match(await page.locator('.ss-scope [aria-current]').innerText(), /Amazon\.fr/, 'its page stays open');
  place.ask("UPDATE statussync_account SET state = json_set(state, '$.last_full', 1764140000) WHERE id = 'fr'");
  await page.getByRole('button', { name: 'Alle einschalten' }).click();
  assert.deepStrictEqual(modes(), { de: 'preview', fr: 'active' });
  await page.show('setup', '&account=fr');
  assert.doesNotMatch(await words(), /\u25cb [3456] /, 'of an account that works nothing is left to be looked at');
  await page.show('overview');
  const rows = await page.locator('table:has(th:has-text("Letzter Lauf")) tbody tr').allInnerTexts();
  assert.strictEqual(rows.length, 2, 'one line an account');
  assert.match(rows.find((row) => /Amazon\.de/.test(row)), /Vorschau ansehen und freigeben/);
});

test("statuses and numbers are told from the shop's own orders; for letters a carrier is asked for", async () => {
  for (const table of ['setting', 'order', 'parcel', 'message']) place.ask(`DELETE FROM statussync_${table}`); // nothing has run yet
  place.ask("INSERT INTO magnalister_orders (orders_id, mpID, platform, special) SELECT orders_id, 10001, 'amazon', '303-1111111-000' || orders_id FROM orders");
  place.ask('UPDATE orders SET orders_status = 149 WHERE orders_id > 1020');
  place.ask('DELETE FROM orders_tracking WHERE orders_id IN (1001, 1002, 1003)');
  await page.show('setup', '&step=3');
  await shot('setup-status');
  assert.match(await words(), /Versendet: 20 offene Bestellungen Vorschlag/);
  assert.match(await words(), /Rechnung erstellt: 10 offene Bestellungen nicht empfohlen/);
  assert.match(await words(), /Noch kein Status gewählt/, 'nothing is taken for granted');
  await page.getByRole('link', { name: 'Status wählen' }).click();
  await page.selectOption('select[name="ship[0][status]"]', '3');
  await page.click('button[name=do][value=save]');
  assert.match(await words(), /Betrifft 20 Bestellungen: 20 würden sofort als versendet gemeldet/, 'the same orders');
  await page.show('setup', '&step=4');
  assert.match(await words(), /Von den letzten 20 versendeten Amazon-Bestellungen haben 17 eine Sendungsnummer, 3 keine \(Brief\?\)/);
  await shot('setup-letters');
  await page.getByLabel('Transportunternehmen, wenn keines eingetragen ist').selectOption('Deutsche Post');
  await page.getByRole('button', { name: 'Übernehmen' }).click();
  assert.strictEqual(stored().carrier.fallback, 'Deutsche Post');
  assert.strictEqual(await page.getByLabel('Transportunternehmen, wenn keines eingetragen ist').count(), 0, 'asked once');
});

test("magnalister's settings stand in the form to be looked at; nothing of them is stored before they are saved", async () => {
  place.ask('DELETE FROM magnalister_config');
  for (const [key, value] of [['amazon.orderstatus.shipped', '149'], ['amazon.orderstatus.cancelled', '4'], ['amazon.orderstatus.sync', 'no'],
    ['amazon.orderstatus.carrier.additional', 'Bote'], ['amazon.orderstatus.carrier.default', 'DPD']]) place.ask(`INSERT INTO magnalister_config (mpID, mkey, value) VALUES (10001, '${key}', '${value}')`);
  const before = JSON.stringify(stored());
  await page.show('setup', '&step=3');
  await page.getByRole('link', { name: /aus magnalister ansehen/ }).click();
  assert.match(await words(), /Aus magnalister, noch nicht gespeichert.*Nicht übernommen.*carrier\.additional/s);
  await shot('taken');
  assert.strictEqual(JSON.stringify(stored()), before);
  await page.click('button[name=do][value=save]');
  assert.match(await words(), /"Rechnung erstellt" meldet künftig den Versand/, 'counted first');
  await page.click('text=Übernehmen');
  assert.deepStrictEqual([stored().ship[0].status, stored().cancel[0].status, stored().cancel[0].reason, stored().carrier.fallback], [149, 4, 'ask', 'DPD']);
});

test('before there is an account the overview shows the six steps; later, the step that was reached', async () => {
  const nothing = await Place.open('empty');
  try {
    const other = await nothing.page();
    await other.show('overview');
    assert.deepStrictEqual((await other.locator('.ss-reached li').allInnerTexts()).map((one) => one.replace(/^\S+ (\d) .*/s, '$1')), ['1', '2', '3', '4', '5', '6']);
    await other.getByRole('link', { name: 'Einrichtung' }).click();
    assert.strictEqual(await other.locator('.ss-steps details[open]').count(), 1);
  } finally {
    await nothing.close();
  }
  place.ask("UPDATE statussync_account SET state = json_set(state, '$.mode', 'new')");
  await page.show('overview');
  assert.match(await page.locator('.ss-state').innerText(), /Einrichtung: Schritt \d von 6, /);
  place.ask("UPDATE statussync_account SET secrets = NULL");
  place.ask("UPDATE statussync_setting SET document = json_set(document, '$.carrier.fallback', 'DHL')");
  place.ask(`INSERT OR REPLACE INTO statussync_meta (name, value) VALUES ('seen_cli', '{"at":${NOW - 60},"php":"8.2.1","binary":"/usr/bin/php8.2","extension":"0.1"}')`);
  await page.show('overview');
  assert.match(await page.locator('.ss-state').innerText(), /Einrichtung: wartet auf den Amazon-Zugang\. Alles andere ist fertig\./);
});

test('an e-mail address is asked for with the switch, filled in by the shop', async () => {
  await page.show('setup', '&step=6');
  assert.ok(await page.locator('input[name=mail]').isChecked());
  assert.strictEqual(await page.inputValue('input[name=email]'), 'shop@example.org');
  await page.locator('form:has(input[name=email]) button').click();
  assert.strictEqual(stored().notify.email, 'shop@example.org');
  assert.deepStrictEqual(stored().ship.map((rule) => rule.status), [3], 'the rest stays');
  assert.match(await words(), /E-Mail bei Problemen an shop@example\.org/);
});

test('where neither this PHP nor that of the cron job has the extension, it is said, with words for the host', async () => {
  place.ask(`INSERT OR REPLACE INTO statussync_meta (name, value) VALUES ('seen_cli', '{"at":${NOW - 60},"php":"8.1.2","binary":"/usr/bin/php8.1","extension":null}')`);
  await page.show('overview');
  assert.match(await words(), /fehlt auch im PHP des Cronjobs \(\/usr\/bin\/php8\.1 8\.1\.2\): es wird nichts übertragen/);
  await page.show('setup', '&step=1');
  await page.locator('summary:has-text("Text für den Hoster")').click();
  assert.match(await words(), /Erweiterung statussync .* in das PHP 8\.1 der Kommandozeile laden/);
});

test('the set-up asks for no access that is there, and says of when its preview is', async () => {
  await page.show('setup', '&step=2');
  assert.doesNotMatch(await words(), /jetzt beantragen/);
  await page.show('setup', '&step=5');
  assert.match(await words(), /zu übertragen .* \(Berechnet 26\.11\.2025 10:\d\d\) Liste/);
  place.ask('UPDATE statussync_account SET secrets = NULL');
  await page.show('setup', '&step=2');
  assert.match(await words(), /jetzt beantragen/);
});
