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
