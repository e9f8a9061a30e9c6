'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { anew, NOW } = require('../lib/place');

// Many errors, many accounts.
let place;
let page;
anew((fresh, first) => { [place, page] = [fresh, first]; });

const columns = (table, not) => place.ask(`SELECT group_concat('"' || name || '"') AS c FROM pragma_table_info('${table}') WHERE name NOT IN (${not})`)[0].c;
const words = () => page.locator('main').innerText();

test('over 1,000 orders with one cause: said so, listed by pages of 50, each once, and all in the export', async () => {
  const rest = columns('statussync_order', "'id', 'shop_order', 'amazon_order', 'deadline'");
  place.ask(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO statussync_order (shop_order, amazon_order, deadline, ${rest})
    SELECT 5000 + i, printf('304-%07d-%07d', i, i), ${NOW} + 86400 + i / 7, ${rest} FROM n, statussync_order o WHERE o.shop_order = '1005'`);
  await page.show('overview');
  assert.match(await words(), /über 1\.000 Bestellungen/);
  await page.show('log');
  const cause = page.locator('details.ss-cause').filter({ hasText: 'Sperrgut' });
  await cause.locator('summary').click();
  assert.match(await cause.innerText(), /über 1\.000 Bestellungen/);
  assert.strictEqual(await cause.locator('tbody tr').count(), 10);
  await cause.getByRole('link', { name: /alle über 1\.000 ansehen/ }).click();
  const seen = [];
  for (let pages = 0; pages < 40; pages += 1) {
    const rows = await page.$$eval('details.ss-cause tbody tr td:first-child', (all) => all.map((one) => one.innerText));
    assert.ok(rows.length <= 50);
    seen.push(...rows);
    const next = page.getByRole('link', { name: 'Weitere' });
    if (await next.count() === 0) break;
    await next.click();
  }
  assert.strictEqual(seen.length, 1106);
  assert.strictEqual(new Set(seen).size, 1106);
  const csv = await (await fetch(`${place.base}/amazon?page=log&format=csv&cause=carrier_unmapped`)).text();
  assert.strictEqual(csv.trim().split('\r\n').length, 1107);
  await page.show('log', '&search=304-0001099-0001099');
  assert.match(await words(), /Sperrgut/, 'the search finds what no page shows');
});

test('"send all again" is for the account of its row', async () => {
  const rest = columns('statussync_account', "'id', 'name'");
  place.ask(`INSERT INTO statussync_account (id, name, ${rest}) SELECT 'fr', 'Zweites Konto', ${rest} FROM statussync_account WHERE id = 'de'`);
  place.ask("UPDATE statussync_message SET account = 'fr' WHERE shop_order IN ('1007', '1014') AND state = 'rejected'");
  await page.show('log', '&cause=amazon_rejected&account=fr');
  await page.getByRole('button', { name: 'Alle erneut senden' }).click();
  assert.match(await words(), /2 Meldungen erneut senden\?/);
  assert.strictEqual(place.ask("SELECT COUNT(*) AS n FROM statussync_message WHERE state IN ('pending', 'unknown')")[0].n, 0, 'asked for first');
  await page.getByRole('button', { name: 'Alle 2 erneut senden' }).click();
  const left = () => place.ask("SELECT account, state, COUNT(*) AS n FROM statussync_message WHERE code = '18028' GROUP BY account, state ORDER BY account");
  assert.deepStrictEqual(left().map((row) => `${row.account} ${row.state}`), ['de rejected', 'fr unknown']);
});

test('the causes to choose from are said in words, never in codes', async () => {
  await page.show('log');
  const options = await page.locator('select[name=cause] option').allInnerTexts();
  assert.ok(options.length > 2);
  assert.doesNotMatch(options.join(' '), /_/);
});

test('a cause says since when it is there, and its words are ready for the support', async () => {
  await page.show('log', '&cause=amazon_rejected');
  assert.match(await words(), /seit 10:30/);
  await page.locator('summary:has-text("Für den Support kopieren")').click();
  assert.match(await page.locator('textarea').inputValue(), /The order cannot be found[^]*303-1000007-2000007 18028 req-7/);
});

test('every time of the export is the shop\'s own and has its date, the head names the zone; each order is named itself', async () => {
  place.ask("UPDATE statussync_order SET reason = 'no_tracking', detail = '2025-11-26T17:00:00Z' WHERE shop_order = '1005'");
  place.ask("UPDATE statussync_order SET reason = 'no_tracking', detail = '2025-11-27T05:00:00Z' WHERE shop_order = '1010'");
  place.ask("UPDATE statussync_order SET reason = 'taken_back', detail = NULL WHERE shop_order IN ('1015', '1020')");
  place.ask("UPDATE statussync_order SET reason = 'not_at_amazon', detail = NULL WHERE shop_order IN ('1025', '1030')");
  const csv = (query = '') => fetch(`${place.base}/amazon?page=log&format=csv${query}`).then((answer) => answer.text());
  const german = await csv();
  assert.match(german, /;"Zeitpunkt der Meldung \(Europe\/Berlin\)";/);
  assert.match(german, /^"1005";.*Bis 26\.11\.2025 18:00 bei der Bestellung eintragen.*;"26\.11\.2025 09:40:00";/m);
  assert.match(german, /^"1010";.*Bis 27\.11\.2025 06:00 bei/m);
  assert.match(german, /^"1015";.*Versandfrist 26\.11\.2025 18:10/m);
  assert.match(german, /^"1020";.*Versandfrist 26\.11\.2025 20:40/m);
  assert.match(german, /^"1030";.*Amazon kennt 303-1000030-2000030 in/m);
  assert.match(german, /^"1007";.*;"26\.11\.2025 10:30:00";"req-7"/m);
  assert.doesNotMatch(german, /\dZ"|z\. B\./);
  assert.match(await csv('&lang=en'), /;"Time of the message \(Europe\/Berlin\)";[^]*^"1005";.*;"2025-11-26 09:40:00";/m);
});

test('a page says of which day it is, and every time of another day has its date', async () => {
  place.ask(`UPDATE statussync_order SET deadline = ${NOW} + 2 * 86400 WHERE verdict = 'hold'`);
  await page.show('log');
  assert.match(await words(), /Stand 26\.11\.2025 10:40/);
  assert.match(await words(), /Fr 28\.11\. 10:40/);
  await page.show('log', '&lang=en');
  assert.match(await words(), /As of 2025-11-26 10:40/);
  assert.match(await words(), /Fri 2025-11-28 10:40/);
  await page.show('preview');
  assert.match(await words(), /Berechnet 26\.11\.2025 10:40/);
});

test('what is settled leaves the log by itself, and can be looked up for 30 days', async () => {
  place.ask("UPDATE statussync_event SET what = 'rejected' WHERE code = '18028'");
  place.ask("UPDATE statussync_event SET what = 'hold', code = 'reading' WHERE code IS NULL"); // waited by itself: nobody had to do anything
  place.ask("UPDATE statussync_order SET verdict = 'done', reason = NULL WHERE shop_order = '1005'");
  await page.show('log', '&settled=1');
  assert.match(await words(), /war nichts zu beheben/);
  place.ask("UPDATE statussync_message SET state = 'verified' WHERE shop_order = '1007'");
  await page.show('log');
  await page.getByRole('link', { name: 'Erledigte anzeigen' }).click();
  assert.match(await words(), /1007\s+303-1000007-2000007.*Amazon hatte abgelehnt \(18028\)\. The order cannot be found/s);
  assert.strictEqual(await page.locator('tbody tr').count(), 1);
  place.ask(`UPDATE statussync_event SET at = ${NOW - 31 * 86400}`);
  await page.show('log', '&settled=1');
  assert.match(await words(), /war nichts zu beheben/);
});
