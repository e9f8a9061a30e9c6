'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { anew, Place, NOW } = require('../lib/place');

// The box on an order's page: by when, and what is missing.
let place;
let page;
anew((fresh, first) => { [place, page] = [fresh, first]; });

const set = (order, values) => place.ask(`UPDATE statussync_order SET ${values} WHERE shop_order = '${order}'`);
const account = (values) => place.ask(`UPDATE statussync_account SET state = json_set(state, ${values})`);
const document = () => JSON.parse(place.ask("SELECT document FROM statussync_setting WHERE account = ''")[0].document);
const open = async (order, query = '') => {
  await page.goto(`${place.base}/order?order=${order}${query}`);
  return page.locator('.statussync-line').first().innerText();
};
const shot = (name) => process.env.STATUSSYNC_SHOTS && page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/${name}.png`, fullPage: true });

test('a waiting shipment says by when it goes, at the latest, and what', async () => {
  place.ask(`UPDATE statussync_message SET state = 'pending' WHERE shop_order = '1001'`);
  account(`'$.last_send', ${NOW - 1800}`);
  set(1001, `verdict = 'ship', deadline = ${NOW + 5 * 86400}`);
  assert.match(await open(1001), /^Wird spätestens 12:10 übertragen: DHL 00340434161094042501\.$/, 'after the interval of two hours');
  await shot('panel-latest');
  assert.match(await open(1001, '&lang=en'), /^Goes to Amazon by 12:10 at the latest: DHL/);
  set(1001, `deadline = ${NOW + 36000 + 600}`);
  assert.match(await open(1001), /spätestens 10:50/, 'ten hours before ship-by nothing waits for the interval');
  place.ask(`UPDATE statussync_message SET not_before = ${NOW + 900} WHERE shop_order = '1001'`);
  assert.match(await open(1001), /spätestens 10:55/, 'not before all parcels are known');
  set(1001, `deadline = ${NOW + 600}, express = 1`);
  assert.match(await open(1001), /Geht mit dem nächsten Aufruf des Cronjobs: DHL/);
  for (const stop of ["'$.stopped', 'brake'", "'$.stopped', NULL, '$.mode', 'preview'", `'$.mode', 'active', '$.last_run', ${NOW - 90000}`]) {
    account(stop);
    assert.doesNotMatch(await open(1001), /spätestens|Geht mit/, `nothing is promised: ${stop}`);
  }
});

test('a carrier that Amazon does not know is mapped on the panel, once for all orders', async () => {
  set(1005, "reason = 'carrier_unmapped', detail = 'Sperrgut Süd'");
  assert.match(await open(1005), /"Sperrgut Süd" kennt Amazon nicht/);
  await shot('panel-map');
  await page.getByRole('button', { name: 'Zuordnen' }).first().click();
  assert.match(await page.locator('body').innerText(), /erst ein Transportunternehmen wählen/);
  await open(1005);
  await page.getByLabel('"Sperrgut Süd" ist bei Amazon').selectOption('DPD');
  await page.getByRole('button', { name: 'Zuordnen' }).first().click();
  assert.match(await page.locator('body').innerText(), /Zugeordnet\. Was wartete/);
  assert.strictEqual(document().carrier.map['Sperrgut Süd'], 'DPD');
});

test('where no carrier is entered at all, the one for that case is chosen on the panel', async () => {
  set(1005, "reason = 'no_carrier', detail = NULL");
  await open(1005);
  await page.getByLabel('Wenn keines eingetragen ist, immer').selectOption('Deutsche Post');
  await page.getByRole('button', { name: 'Zuordnen' }).first().click();
  assert.strictEqual(document().carrier.fallback, 'Deutsche Post');
});

test('who may not change settings is offered no mapping, and one that is posted does nothing', async () => {
  const packers = await Place.open('full', { rights: 'orders' });
  try {
    const packer = await packers.page();
    packers.ask("UPDATE statussync_order SET reason = 'carrier_unmapped', detail = 'Sperrgut Süd' WHERE shop_order = '1005'");
    await packer.goto(`${packers.base}/order?order=1005`);
    assert.strictEqual(await packer.getByLabel('"Sperrgut Süd" ist bei Amazon').count(), 0);
    await Promise.all([packer.waitForNavigation(), packer.evaluate(() => {
      const form = document.querySelector('.statussync-acts form');
      form.elements.statussync_do.value = 'map';
      form.insertAdjacentHTML('beforeend', '<input name="statussync_value" value="DPD">');
      form.submit();
    })]);
    assert.match(await packer.locator('body').innerText(), /Recht oder Sicherheitskennung fehlt/);
    const stored = JSON.parse(packers.ask("SELECT document FROM statussync_setting WHERE account = ''")[0].document);
    assert.deepStrictEqual(stored.carrier.map, {});
  } finally {
    await packers.close();
  }
});

test('a foreign marketplace and a matching that broke are named, never with gaps', async () => {
  set(1005, "reason = 'wrong_marketplace', detail = 'ATVPDKIKX0DER'");
  assert.match(await open(1005), /gehört zu Amazon\.com, .* Konto der Region Nordamerika anlegen/);
  place.ask("UPDATE statussync_setting SET document = json_set(document, '$.tracking', json('{\"source\":\"match\",\"table\":\"orders_tracking\",\"column\":\"weg\",\"key\":\"orders_id\"}'))");
  set(1005, "reason = 'match_broken', detail = NULL");
  assert.match(await open(1005), /^orders_tracking\.weg gibt es nicht mehr\. In Experteneinstellungen > Trackingcode Matching neu wählen/);
  await page.goto(`${place.base}/amazon?page=log&cause=match_broken`);
  assert.match(await page.locator('main').innerText(), /orders_tracking\.weg gibt es nicht mehr/);
  place.ask("UPDATE statussync_setting SET document = json_set(document, '$.tracking.table', 'gone')");
  assert.match(await open(1005, '&lang=en'), /^gone\.weg is gone\. .*/);
});

test('the panel does nothing without the token, with a wrong one, or by an address alone', async () => {
  const before = JSON.stringify(place.ask("SELECT * FROM statussync_order WHERE shop_order = '1005'"));
  const post = (fields) => fetch(`${place.base}/order?order=1005`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  await post({ statussync_do: 'ignore' });
  await open(1005);
  const name = await page.locator('.statussync-acts form input[type=hidden]').first().getAttribute('name');
  await post({ statussync_do: 'ignore', [name]: 'falsch' });
  await fetch(`${place.base}/order?order=1005&statussync_do=ignore`);
  assert.strictEqual(JSON.stringify(place.ask("SELECT * FROM statussync_order WHERE shop_order = '1005'")), before);
});

test('what was just saved in the shop is said at once: what leaves and by when, or what is missing', async () => {
  account(`'$.last_send', ${NOW - 1800}`);
  set(1001, `verdict = 'skip', reason = 'not_shipped', shop_status = 1, deadline = ${NOW + 5 * 86400}`);
  place.ask("DELETE FROM statussync_message WHERE shop_order = '1001'");
  assert.match(await open(1001), /^Wird spätestens 12:10 übertragen: DHL 00340434161094042501\.$/);
  await shot('panel-fresh');
  assert.match(await open(1001, '&lang=en'), /^Goes to Amazon by 12:10 at the latest: DHL/);
  place.ask('DELETE FROM orders_tracking WHERE orders_id = 1001');
  assert.match(await open(1001), /^Sendungsnummer fehlt\. Bis 27\.11\.2025 10:40 bei der Bestellung eintragen, sonst wird ohne Nummer gemeldet/);
  place.ask("UPDATE statussync_setting SET document = json_set(document, '$.without_tracking.then', 'hold')");
  assert.match(await open(1001), /^Sendungsnummer fehlt\. Bei der Bestellung eintragen; ohne Nummer wird nichts gemeldet\.$/);
  place.ask("INSERT INTO orders_tracking (orders_id, carrier_id, parcel_id, date_added) VALUES (1001, 2, '0123', '2025-11-26 10:00:00')");
  assert.match(await open(1001), /^"Sperrgut Süd" kennt Amazon nicht/);
  place.ask('UPDATE orders SET orders_status = 2 WHERE orders_id = 1001');
  assert.match(await open(1001), /^Eben im Shop auf "In Bearbeitung" gesetzt\. Der nächste Lauf beurteilt es\.$/);
  place.ask("UPDATE statussync_setting SET document = json_set(document, '$.cancel', json('[{\"status\":4,\"reason\":\"NoInventory\",\"after_minutes\":30}]'))");
  place.ask('UPDATE orders SET orders_status = 4 WHERE orders_id = 1001');
  assert.match(await open(1001), /Der Storno geht 30 Minuten nach dem nächsten Aufruf/);
});

test('what a run has seen stays what it said: nothing is announced twice, no verdict is overruled', async () => {
  set(1005, "shop_status = 3, reason = 'carrier_unmapped', detail = 'Sperrgut Süd'");
  assert.match(await open(1005), /^"Sperrgut Süd" kennt Amazon nicht/);
  set(1001, "verdict = 'skip', reason = 'fba', shop_status = 1");
  assert.match(await open(1001), /^Versand durch Amazon/);
  assert.strictEqual(await page.locator('.statussync-acts button').count(), 0, 'and there is nothing to do');
});

test('a number that is waited for without end is not promised to be left out', async () => {
  set(1005, "reason = 'no_tracking', detail = NULL");
  assert.match(await open(1005), /^Sendungsnummer fehlt\. Bei der Bestellung eintragen; ohne Nummer wird nichts gemeldet\.$/);
  assert.match(await open(1005, '&lang=en'), /nothing is confirmed without one/);
});

test('what is on its way says since when, and offers a look only', async () => {
  const buttons = () => page.locator('.statussync-acts button').allInnerTexts();
  for (const [state, says] of [['in_flight', /^Bei Amazon eingereicht 10:30, Ergebnis meist in 30 Minuten\.$/], ['unknown', /keine Antwort.*nichts doppelt gesendet/],
    ['accepted', /^Angenommen 10:30, wird noch nachgelesen\.$/]]) {
    place.ask(`UPDATE statussync_message SET state = '${state}', sent_at = ${NOW - 600}, changed_at = ${NOW - 600} WHERE shop_order = '1001'`);
    assert.match(await open(1001), says);
    assert.deepStrictEqual(await buttons(), ['Bei Amazon nachsehen', 'Zuordnen'].slice(0, 1));
  }
  place.ask(`UPDATE statussync_message SET state = 'verified' WHERE shop_order = '1001'`);
  set(1001, "verdict = 'done'");
  await open(1001);
  assert.match(await page.locator('.statussync-state').innerText(), /✓ geprüft, 10:30/);
});

test('each button that a text names is there', async () => {
  const has = async (name) => assert.strictEqual(await page.locator('.statussync-acts').getByRole('button', { name, exact: true }).count(), 1, name);
  set(1005, "reason = 'already_shipped', verdict = 'conflict', detail = '1Z999'");
  assert.match(await open(1005), /"Bei Amazon ersetzen" oder "So lassen" wählen/);
  await has('Bei Amazon ersetzen');
  await has('So lassen');
  set(1010, "reason = 'cancelled_at_amazon', verdict = 'conflict', detail = 'Käufer'");
  await open(1010);
  await page.locator('.statussync-acts').getByRole('button', { name: 'Als geklärt markieren' }).click();
  assert.strictEqual(Number(place.ask("SELECT ignored FROM statussync_order WHERE shop_order = '1010'")[0].ignored), 1);
  set(1015, "reason = 'release_cancel', verdict = 'hold', shop_status = 4");
  place.ask('UPDATE orders SET orders_status = 4 WHERE orders_id = 1015');
  assert.match(await open(1015), /einzeln freigeben oder zurückziehen/);
  await has('Storno zurückziehen');
  await page.locator('.statussync-acts').getByRole('button', { name: 'Storno freigeben' }).click();
  assert.strictEqual(Number(place.ask("SELECT released FROM statussync_order WHERE shop_order = '1015'")[0].released), 1);
  set(1020, "reason = 'before_start', verdict = 'skip'");
  assert.match(await open(1020), /Einzeln senden ist möglich/);
  await has('Jetzt senden');
});

test('a button that would change nothing is not there, and none can be read as something else', async () => {
  const names = () => page.locator('.statussync-acts button').allInnerTexts();
  for (const reason of ['bad_tracking', 'no_carrier', 'reading', 'pending_at_amazon', 'not_at_amazon', 'wrong_marketplace']) {
    set(1010, `ignored = 0, reason = '${reason}', verdict = 'hold', detail = NULL`);
    await open(1010);
    assert.deepStrictEqual((await names()).filter((name) => name !== 'Zuordnen'), ['Bei Amazon nachsehen', 'Nicht senden'], reason);
  }
  set(1010, "reason = 'storno_no_status', verdict = 'hold'");
  await open(1010);
  assert.deepStrictEqual(await names(), ['Kein Storno: Versand melden', 'Bei Amazon nachsehen', 'Nicht senden'], 'not to be taken for sending the cancel');
  set(1001, "verdict = 'ship', reason = NULL");
  place.ask("UPDATE statussync_message SET state = 'rejected', reason = '18028', code = '18028' WHERE shop_order = '1001'");
  await open(1001);
  assert.deepStrictEqual(await names(), ['Erneut senden', 'Bei Amazon nachsehen', 'Nicht senden'], 'one way to send');
});

test('of many parcels the newest five are in sight, the others folded', async () => {
  const rest = place.ask("SELECT group_concat('\"' || name || '\"') AS c FROM pragma_table_info('statussync_parcel') WHERE name NOT IN ('id', 'number')")[0].c;
  for (let n = 2; n <= 8; n += 1) place.ask(`INSERT INTO statussync_parcel (number, ${rest}) SELECT ${n}, ${rest} FROM statussync_parcel WHERE number = 1 AND order_id = (SELECT id FROM statussync_order WHERE shop_order = '1001')`);
  await open(1001);
  assert.strictEqual(await page.locator('.statussync-line:visible').filter({ hasText: /^Paket/ }).count(), 5);
  await page.locator('summary:has-text("3 frühere Pakete")').click();
  assert.strictEqual(await page.locator('.statussync-line:visible').filter({ hasText: /^Paket/ }).count(), 8);
});

test('a refused act is said in the language of the page, without words of the command line', async () => {
  for (const [query, says] of [['', /"303-1" ist keine Amazon-Bestellnummer/], ['&lang=en', /"303-1" is no Amazon order number; one looks like/]]) {
    await open(1001, query);
    await page.locator('.statussync-panel details').last().evaluate((e) => { e.open = true; });
    const field = page.locator('input[name=statussync_value]').last();
    await field.evaluate((e) => { e.removeAttribute('pattern'); });
    await field.fill('303-1');
    await Promise.all([page.waitForNavigation(), field.press('Enter')]);
    assert.match(await page.locator('[role=status]').innerText(), says);
    assert.doesNotMatch(await page.locator('[role=status]').innerText(), /link:|link ORDER/);
  }
});

test("Seller Central is that of the order's own marketplace", async () => {
  const link = () => page.locator('.statussync-head a').getAttribute('href');
  await open(1001);
  assert.match(await link(), /^https:\/\/sellercentral\.amazon\.de\/orders-v3\/order\/303-/);
  set(1001, "amazon = '{\"marketplace\":\"ATVPDKIKX0DER\"}'");
  await open(1001);
  assert.match(await link(), /^https:\/\/sellercentral\.amazon\.com\/orders-v3/);
});
