'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { sell, settle, told, dhl } = require('../lib/amazon');
const { running, held } = require('../lib/scene');
const browser = require('../lib/browser');
const { PAGES, WRITES, post, tokenIn } = require('../lib/pages');

const PARKED = 4000000000;

// Whatever is missing or broken of ours: the shop's pages go on, and say what it is.
describe('the shop goes on', () => {
  let shop;
  let page;
  let order;
  before(async () => {
    ({ shop, page } = await running({}, { extension: false }));
    order = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
  });
  after(async () => { await browser.stop(); shop.remove(); });

  const looks = (id) => Number(shop.sql('SELECT look_at AS l FROM statussync_order WHERE shop_order = ?', [String(id)])[0].l);
  // Marking an order that waits already writes nothing, so that nothing could fail.
  const park = (id) => shop.sql('UPDATE statussync_order SET look_at = ? WHERE shop_order = ?', [PARKED, String(id)]);

  // Status there and back by the shop's own form; the shop must have done it.
  async function saves() {
    const to = Number(shop.sql('SELECT orders_status AS s FROM orders WHERE orders_id = ?', [order.id])[0].s) === 1 ? 2 : 1;
    await browser.order(page, shop, order.id);
    await browser.status(page, to);
    assert.equal(Number(shop.sql('SELECT orders_status AS s FROM orders WHERE orders_id = ?', [order.id])[0].s), to);
    assert.ok(await page.$('#order_status_block'), 'the whole page is there');
    return page.innerText('body');
  }

  async function storno(id = null) {
    const order = id || (await sell(shop)).id;
    await browser.storno(page, shop, order, 4);
    assert.equal(Number(shop.sql('SELECT orders_status AS s FROM orders WHERE orders_id = ?', [order])[0].s), 4);
    assert.ok(!/action=/.test(page.url()) && await page.$('footer'), 'the list behind it is whole');
  }

  // The hooks of both really meet a database that takes no writes: the orders stay parked. The shop and our box go on.
  async function refused(stornoed) {
    await saves();
    assert.ok(await page.$('#statussync_block'), 'our box is there: it has only read');
    await storno(stornoed);
    assert.deepEqual([looks(order.id), looks(stornoed)], [PARKED, PARKED], 'no mark was written');
  }

  // An order with a row of ours, to be cancelled in the shop.
  async function known() {
    const { id } = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
    return id;
  }

  test('without the extension in the web PHP: panel and pages work, the module says so', async () => {
    assert.match(await saves(), new RegExp(order.number));
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync');
    assert.match(await page.innerText('#description'), /fehlt die Erweiterung statussync/);
  });

  test('without our tables', async () => {
    shop.sql('RENAME TABLE statussync_order TO kept_order, statussync_meta TO kept_meta');
    assert.match(await saves(), /Amazon-Status gerade nicht lesbar/);
    await storno();
    await browser.go(page, shop, 'statussync.php', 'view=cron');
    assert.match(await page.innerText('.error_message'), /tables are missing|Tabellen fehlen/);
    await browser.go(page, shop, 'statussync.php');
    assert.ok(await page.$('footer'));
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync');
    assert.match(await page.innerText('#description'), /Tabellen fehlen oder sind älter/);
    shop.sql('RENAME TABLE kept_order TO statussync_order, kept_meta TO statussync_meta');
  });

  for (const [what, number] of [['read-only', 1290], ['full', 1114]]) {
    test(`where the database is ${what} for us: a button says so, the shop's own forms work`, async () => {
      const stornoed = await known();
      park(order.id);
      await browser.order(page, shop, order.id);
      assert.equal(looks(order.id), 0, 'where writes are taken, the view marks');
      [order.id, stornoed].forEach(park);
      shop.sql(`CREATE TRIGGER statussync_stop BEFORE UPDATE ON statussync_order FOR EACH ROW SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = ${number}, MESSAGE_TEXT = 'no'`);
      await refused(stornoed);
      await browser.order(page, shop, order.id);
      await browser.navigated(page, () => page.click('#statussync_block button:has-text("Bei Amazon nachsehen")'));
      assert.match(await page.innerText('body'), /nicht speicherbar/);
      shop.sql('DROP TRIGGER statussync_stop');
    });
  }

  test('where the database takes no write of ours at all: every page shows what it knows, every button says so', async () => {
    const bad = await sell(shop, { facts: { refuse_codes: [{ code: '18021', text: 'No', op: 'ship', via: 'both', times: null }] } });
    shop.erp(bad.id, 3, 1, dhl());
    await settle(shop, 1); // the log has something to try again
    const tables = shop.sql("SHOW TABLES LIKE 'statussync\\_%'").map((row) => Object.values(row)[0]);
    assert.ok(tables.length > 8);
    const each = (work) => shop.all(tables.flatMap((table) => ['INSERT', 'UPDATE', 'DELETE'].map((on) => [work(table, on), []])));
    const rows = () => JSON.stringify(tables.map((table) => shop.sql(`SELECT * FROM ${table}`)));
    const address = (name) => `${shop.adminBase}statussync.php?view=${name}`;
    // All that the form says which has this button, or else the largest one.
    const filled = (name) => page.evaluate((act) => {
      const forms = [...document.forms].filter((one) => one.method === 'post').sort((a, b) => b.elements.length - a.elements.length);
      const form = forms.find((one) => [...one.elements].some((field) => field.name === 'do' && field.value === act)) || forms[0];
      return form ? [...new FormData(form)].map(([field, value]) => [field, String(value)]) : [];
    }, WRITES[name].do);
    each((table, on) => `CREATE TRIGGER no_${on}_${table} BEFORE ${on} ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'no'`);
    const before = rows();
    const sent = {};
    const press = async (name) => post(page, address(name), [...sent[name], ...Object.entries(await tokenIn(page))]);
    for (const name of PAGES) {
      assert.equal((await page.goto(address(name))).status(), 200, name);
      assert.ok(await page.$('.ss') && await page.$('footer'), `${name} is whole`);
      assert.ok((await page.innerText('.ss')).length > 100, name);
      assert.doesNotMatch(await page.innerText('.boxCenter'), /kann gerade nichts zeigen|1290/, name);
      if (!WRITES[name]) continue;
      const own = name === 'access' ? { do: 'save', name: 'x' } : WRITES[name]; // the account stays what it is
      sent[name] = [...(await filled(name)).filter(([field]) => !(field in own)), ...Object.entries(own)];
      const { text } = await press(name);
      assert.match(text, name === 'cron' ? /fehlen oder sind nicht &#228;nderbar/ : /gerade nicht lesbar oder nicht beschreibbar.*45000\/1290/, name);
      assert.match(text, /<footer/, name);
    }
    assert.equal(rows(), before);
    const kept = shop.cli(['settings', 'export', '--account', 'de']).out;
    each((table, on) => `DROP TRIGGER no_${on}_${table}`);
    for (const name of Object.keys(sent)) {
      const known = rows();
      await page.goto(address(name));
      await press(name);
      assert.notEqual(rows(), known, `${name}: it was a write`);
    }
    shop.sql('DELETE FROM statussync_job');
    shop.cli(['settings', 'import', '--account', 'de'], { input: kept });
  });

  // A small disk of its own for our tables, filled to the last byte. Where none may be mounted, the test above says
  // the same with the error that a full disk gives.
  const disk = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0777', 'tmpfs', disk]).status === 0;
  after(() => {
    if (mounted) spawnSync('umount', ['-l', disk]);
    fs.rmSync(disk, { recursive: true, force: true });
  });
  test("where the disk of our tables is really full: a button says so, the shop's own forms work", { skip: !mounted && 'no disk may be mounted here' }, async () => {
    const tables = ['statussync_order', 'statussync_event'];
    const stornoed = await known();
    for (const table of tables) {
      const made = shop.sql(`SHOW CREATE TABLE ${table}`)[0]['Create Table'];
      shop.sql(`RENAME TABLE ${table} TO kept_${table}`);
      shop.root(`${made.replace('`', `\`${shop.database}\`.\``)} DATA DIRECTORY='${disk}'`);
      shop.sql(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
    }
    [order.id, stornoed].forEach(park);
    const fill = path.join(disk, 'fill');
    spawnSync('dd', ['if=/dev/zero', `of=${fill}`, 'bs=1k']);
    const insert = (rows, size) => shop.sql(`INSERT INTO statussync_event (at, account, order_id, message, feed, what, http, nonce, text) SELECT 1, 'de', 0, 0, 0, 'x', 0, seq, REPEAT('x', ${size}) FROM seq_1_to_${rows}`);
    assert.throws(() => insert(2000, 500), /full|No space/, 'the disk is full');
    for (const size of [400, 1]) { // and so is the last page that the table has
      for (let rows = 128; rows >= 1; rows /= 2) try { while (insert(rows, size)); } catch { /* no room for so many */ }
    }
    try {
      await saves();
      await storno(stornoed);
      assert.deepEqual([looks(order.id), looks(stornoed)], [0, 0], 'a mark needs no room: InnoDB changes the row where it is');
      await browser.order(page, shop, order.id);
      await browser.navigated(page, () => page.click('#statussync_block button:has-text("Bei Amazon nachsehen")'));
      assert.match(await page.innerText('body'), /nicht speicherbar/, 'what needs room is refused, and said');
      assert.ok(await page.$('#order_status_block'), 'the page is whole after a button of ours as well');
      const ran = shop.cli(['run'], { codes: null });
      assert.doesNotMatch(ran.err + ran.out, /Stack trace|Fatal error|PHP (Warning|Notice)/);
    } finally {
      fs.rmSync(fill);
      for (const table of tables) shop.sql(`DROP TABLE ${table}`);
      for (const table of tables) shop.sql(`RENAME TABLE kept_${table} TO ${table}`);
    }
    await saves();
  });

  test('while somebody holds our table: the order page waits two seconds at the most', async () => {
    const begun = Date.now();
    const took = await held(shop, ['statussync_order'], async () => {
      await browser.go(page, shop, 'orders.php', `oID=${order.id}&action=edit`);
      return Date.now() - begun;
    });
    assert.ok(took < 9000, `${took} ms`);
    assert.ok(await page.$('#order_status_block'));
  });

  test('while a run holds the lease: saving marks the order all the same', async () => {
    shop.sql("UPDATE statussync_lease SET owner = 'a-run', expires_at = UNIX_TIMESTAMP() + 600 WHERE account = 'de'");
    shop.sql('UPDATE statussync_order SET look_at = 4000000000 WHERE shop_order = ?', [String(order.id)]);
    await saves();
    assert.equal(Number(shop.sql('SELECT look_at AS l FROM statussync_order WHERE shop_order = ?', [String(order.id)])[0].l), 0);
    shop.sql("UPDATE statussync_lease SET owner = NULL, expires_at = 0 WHERE account = 'de'");
  });

  test('half of the files copied: no page of the shop breaks', async () => {
    const library = path.join(shop.folder, 'includes/external/statussync');
    const files = ['php_src/Admin/Panel.php', 'php_src/Admin/Host/ModifiedEntry.php', 'php_src/autoload.php'];
    for (const file of files) {
      const text = fs.readFileSync(path.join(library, file), 'utf8');
      fs.writeFileSync(path.join(library, file), text.slice(0, text.length / 2));
      await saves();
      await storno();
      for (const one of ['module_export.php?set=system&module=statussync', 'statussync.php', 'start.php']) {
        const answer = await page.goto(shop.adminBase + one);
        assert.equal(answer.status(), 200, `${file}: ${one}`);
        assert.ok(await page.$('footer'), `${file}: ${one} is whole`);
      }
      fs.writeFileSync(path.join(library, file), text);
    }
    fs.renameSync(library, `${library}.away`);
    await saves();
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync');
    assert.match(await page.innerText('#description'), /includes\/external\/statussync fehlt/);
    fs.renameSync(`${library}.away`, library);
  });

  test('a language without our texts: the module page works', async () => {
    for (const file of ['lang/english/modules/system/statussync.php', 'lang/english/extra/admin/statussync.php']) fs.renameSync(path.join(shop.folder, file), path.join(shop.folder, `${file}.away`));
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync&language=en');
    assert.match(await page.innerText('#description'), /Tells Amazon/);
    for (const file of ['lang/english/modules/system/statussync.php', 'lang/english/extra/admin/statussync.php']) fs.renameSync(path.join(shop.folder, `${file}.away`), path.join(shop.folder, file));
    await browser.go(page, shop, 'start.php', 'language=de');
  });

  test('module removed and installed again in the admin: data are found, orders go on', async () => {
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync');
    await browser.navigated(page, () => page.click('#remove'));
    assert.match(await page.innerText('body'), /bleiben in der Datenbank/);
    await browser.order(page, shop, order.id);
    assert.equal(await page.$('#statussync_block'), null);
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync');
    await browser.navigated(page, () => page.click('#install'));
    assert.match(await page.innerText('body'), /Frühere Daten wurden gefunden/);
    await browser.navigated(page, () => page.click('a:has-text("Aktualisieren")'));
    assert.match(await page.innerText('body'), /Version 0\.\d+\.\d+ ist eingerichtet/);
    const code = dhl();
    shop.erp(order.id, 3, 1, code);
    await settle(shop);
    assert.deepEqual(await told(shop, order.number), [`ship DHL ${code}`]);
  });

  test('module switched off: no menu entry, no panel, no mark', async () => {
    await browser.go(page, shop, 'module_export.php', 'set=system&module=statussync&action=edit');
    await browser.send(page, 'modules', { 'configuration[MODULE_STATUSSYNC_STATUS]': 'false' });
    await browser.order(page, shop, order.id);
    assert.equal(await page.$('#statussync_block'), null);
    assert.equal(await page.$('a[href$="statussync.php"]'), null);
  });
});
