'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, describe, test } = require('node:test');
const { Shop, MODULE } = require('../lib/shop');
const { amazon, sell, told, dhl, open, settle } = require('../../modified/lib/amazon');
const { stop } = require('../../modified/lib/browser');
const { visit, go, order, token, post, navigated, signed } = require('../lib/admin');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>\'';

describe('the box on the order page and our page', () => {
  let shop;
  let page;
  const row = (id) => shop.sql('SELECT * FROM statussync_order WHERE shop_order = ?', [String(id)])[0];
  const press = (on, name) => navigated(on, () => on.locator('#statussync_block').getByRole('button', { name }).first().click());
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve();
    page = await visit(shop);
    await shop.install(page);
    open(shop, { cancel: [], parcels: { settle_minutes: 0, several: 'split' } });
  });
  after(async () => { await stop(); shop.remove(); });

  const collected = async (work = () => {}) => {
    const sold = await sell(shop);
    work(sold);
    shop.cli(['run'], { codes: [0, 1] });
    return sold;
  };

  test('an order without any sign of Amazon has no box', async () => {
    const id = shop.order();
    await order(page, shop, id);
    assert.equal(await page.locator('#statussync_block').count(), 0);
    assert.match(await page.locator('main').innerText(), /Box of a peer/);
  });

  test('number, state and verdict are there, beside the status form too', async () => {
    const sold = await collected((one) => { shop.track(one.id, { code: dhl(), service: 0, name: 'Sperrgut Süd' }); shop.erp(one.id, 3); });
    await order(page, shop, sold.id);
    const box = page.locator('#statussync_block');
    assert.match(await box.innerText(), new RegExp(`${sold.number}[\\s\\S]*Sperrgut Süd`));
    assert.match(await page.locator('form[name=status]').innerText(), /Amazon: .*Sperrgut Süd/);
    await go(page, shop, 'orders.php', `oID=${sold.id}&action=edit&language=en`);
    assert.match(await page.locator('#statussync_block').innerText(), /Do not send/);
    await go(page, shop, 'orders.php', `oID=${sold.id}&action=edit&language=de`);
  });

  test('"Nicht senden", "Doch senden", "Jetzt senden": at Amazon it ends as said', async () => {
    const code = dhl();
    const sold = await collected((one) => shop.erp(one.id, 3));
    await order(page, shop, sold.id);
    await press(page, 'Nicht senden');
    shop.track(sold.id, { code });
    await settle(shop, 2);
    assert.deepEqual(await told(shop, sold.number), []);
    await order(page, shop, sold.id);
    await press(page, 'Doch senden');
    await settle(shop, 2);
    assert.deepEqual(await told(shop, sold.number), [`ship DHL ${code}`]);
    await order(page, shop, sold.id);
    assert.match(await page.locator('#statussync_block').innerText(), /geprüft/);
  });

  test('what Amazon refused: state, its words, each attempt with its time, and "Erneut senden"', async () => {
    const sold = await sell(shop, { facts: { refuse_codes: [{ code: '18021', text: 'Refused <b>for</b> "a test"', op: 'ship', via: 'feed', times: 1 }] } });
    const code = dhl();
    shop.erp(sold.id, 3, 1, code);
    await settle(shop, 1);
    await order(page, shop, sold.id);
    const box = page.locator('#statussync_block');
    assert.match(await box.locator('.statussync-state').innerText(), /zu klären/);
    await box.locator('summary', { hasText: 'Verlauf' }).click();
    const lines = await box.locator('details', { hasText: 'Verlauf' }).first().locator('li').allInnerTexts();
    assert.ok(lines.length >= 2, lines.join(' | '));
    for (const line of lines) assert.match(line, /\d\d:\d\d/, 'each attempt has its time');
    assert.match(lines.join('\n'), /Refused <b>for<\/b> "a test"/, "Amazon's words, as text");
    assert.match(await box.innerText(), /Request-ID/);
    await press(page, 'Erneut senden');
    assert.match(await page.innerText('body'), /Vorgemerkt/);
    assert.deepEqual(await told(shop, sold.number), []);
    await settle(shop, 2);
    assert.deepEqual(await told(shop, sold.number), [`ship DHL ${code}`]);
    await order(page, shop, sold.id);
    assert.match(await box.locator('.statussync-state').innerText(), /geprüft/);
  });

  test('without JavaScript and by keyboard alone', async () => {
    const sold = await collected((one) => shop.erp(one.id, 3));
    const plain = await visit(shop, 'admin', { javaScriptEnabled: false });
    await order(plain, shop, sold.id);
    const button = plain.locator('#statussync_block').getByRole('button', { name: 'Nicht senden' });
    for (let i = 0; i < 60 && !(await button.evaluate((one) => one === document.activeElement).catch(() => false)); i += 1) await plain.keyboard.press('Tab');
    await Promise.all([plain.waitForNavigation(), plain.keyboard.press('Enter')]);
    assert.equal(Number(row(sold.id).ignored), 1);
    await plain.context().close();
  });

  test("a customer's comment with an Amazon number does nothing; a person may link it", async () => {
    const sold = await sell(shop, { link: false });
    shop.sql('UPDATE orders SET comments = ? WHERE orders_id = ?', [`AmazonOrderID: ${sold.number}`, sold.id]);
    const code = dhl();
    shop.erp(sold.id, 3, 1, code);
    await settle(shop, 2);
    assert.deepEqual(await told(shop, sold.number), []);
    await order(page, shop, sold.id);
    assert.equal(await page.locator('#statussync_block input[name=statussync_value]').inputValue(), sold.number);
    await press(page, 'Zuordnen');
    await settle(shop, 2);
    assert.deepEqual(await told(shop, sold.number), [`ship DHL ${code}`]);
  });

  test('our pages: statuses in the language of the admin, lists are seen, settings are saved with the token', async () => {
    await collected((one) => { shop.track(one.id, { code: dhl(), service: 0, name: 'Sperrgut Süd' }); shop.track(one.id, { code: 'R1', service: 2, name: 'DPD', back: 1 }); shop.erp(one.id, 3); });
    await go(page, shop, 'admin.php', 'do=AmazonOrderStatus');
    assert.ok(await page.locator('.statussync-gambio table').first().isVisible());
    assert.match(await page.locator('.statussync-gambio').innerText(), /Sperrgut Süd/);
    await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&page=settings');
    assert.match(await page.content(), /Versendet/);
    assert.doesNotMatch(await page.content(), />Shipped/);
    assert.ok(await page.locator('.statussync-gambio td', { hasText: /^\s*!?\s*Sperrgut Süd\s*$/ }).count() > 0);
    assert.equal(await page.locator('.statussync-gambio td', { hasText: /^\s*!?\s*DPD\s*$/ }).count(), 0, 'the carrier of a return label is none of ours');
    const before = shop.sql("SELECT document AS d FROM statussync_setting WHERE account = ''").map((row) => row.d).join();
    const form = await page.locator('.statussync-gambio form', { has: page.getByRole('button', { name: 'Speichern' }) }).last()
      .evaluate((one) => Object.fromEntries([...new FormData(one)].map(([name, value]) => [name, String(value)])));
    const wrong = await post(page, shop, 'admin.php?do=AmazonOrderStatus&page=settings', { ...form, pageToken: '0'.repeat(32) });
    assert.equal(wrong.status, 403);
    assert.equal(shop.sql("SELECT document AS d FROM statussync_setting WHERE account = ''").map((row) => row.d).join(), before);
    await navigated(page, () => page.getByRole('button', { name: 'Speichern' }).last().click());
    assert.match(await page.locator('.statussync-gambio').innerText(), /Gespeichert/);
  });

  test('orders that wait for a number are one cause of the error log, each with its own time', async () => {
    const waiting = [];
    for (let i = 0; i < 3; i += 1) {
      waiting.push(await collected((one) => shop.erp(one.id, 3)));
      await shop.amazon.ask('advance', { seconds: 600 });
    }
    assert.equal(new Set(waiting.map((one) => row(one.id).detail)).size, 3, 'each waits until a time of its own');
    await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&page=log');
    const groups = page.locator('.ss-cause', { hasText: 'Sendungsnummer fehlt' });
    assert.equal(await groups.count(), 1);
    await groups.locator('summary').first().click();
    for (const one of waiting) assert.match(await groups.innerText(), new RegExp(String(one.id)));
  });

  describe('who may what', () => {
    test('nobody without login; no customer; no admin without the right to orders', async () => {
      const sold = await collected();
      for (const who of [null, 'customer', 'nobody']) {
        const other = await visit(shop, who);
        const answer = await post(other, shop, `orders.php?oID=${sold.id}&action=edit`, { statussync_do: 'ignore', pageToken: 'a'.repeat(32) });
        assert.match(answer.headers.location || '', /login_admin/, String(who));
        await go(other, shop, 'admin.php', 'do=AmazonOrderStatus');
        assert.match(other.url(), /login_admin/, String(who));
        await other.context().close();
      }
      assert.equal(Number(row(sold.id).ignored), 0);
    });

    test('a packer uses the box and sees our page, but changes no setting', async () => {
      const sold = await collected((one) => shop.erp(one.id, 3));
      const packer = await visit(shop, 'packer');
      await order(packer, shop, sold.id);
      await press(packer, 'Nicht senden');
      assert.equal(Number(row(sold.id).ignored), 1);
      await go(packer, shop, 'admin.php', 'do=AmazonOrderStatus&page=cron');
      assert.equal(await packer.getByRole('button', { name: 'Neue Adresse erzeugen' }).count(), 0);
      await order(packer, shop, sold.id);
      const before = shop.sql("SELECT value FROM statussync_meta WHERE name = 'cron_token'");
      const answer = await post(packer, shop, 'admin.php?do=AmazonOrderStatus&page=cron', { make: '1', pageToken: await packer.locator('#statussync_block [name=pageToken]').first().inputValue() });
      assert.equal(answer.status, 403);
      assert.deepEqual(shop.sql("SELECT value FROM statussync_meta WHERE name = 'cron_token'"), before);
      await packer.context().close();
    });

    for (const active of ['true', 'false']) {
      test(`nothing is written by GET, without token, with a wrong or a foreign one (the shop's own check: ${active})`, async () => {
        shop.sql("UPDATE gx_configurations SET `value` = ? WHERE `key` = 'configuration/ACTIVATE_PAGE_TOKEN'", [active]);
        const sold = await collected();
        const mine = await visit(shop);
        const other = await visit(shop);
        await order(other, shop, sold.id);
        const foreign = await other.locator('#statussync_block [name=pageToken]').first().inputValue();
        await order(mine, shop, sold.id);
        const right = await mine.locator('#statussync_block [name=pageToken]').first().inputValue();
        await go(mine, shop, 'orders.php', `oID=${sold.id}&action=edit&statussync_do=ignore&pageToken=${right}`);
        for (const fields of [{}, { pageToken: '' }, { pageToken: 'f'.repeat(32) }, { pageToken: foreign }, { 'pageToken[]': right }]) {
          const answer = await post(mine, shop, `orders.php?oID=${sold.id}&action=edit`, { statussync_do: 'ignore', ...fields });
          assert.equal(answer.status, 302);
          assert.equal(Number(row(sold.id).ignored), 0, JSON.stringify(fields));
        }
        await order(mine, shop, sold.id);
        assert.match(await mine.locator('.alert-danger').first().innerText(), /neu laden/);
        await post(mine, shop, `orders.php?oID=${sold.id}&action=edit`, { statussync_do: 'ignore', pageToken: right });
        assert.equal(Number(row(sold.id).ignored), 1);
        for (const one of [mine, other]) await one.context().close();
      });
    }

    test('the form acts on the order whose page it was sent to; the way back is that page, whatever was sent', async () => {
      const [first, second] = [await collected(), await collected()];
      await order(page, shop, first.id);
      const right = await page.locator('#statussync_block [name=pageToken]').first().inputValue();
      const answer = await post(page, shop, `orders.php?oID=${first.id}&action=edit`, { statussync_do: 'ignore', order: String(second.id), redirect: '//evil.example', page: 'https://evil.example', pageToken: right });
      assert.equal(answer.headers.location, `/admin/orders.php?oID=${first.id}&action=edit`);
      assert.deepEqual([Number(row(first.id).ignored), Number(row(second.id).ignored)], [1, 0]);
    });
  });

  test('hostile names, numbers and words of Amazon stay text, in the box, in the list and in messages', async () => {
    const sold = await collected((one) => {
      shop.sql('UPDATE orders SET customers_name = ?, comments = ? WHERE orders_id = ?', [HOSTILE.slice(0, 60), `AmazonOrderID: ${HOSTILE}`, one.id]);
      shop.track(one.id, { code: HOSTILE, service: 0, name: HOSTILE.slice(0, 45) });
      shop.erp(one.id, 3);
    });
    const known = row(sold.id);
    shop.sql("INSERT INTO statussync_event (at, account, order_id, message, feed, what, http, request_id, code, text, nonce) VALUES (1764000000, 'de', ?, 0, 0, 'rejected', 400, ?, ?, ?, 99)",
      [known.id, HOSTILE.slice(0, 200), HOSTILE.slice(0, 200), HOSTILE]);
    shop.sql('UPDATE statussync_order SET detail = ?, reason = ? WHERE id = ?', [HOSTILE, 'carrier_unmapped', known.id]);
    await order(page, shop, sold.id);
    await page.locator('#statussync_block summary').first().click();
    assert.match(await page.locator('#statussync_block').innerText(), /<script>window\.pwned=1<\/script>/);
    const right = await page.locator('#statussync_block [name=pageToken]').first().inputValue();
    await post(page, shop, `orders.php?oID=${sold.id}&action=edit`, { statussync_do: HOSTILE, statussync_value: HOSTILE, pageToken: right });
    await post(page, shop, `orders.php?oID=${sold.id}&action=edit`, { statussync_do: 'link', statussync_value: HOSTILE, pageToken: right });
    await order(page, shop, sold.id);
    await go(page, shop, 'admin.php', `do=AmazonOrderStatus&page=${encodeURIComponent(HOSTILE)}&q=${encodeURIComponent(HOSTILE)}`);
    await signed(page, shop);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
  });

  test('a hostile order number in the address reaches no statement', async () => {
    for (const oid of ["1' OR '1'='1", '1 UNION SELECT 1', '-1', '99999999999999999999']) {
      await go(page, shop, 'orders.php', `oID=${encodeURIComponent(oid)}&action=edit`);
      assert.doesNotMatch(await page.content(), /SQLSTATE|syntax|Fatal|Warning/);
    }
  });

  test('the cron address is shown once; no secret is in any page', async () => {
    await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&page=cron');
    await navigated(page, () => page.getByRole('button', { name: 'Neue Adresse erzeugen' }).click());
    const address = /https?:\/\/[^\s<]*cron\.php\?token=[\w-]{43}/.exec(await page.content().then((html) => html.replace(/&amp;/g, '&')))[0];
    const path = address.slice(shop.base.length);
    assert.ok(path.startsWith(MODULE));
    assert.equal((await shop.fetch(path)).status, 200);
    await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&page=cron');
    const html = await page.content();
    assert.doesNotMatch(html, /token=[\w-]{43}/);
    assert.doesNotMatch(html, /fixture-secret|IwEBIFixture|pa'ss/);
  });

  test('in a narrow window numbers and words of the lists stay whole', async () => {
    const sold = await collected((one) => { shop.track(one.id, { code: dhl() }); shop.erp(one.id, 3); });
    const narrow = await visit(shop, 'admin', { viewport: { width: 860, height: 800 } });
    await go(narrow, shop, 'admin.php', 'do=AmazonOrderStatus&page=list');
    const lines = await narrow.locator('.ss-table tbody tr', { hasText: sold.number }).locator('td').evaluateAll((cells) => cells.filter((cell) => /^\S+$/.test(cell.innerText.trim())).map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return [cell.innerText.trim(), new Set([...range.getClientRects()].map((one) => Math.round(one.top / 4))).size];
    }));
    assert.ok(lines.length > 3);
    assert.deepEqual(lines.filter(([, height]) => height > 1), []);
    await narrow.context().close();
  });

  for (const [name, address] of [...['overview', 'log', 'list', 'settings', 'expert', 'access', 'setup', 'preview', 'health'].map((one) => [`our page "${one}"`,
    (id) => ['admin.php', `do=AmazonOrderStatus&page=${one}`, '.statussync-gambio', id]]), ['our page', (id) => ['admin.php', 'do=AmazonOrderStatus&page=cron', '.statussync-gambio', id]], ['the box', (id) => ['orders.php', `oID=${id}&action=edit`, '#statussync_block', id]]]) {
    test(`axe-core finds nothing: ${name}; it fits a phone`, async () => {
      const sold = await collected((one) => { shop.track(one.id, { code: dhl(), service: 0, name: 'Sperrgut Süd' }); shop.erp(one.id, 3); });
      const [file, query, part] = address(sold.id);
      await go(page, shop, file, query);
      await page.evaluate(AXE);
      const found = await page.evaluate((selector) => window.axe.run(selector), part);
      assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), []);
      const phone = await visit(shop, 'admin', { viewport: { width: 390, height: 800 } });
      await go(phone, shop, file, query);
      const wide = await phone.locator(part).evaluate((one) => one.scrollWidth - one.clientWidth);
      assert.ok(wide <= 1, `${wide} px too wide`);
      const cut = await phone.locator(`${part} td`).evaluateAll((cells) => cells.filter((cell) => cell.clientWidth > 0 && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText));
      assert.deepEqual(cut, [], 'a cell hides what is in it');
      await phone.context().close();
    });
  }
});
