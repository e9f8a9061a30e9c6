'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { edit, save, confirmed, post, said, picture } = require('../lib/page');
const { amazon, sell, told, dhl, open } = require('../../modified/lib/amazon');
const browser = require('../../modified/lib/browser');

const COMMENTS = { table: 'orders_status_history', column: 'comments', key: 'orders_id' };
const SETTINGS = {
  tracking: { source: 'match', ...COMMENTS, pattern: '(?i)nummer:? *([0-9A-Z]{8,30})' },
  carrier: { source: 'match', ...COMMENTS, pattern: '(?i)\\b(DHL|DPD|Böte)(?!\\pL)', map: {}, fallback: null, untracked: [], detect: 'warn' },
  parcels: { settle_minutes: 0, several: 'split' }, cancel: [{ status: 4, reason: 'NoInventory', after_minutes: 30 }],
};

// Orders by every way their status changes here, told to Amazon by the cron job of the newer PHP.
describe('orders of a shop without hooks, tracking table and indexes', () => {
  let shop;
  let page;
  const settle = async (times = 2) => {
    for (let i = 0; i < times; i += 1) {
      await shop.amazon.ask('advance', { seconds: 7300 });
      shop.cron();
    }
  };
  const ship = async (id, comments, status = '3') => {
    await browser.order(page, shop, id);
    await browser.navigated(page, () => browser.send(page, 'status', { status, comments }));
  };
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    page = await browser.visit(shop);
    shop.cli(['install', shop.folder], { options: [] });
    await browser.go(page, shop, 'module_export.php', 'set=&module=statussync&action=install');
    open(shop, SETTINGS);
    // the page is about the document of all accounts
    const document = shop.cli(['settings', 'export', '--account', 'de']).out;
    shop.cli(['settings', 'import'], { input: document });
    shop.sql("DELETE FROM statussync_setting WHERE account = 'de'");
  });
  after(async () => { await browser.stop(); shop.remove(); });

  test('by the order page, by an ERP with and without history, in two parcels, in latin1: each arrives as it is meant', async () => {
    const [byPage, byHistory, parcels, umlaut] = [await sell(shop), await sell(shop), await sell(shop, { units: [1, 1] }), await sell(shop)];
    const houses = await sell(shop, { units: [1, 1] });
    const codes = Array.from({ length: 6 }, dhl);
    await ship(byPage.id, `Gruß aus Köln, "mit" DHL.\nSendungsnummer: ${codes[0]}`);
    shop.erp(byHistory.id, 3, `DPD Paketnummer: 0${codes[1].slice(0, 13)}`);
    shop.erp(parcels.id, 3, `DHL, Nummer ${codes[2]} und Nummer ${codes[3]}`);
    shop.erp(umlaut.id, 3, `Böte, Nummer: ${codes[4]}`);
    shop.erp(houses.id, 3, `Mit DHL, Nummer ${codes[5]}`);
    shop.erp(houses.id, 3, `Der Rest mit DPD, Nummer 0${codes[5].slice(0, 13)}`);
    await settle();
    assert.deepEqual(await told(shop, byPage.number), [`ship DHL ${codes[0]}`]);
    assert.deepEqual(await told(shop, byHistory.number), [`ship DPD 0${codes[1].slice(0, 13)}`]);
    assert.deepEqual((await told(shop, parcels.number)).sort(), [`ship DHL ${codes[2]}`, `ship DHL ${codes[3]}`].sort());
    assert.deepEqual((await told(shop, houses.number)).sort(), [`ship DHL ${codes[5]}`, `ship DPD 0${codes[5].slice(0, 13)}`].sort(), 'each with its own');
    assert.deepEqual(await told(shop, umlaut.number), [], 'a carrier nobody mapped is held');
  });

  test('an error is named with its mend on the page, mended there, and the order leaves by itself', async () => {
    await edit(page, shop);
    const before = await page.innerText('#box');
    assert.match(before, /kennt Amazon nicht/);
    assert.match(before, /Böte/);
    await picture(page, 'held');
    const held = shop.sql("SELECT amazon_order AS a FROM statussync_order WHERE `open` = 1 AND verdict = 'hold'");
    assert.equal(held.length, 1);
    await page.fill('#ssm', 'Böte = Other: Böte & Söhne');
    await save(page);
    assert.match(await page.innerText('#box'), /Gespeichert\./);
    await settle();
    const { effects } = await shop.amazon.ask('effects');
    const [sent] = effects.filter((one) => one.order === held[0].a);
    assert.match(JSON.stringify(sent), /Böte & Söhne/);
    await edit(page, shop);
    assert.doesNotMatch(await page.innerText('#box'), /kennt Amazon nicht/);
  });

  test('plain SQL alone, without history and number, is seen; it waits for its number and then goes without', async () => {
    const bare = await sell(shop);
    shop.erp(bare.id, 3);
    await settle(1);
    assert.deepEqual(await told(shop, bare.number), []);
    await edit(page, shop);
    await page.fill('#ssf', 'Other: Bote');
    await save(page);
    await shop.amazon.ask('advance', { seconds: 90000 });
    await settle(2);
    assert.deepEqual(await told(shop, bare.number), ['ship Other']);
  });

  test('a storno reaches Amazon after its time, taken back before that it does not', async () => {
    const [gone, kept] = [await sell(shop), await sell(shop)];
    await ship(gone.id, '', '4');
    await ship(kept.id, '', '4');
    shop.cron();
    await ship(kept.id, 'doch nicht', '1');
    await settle(3);
    assert.deepEqual(await told(shop, gone.number), ['cancel']);
    assert.deepEqual(await told(shop, kept.number), []);
  });

  test('a number in a field of a contribution: the page takes table and column of the schema, and a fixed carrier', async () => {
    const answer = await post(page, shop, {
      'statussync[tracking][source]': 'field', 'statussync[tracking][table]': 'orders_parcels', 'statussync[tracking][column]': 'parcel_number',
      'statussync[tracking][key]': 'orders_id', 'statussync[carrier][source]': 'fixed', 'statussync[carrier][value]': 'DHL',
    }, { sure: true });
    assert.equal(answer.status(), 200);
    assert.match(await answer.text(), /Gespeichert/);
    const doctor = () => shop.cli(['doctor', '--offline'], { codes: null }).out;
    await edit(page, shop);
    assert.match(await page.innerText('#box'), /Die Tabelle orders_parcels hat keinen Index auf orders_id/);
    const mend = /ALTER TABLE .*/.exec(await page.innerText('#box'))[0];
    assert.match(doctor(), /note {2}matched table: orders_parcels has no index on orders_id and is read whole each time; ALTER TABLE/);
    shop.sql(mend);
    await edit(page, shop);
    assert.doesNotMatch(await page.innerText('#box'), /keinen Index/);
    assert.doesNotMatch(doctor(), /matched table/);
    const order = await sell(shop);
    const code = dhl();
    shop.sql("INSERT INTO orders_parcels (orders_id, parcel_number, parcel_service) VALUES (?, ?, 'x')", [order.id, code]);
    shop.erp(order.id, 3);
    await settle();
    assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
    const people = await post(page, shop, { 'statussync[tracking][column]': 'customers_name', 'statussync[tracking][table]': 'orders', 'statussync[tracking][source]': 'field' });
    assert.match(await people.text(), /Nicht gespeichert: Dort stehen Daten von Personen/);
    const document = JSON.parse(shop.cli(['settings', 'export']).out);
    assert.equal(document.carrier.source, 'fixed');
    assert.equal(document.tracking.pattern, undefined, 'the pattern offered for comments is not meant for a field');
    assert.deepEqual(document.carrier.map, { 'Böte': { other: 'Böte & Söhne' } });
  });

  for (const how of ['none', 'shop', 'php']) {
    test(`backslashes and quotes of a pattern are stored as typed: magic quotes of ${how === 'none' ? 'nobody' : `the ${how === 'shop' ? 'shop' : 'old PHP'}`}`, async () => {
      shop.quotes(how);
      await edit(page, shop);
      await page.selectOption('#sstracking', 'comment');
      await page.fill('#sstrackingpattern', `(?i)"Nr\\." *'?([0-9A-Z]{8,30})\\b`);
      await page.selectOption('#sscarrier', 'comment');
      await page.fill('#sscarrierpattern', '(?i)\\b(DHL|O\'Neill)\\b');
      await page.fill('#ssm', `O'Neill "Express" = Other: O'Neill\nC:\\Bote = DHL`);
      await save(page);
      if (/Noch nicht gespeichert/.test(await page.innerText('#box'))) await confirmed(page, shop); // orders are open by now
      assert.match(await page.innerText('#box'), /Gespeichert\./);
      const document = JSON.parse(shop.cli(['settings', 'export']).out);
      assert.equal(document.tracking.pattern, `(?i)"Nr\\." *'?([0-9A-Z]{8,30})\\b`);
      assert.equal(document.carrier.pattern, '(?i)\\b(DHL|O\'Neill)\\b');
      assert.deepEqual(document.carrier.map, { 'O\'Neill "Express"': { other: "O'Neill" }, 'C:\\Bote': 'DHL' });
      await edit(page, shop);
      assert.equal(await page.inputValue('#sstrackingpattern'), document.tracking.pattern, 'and shown as typed');
      shop.quotes('shop');
    });
  }

  test('with the one line in orders.php the next call of the cron job sends, not the next round', async () => {
    const file = path.join(shop.folder, 'admin/orders.php');
    const original = fs.readFileSync(file, 'utf8');
    shop.cli(['settings', 'import', '--yes'], { input: JSON.stringify({ ...JSON.parse(shop.cli(['settings', 'export']).out), ...SETTINGS, transport: 'express' }) });
    const [without, withLine] = [await sell(shop), await sell(shop)];
    await settle(1);
    await ship(without.id, `DHL Nummer: ${dhl()}`);
    await shop.amazon.ask('advance', { seconds: 120 });
    shop.cron();
    assert.deepEqual(await told(shop, without.number), [], 'without it the account\'s interval decides');
    const line = /@include [^\n]+/.exec(shop.cli(['install', shop.folder], { options: [] }).out)[0];
    fs.writeFileSync(file, original.replace(/(\n[^\n]*xtc_db_input\(\$comments\)[^\n]*\n)/, `$1        ${line}\n`));
    assert.notEqual(fs.readFileSync(file, 'utf8'), original);
    const code = dhl();
    await ship(withLine.id, `DHL Nummer: ${code}`);
    await shop.amazon.ask('advance', { seconds: 120 });
    shop.cron();
    assert.deepEqual(await told(shop, withLine.number), [`ship DHL ${code}`]);
    // and it disturbs nobody where our tables or files are gone
    shop.sql('RENAME TABLE statussync_order TO statussync_away');
    await ship(withLine.id, 'noch etwas');
    assert.match(await page.innerText('body'), /wurde aktualisiert/);
    shop.sql('RENAME TABLE statussync_away TO statussync_order');
    fs.renameSync(path.join(shop.folder, 'admin/includes/statussync'), path.join(shop.home, 'away'));
    await ship(withLine.id, 'und noch etwas');
    assert.match(await page.innerText('body'), /wurde aktualisiert/);
    assert.match(await said(page, shop), /Es fehlen Dateien/);
    fs.renameSync(path.join(shop.home, 'away'), path.join(shop.folder, 'admin/includes/statussync'));
    fs.writeFileSync(file, original);
  });

  test('the cron entry is silent when all is well, and called by the old PHP it says so and does nothing', async () => {
    const done = shop.cron();
    assert.deepEqual([done.code, done.out, done.err], [0, '', '']);
    const answer = await shop.fetch('includes/external/statussync/cron.php');
    assert.deepEqual([answer.status, answer.text], [403, '']);
    const old = spawnSync(process.execPath, [path.join(__dirname, '../lib/cli56.js'), shop.folder, path.join(shop.folder, 'includes/external/statussync/cron.php')], { encoding: 'utf8' });
    assert.deepEqual([old.status, old.stdout], [2, '']);
    assert.match(old.stderr, /^statussync: this is PHP 5\.6\.40; call this file with PHP 7\.4 or newer$/m);
  });

  test('a status chosen while orders wait in it: counted first, nothing goes without the box, with it they go', async () => {
    shop.cli(['settings', 'import', '--yes'], { input: JSON.stringify({ ...JSON.parse(shop.cli(['settings', 'export']).out), ...SETTINGS, carrier: { ...SETTINGS.carrier, fallback: 'DHL' } }) });
    const waiting = [await sell(shop), await sell(shop)];
    for (const one of waiting) shop.erp(one.id, 2, `DHL Nummer: ${dhl()}`);
    await settle(1);
    await edit(page, shop);
    await page.selectOption('#ss2', 'ship');
    await save(page);
    assert.match(await page.innerText('#box'), /Noch nicht gespeichert\. Bestellungen, die sofort als versendet gemeldet würden: 2,/);
    await settle(1);
    for (const one of waiting) assert.deepEqual(await told(shop, one.number), []);
    await edit(page, shop);
    assert.equal(await page.inputValue('#ss2'), 'ship', 'what was chosen is there, with its box');
    await picture(page, 'step');
    await edit(page, shop);
    assert.deepEqual([await page.inputValue('#ss2'), await page.locator('[name="statussync[sure]"]').count()], ['nothing', 0], 'and is let go by leaving it');
    await page.selectOption('#ss2', 'ship');
    await save(page);
    await confirmed(page, shop);
    assert.match(await page.innerText('#box'), /Gespeichert\./);
    await settle();
    for (const one of waiting) assert.match((await told(shop, one.number)).join(), /^ship DHL \d+$/);
  });

  test('nothing was sent twice or against the rules, and the old PHP had nothing to complain about', async () => {
    assert.deepEqual((await shop.amazon.ask('violations')).violations, []);
    assert.equal(shop.complaints, '');
  });
});
