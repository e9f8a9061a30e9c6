'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { test, before, after } = require('node:test');
const { Place } = require('../lib/place');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['overview', 'log', 'list', 'settings', 'expert', 'access', 'setup', 'preview', 'health', 'cron'];
const KINDS = ['full', 'hostile', 'long', 'empty'];
const places = {};

before(async () => {
  for (const kind of [...KINDS, 'bare']) places[kind] = await Place.open(kind);
});
after(async () => {
  for (const place of Object.values(places)) await place.close();
});

async function serious(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html).join(' ')}`);
}

for (const kind of KINDS) {
  for (const language of ['de', 'en']) {
    test(`every page stands, is accessible and runs nothing of the data: ${kind}, ${language}`, async () => {
      const page = await places[kind].page({ bypassCSP: true });
      for (const name of PAGES) {
        const answer = await page.show(name, `&lang=${language}`);
        const html = await page.content();
        assert.strictEqual(answer.status(), 200, `${name}: ${html.slice(0, 2000)}`);
        assert.doesNotMatch(html, /(Warning|Notice|Deprecated|Fatal error|Parse error)<?\/?b?>?: /, name);
        assert.strictEqual(await page.locator('main img, main script, main [onerror]').count(), 0, name);
        assert.deepStrictEqual(await serious(page), [], name);
        const words = await page.locator('main').innerText();
        assert.doesNotMatch(words, /\b(said|state|step|help|match|count|verdict)_[a-z]+\b/, `${name}: a text is missing`);
      }
      for (const order of kind === 'empty' ? [] : ['1001', '1005', '1007']) {
        await page.goto(`${places[kind].base}/order?order=${order}&lang=${language}`);
        assert.deepStrictEqual(await serious(page), [], `order ${order}`);
      }
      assert.strictEqual(page.alerts, 0);
      await page.context().close();
    });
  }
  test(`nothing is wider than a phone: ${kind}`, async () => {
    const page = await places[kind].page({ viewport: { width: 390, height: 800 } });
    for (const name of PAGES) {
      await page.show(name);
      for (const one of await page.locator('details').all()) await one.evaluate((e) => { e.open = true; });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 390, `${name} is ${wide} wide`);
    }
    await page.context().close();
  });
}

test('the panel of an order shows hostile texts as text', async () => {
  const page = await places.hostile.page();
  await page.goto(`${places.hostile.base}/order?order=1005`);
  assert.match(await page.locator('main').innerText(), /<img src=x onerror=alert\(1\)>/);
  assert.strictEqual(await page.locator('main img').count(), 0);
  assert.strictEqual(page.alerts, 0);
});

test('the panel of a refused order shows Amazon\'s own words', async () => {
  const page = await places.full.page();
  await page.goto(`${places.full.base}/order?order=1007`);
  assert.match(await page.locator('.statussync-line').allInnerTexts().then((t) => t.join(' ')), /Amazon: "The order cannot be found/);
});

test('the panel offers what an order in each state needs, and every act leaves its mark', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page();
    const set = (order, values) => place.ask(`UPDATE statussync_order SET ${values} WHERE shop_order = '${order}'`);
    const now = 1764150000;
    place.ask("UPDATE statussync_setting SET document = json_set(document, '$.cancel', json('[{\"status\":4,\"reason\":\"ask\",\"after_minutes\":30}]'))");
    const columns = place.ask("SELECT group_concat('\"' || name || '\"') AS c FROM pragma_table_info('statussync_account') WHERE name NOT IN ('id', 'name')")[0].c;
    place.ask(`INSERT INTO statussync_account (id, name, ${columns}) SELECT 'fr', 'Zweites Konto', ${columns} FROM statussync_account WHERE id = 'de'`);
    const cases = [
      [1005, "reason = 'no_tracking', detail = '2025-11-26T14:00:00Z'", /Sendungsnummer fehlt\. Bis 26\.11\.2025 15:00/, 'Jetzt ohne Nummer senden', {}, 'express', '1'],
      [1010, "reason = 'double_link', detail = '1011'", /steht in den Bestellungen 1010 und 1011/, 'Übernehmen', { statussync_value: 'split' }, 'role', 'split'],
      [1015, "reason = 'carrier_doubtful', detail = 'UPS'", /sieht nach UPS aus, eingetragen ist Sperrgut/, 'Stimmt so', {}, 'carrier_confirmed', '1'],
      [1020, "reason = 'already_shipped', verdict = 'conflict', detail = '1Z999'", /dort mit 1Z999 statt 0034/, 'Bei Amazon ersetzen', {}, 'replace_theirs', '1'],
      [1025, "reason = 'cancel_reason', detail = 'BuyerCanceled', shop_status = 4", /Stornogrund fehlt/, 'Übernehmen', null, 'cancel_reason', 'BuyerCanceled'],
      [1030, `reason = NULL, verdict = 'cancel', shop_status = 4, cancel_since = ${now - 360}`, /Storno geht um 26\.11\.2025 11:04 an Amazon \(noch 24 Minuten\)/, 'Storno zurückziehen', {}, 'cancel_revoked', '1'],
    ];
    place.ask('UPDATE orders SET orders_status = 4 WHERE orders_id IN (1025, 1030)');
    for (const [order, values, words, button, choice, column, value] of cases) {
      set(order, values);
      await page.goto(`${place.base}/order?order=${order}`);
      const text = await page.locator('.statussync-line').first().innerText();
      assert.match(text, words);
      assert.doesNotMatch(text, /…|\{/);
      for (const [name, option] of Object.entries(choice ?? {})) await page.locator(`select[name=${name}]`).first().selectOption(option);
      if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/panel-${order}.png` });
      await page.locator('.statussync-acts').getByRole('button', { name: button, exact: true }).click();
      const [row] = place.ask(`SELECT ${column} AS v FROM statussync_order WHERE shop_order = '${order}'`);
      assert.strictEqual(String(row.v), value, `${order} ${button}`);
    }
    set(1005, "reason = 'which_account', detail = NULL");
    await page.goto(`${place.base}/order?order=1005`);
    await page.locator('.statussync-acts select[name=statussync_account]').selectOption('fr');
    await page.locator('.statussync-acts').getByRole('button', { name: 'Zuordnen' }).click();
    assert.deepStrictEqual(place.ask("SELECT account FROM statussync_link WHERE shop_order = '1005'"), [{ account: 'fr' }]);
  } finally {
    await place.close();
  }
});

test('on the first day the overview has five ticks instead of the chart, and at most one red line', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page();
    const now = 1764150000;
    await page.show('overview');
    assert.strictEqual(await page.locator('.ss-first').count(), 0);
    place.ask(`INSERT INTO statussync_event (at, account, order_id, message, feed, what, http, nonce) VALUES (${now - 3600}, 'de', 0, 0, 0, 'release', 0, 0)`);
    place.ask(`UPDATE statussync_message SET sent_at = ${now - 600} WHERE shop_order IN ('1001', '1002')`);
    await page.show('overview');
    assert.strictEqual(await page.locator('.ss-chart').count(), 0);
    const ticks = await page.locator('.ss-first li').allInnerTexts();
    assert.strictEqual(ticks.length, 5);
    assert.match(ticks.join(' '), /✓ .*Cronjob läuft, zuletzt 10:30.*✓ .*Erste Bestellung \(1001\) bei Amazon geprüft/s);
    assert.doesNotMatch(ticks.join(' '), /\{|first_/);
    const done = place.ask("SELECT COUNT(*) AS n FROM statussync_order WHERE verdict = 'done' AND shop_order NOT IN ('1001', '1002')")[0].n;
    assert.match(ticks.join(' '), new RegExp(`dort schon erledigt: ${done}`), 'what was told from here is no find');
    place.ask("UPDATE statussync_message SET state = 'accepted' WHERE shop_order = '1002'");
    await page.show('overview');
    assert.match((await page.locator('.ss-first li').allInnerTexts())[4], /○ .*1 von 2 bei Amazon nachgelesen/s);
    place.ask("UPDATE statussync_message SET state = 'rejected' WHERE shop_order = '1002'");
    await page.show('overview');
    const [, , , rest, all] = await page.locator('.ss-first li').allInnerTexts();
    assert.match(rest, /2 übertragen, davon 1 angenommen; \d+ angehalten/);
    assert.match(all, /✓ .*1 von 1 bei Amazon nachgelesen/s, 'what Amazon refused is not waited for');
    assert.strictEqual(await page.locator('main .ss-bad').count(), 1);
    if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/first.png`, fullPage: true });
    place.ask("UPDATE statussync_account SET state = json_set(state, '$.stopped', 'brake', '$.stopped_text', '90')");
    await page.show('overview');
    assert.strictEqual(await page.locator('main .ss-bad').count(), 1, 'the stop alone is red');
    place.ask("UPDATE statussync_account SET state = json_set(state, '$.stopped', NULL)");
    place.ask(`UPDATE statussync_event SET at = ${now - 90000} WHERE what = 'release'`);
    await page.show('overview');
    assert.strictEqual(await page.locator('.ss-first').count(), 0, 'after a day the chart comes back');
    assert.strictEqual(await page.locator('.ss-chart').count(), 1);
  } finally {
    await place.close();
  }
});

test('an outage of Amazon stands on the overview with its beginning, and asks for nothing', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page();
    place.ask("UPDATE statussync_account SET state = json_set(state, '$.down_since', 1764148200)"); // 10:10 in Berlin
    await page.show('overview');
    assert.match(await page.locator('.ss-state').innerText(), /Amazon antwortet seit 10:10 nicht\. Nichts zu tun, es wird nachgeholt\./);
    if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/down.png`, fullPage: true });
    await page.show('overview', '&lang=en');
    assert.match(await page.locator('.ss-state').innerText(), /Amazon has not answered since 10:10\. Nothing to do/);
    place.ask("UPDATE statussync_account SET state = json_set(state, '$.down_since', 0)");
    await page.show('overview');
    assert.doesNotMatch(await page.locator('.ss-state').innerText(), /antwortet/);
  } finally {
    await place.close();
  }
});

test('a preview that nobody can have looked at is not released by the page', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page();
    place.ask("UPDATE statussync_account SET state = json_set(state, '$.mode', 'preview', '$.last_full', 0)");
    await page.show('setup', '&step=6');
    await page.locator('form:has(input[value=release]) button').first().click();
    assert.match(await page.locator('main').innerText(), /noch keinen Lauf/);
    assert.match(place.ask('SELECT state FROM statussync_account')[0].state, /"mode":"preview"/);
    if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/refused.png`, fullPage: true });
    place.ask("UPDATE statussync_account SET state = json_set(state, '$.last_full', 1764140000)");
    await page.show('setup', '&step=6');
    await page.locator('form:has(input[value=release]) button').first().click();
    assert.match(place.ask('SELECT state FROM statussync_account')[0].state, /"mode":"active"/);
  } finally {
    await place.close();
  }
});

test('the connection test and the start of transmission are said in the language of the page', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page();
    const checks = [{ name: 'account de: credentials', ok: true, text: 'Amazon gave an access token' },
      { name: 'account de: seller', ok: true, text: 'order 303-1000001-2000001 of the shop is in this seller account' },
      { name: 'account de: orders', ok: false, text: 'no <b>right</b>; the app lacks the role "Inventory and Order Tracking": add it, then authorise again' }];
    place.ask(`UPDATE statussync_job SET answer = '${JSON.stringify({ ok: false, checks })}' WHERE kind = 'test'`);
    await page.show('access');
    const words = await page.locator('main').innerText();
    assert.match(words, /Zugangsdaten: Amazon hat ein Zugangstoken.*303-1000001-2000001 gefunden: richtiges Konto.*Rolle ergänzen, danach neu autorisieren\. Amazon: no <b>right/s);
    await page.show('access', '&lang=en');
    assert.match(await page.locator('main').innerText(), /Amazon gave an access token/);
    await page.show('expert');
    if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/expert.png`, fullPage: true });
    assert.match(await page.locator('details.ss-expert').innerText(), /Übertragen ab\s+12\.11\.2025 Ändern/);
    const bound = () => place.ask("SELECT start_at, bound FROM statussync_account WHERE id = 'de'")[0];
    const before = bound();
    await page.locator('details.ss-expert').getByRole('link', { name: 'Ändern' }).click();
    await page.fill('input[name=from]', '2025-11-20');
    if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/start.png`, fullPage: true });
    await page.getByRole('button', { name: 'Übernehmen' }).click();
    assert.strictEqual(Number(bound().start_at), Number(before.start_at), 'counted first');
    await page.getByRole('button', { name: 'Übernehmen' }).click();
    assert.strictEqual(Number(bound().start_at), Date.UTC(2025, 10, 19, 23) / 1000);
    assert.strictEqual(bound().bound, before.bound, 'what the account is bound to stays');
  } finally {
    await place.close();
  }
});

test('without JavaScript, changed statuses are counted first and stored after "Übernehmen"', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page({ javaScriptEnabled: false });
    await page.show('expert');
    await page.selectOption('select[name="ship[1][status]"]', '2');
    await page.uncheck('input[name="open[]"][value="2"]');
    await page.click('button[name=do][value=save]');
    assert.match(await page.locator('main').innerText(), /"In Bearbeitung" meldet künftig den Versand/);
    assert.match(await page.locator('main').innerText(), /Keine Bestellung ist davon betroffen/, 'none stands so');
    const stored = () => JSON.parse(place.ask("SELECT document FROM statussync_setting WHERE account = ''")[0].document);
    assert.deepStrictEqual(stored().ship.map((r) => r.status), [3], 'nothing is stored before');
    await page.click('text=Übernehmen');
    assert.match(await page.locator('main').innerText(), /Gespeichert/);
    assert.deepStrictEqual(stored().ship.map((r) => r.status), [3, 2]);
  } finally {
    await place.close();
  }
});

test('changed open statuses alone are counted first as well', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page({ javaScriptEnabled: false });
    place.ask("UPDATE statussync_order SET open = 1, verdict = 'hold', reason = 'taken_back', shop_status = 2 WHERE shop_order = '1001'");
    await page.show('expert');
    await page.uncheck('input[name="open[]"][value="2"]');
    await page.click('button[name=do][value=save]');
    const words = await page.locator('main').innerText();
    if (process.env.STATUSSYNC_SHOTS) await page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/step.png`, fullPage: true });
    assert.match(words, /Betrifft 1 Bestellung: sie würde sofort als versendet gemeldet/);
    assert.match(words, /"In Bearbeitung" gilt nicht mehr als offen: .* 1 deshalb angehaltene/);
    const stored = () => JSON.parse(place.ask("SELECT document FROM statussync_setting WHERE account = ''")[0].document);
    assert.ok(stored().open.includes(2), 'nothing is stored before');
    await page.click('text=Übernehmen');
    assert.ok(!stored().open.includes(2));
    await page.show('expert');
    await page.check('input[name="open[]"][value="2"]');
    await page.click('button[name=do][value=save]');
    assert.match(await page.locator('main').innerText(), /"In Bearbeitung" gilt künftig als offen/);
  } finally {
    await place.close();
  }
});

test('what no run looks at any more stays in the error log', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page();
    place.ask("UPDATE statussync_order SET open = 0, closed_why = 'not_at_amazon', verdict = 'hold', reason = 'not_at_amazon', detail = amazon_order WHERE shop_order = '1001'");
    await page.show('log', '&cause=not_at_amazon');
    assert.match(await page.locator('main').innerText(), /Amazon kennt 303-1000001-2000001 in diesem/);
    place.ask("UPDATE statussync_order SET verdict = 'skip', reason = 'ignored' WHERE shop_order = '1001'");
    await page.show('log', '&cause=not_at_amazon');
    assert.doesNotMatch(await page.locator('main').innerText(), /Amazon kennt 303-1000001-2000001 in diesem/);
  } finally {
    await place.close();
  }
});

test('a status used twice is refused with its name, what was typed stays', async () => {
  const page = await places.full.page();
  await page.show('settings');
  await page.selectOption('select[name="ship[1][status]"]', '3');
  await page.fill('input[name=wait_hours]', '77');
  await page.click('button[name=do][value=save]');
  assert.match(await page.locator('[role=alert]').allInnerTexts().then((t) => t.join(' ')), /Versand bestätigen mit: "Versendet" ist schon bei "Versand bestätigen mit" gewählt/);
  await page.show('settings', '&lang=en');
  await page.selectOption('select[name="ship[1][status]"]', '3');
  await page.fill('input[name=wait_hours]', '77');
  await page.click('button[name=do][value=save]');
  assert.match(await page.locator('[role=alert]').allInnerTexts().then((t) => t.join(' ')), /Confirm shipment with: "Versendet" is chosen at "Confirm shipment with" already/);
  assert.strictEqual(await page.inputValue('input[name=wait_hours]'), '77');
});

test('by keyboard alone the synchronisation is asked for, once', async () => {
  const page = await places.full.page();
  await page.show('overview');
  let reached = false;
  for (let n = 0; n < 40 && !reached; n += 1) {
    await page.keyboard.press('Tab');
    reached = await page.evaluate(() => document.activeElement.textContent.includes('jetzt synchronisieren'));
  }
  assert.ok(reached);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.match(await page.locator('[role=status]').first().innerText(), /Vorgemerkt/);
  assert.strictEqual(places.full.ask("SELECT COUNT(*) AS n FROM statussync_job WHERE kind = 'now' AND state = 'waiting'")[0].n, 1);
});

test('everything that can be pressed or filled in is reached by the tabulator, and shows that it is', async () => {
  const page = await places.full.page();
  for (const name of [...PAGES, 'order']) {
    if (name === 'order') await page.goto(`${places.full.base}/order?order=1005`);
    else await page.show(name);
    for (const one of await page.locator('details').all()) await one.evaluate((e) => { e.open = true; });
    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main summary, main textarea')]
        .filter((e) => e.getClientRects().length > 0 && (e.type !== 'radio' || e.checked || !document.querySelector(`input[name="${e.name}"]:checked`)));
      all.forEach((e, i) => { e.dataset.tab = String(i); });
      return all.length;
    });
    const seen = new Set();
    const dark = [];
    for (let n = 0; n < wanted + 60 && seen.size < wanted; n += 1) {
      await page.keyboard.press('Tab');
      const [tab, outline, what] = await page.evaluate(() => {
        const e = document.activeElement;
        return [e.dataset.tab, ['radio', 'checkbox', 'date'].includes(e.type) ? 'own' : getComputedStyle(e).outlineStyle, e.outerHTML.slice(0, 120)];
      });
      if (tab !== undefined) seen.add(tab);
      if (tab !== undefined && outline === 'none') dark.push(what);
    }
    assert.strictEqual(seen.size, wanted, name);
    assert.deepStrictEqual(dark, [], name);
  }
  await page.context().close();
});

test('without JavaScript a matching is chosen in two steps by its button', async () => {
  const page = await places.full.page({ javaScriptEnabled: false });
  await page.show('expert');
  await page.check('input[name=tracking_source][value=match]');
  await page.selectOption('select[name=tracking_table]', 'orders_tracking');
  await page.locator('button[value=match]').first().click();
  await page.selectOption('select[name=tracking_column]', 'parcel_id');
  await page.selectOption('select[name=tracking_key]', 'orders_id');
  await page.locator('button[value=match]').first().click();
  assert.match(await page.locator('main').innerText(), /10 von 10 mit Sendungsnummer/);
  await page.context().close();
});

test('a write without the token does nothing', async () => {
  const count = () => places.full.ask('SELECT COUNT(*) AS n FROM statussync_job')[0].n;
  const before_ = count();
  const answer = await fetch(`${places.full.base}/amazon?page=preview`, { method: 'POST', body: new URLSearchParams({ do: 'make' }), redirect: 'manual' });
  assert.strictEqual(answer.status, 403);
  assert.strictEqual(count(), before_);
});

test('secrets of 400 signs go in sealed and never come out, also when saving failed', async () => {
  const place = await Place.open('full');
  try {
    const page = await place.page();
    const secret = `"<>&'\\${'x'.repeat(394)}`;
    const token = `Atzr|"<>&'\\%${'x'.repeat(388)}`;
    const shown = async () => ((await page.content()) + (await page.inputValue('input[name=refresh_token]'))).includes('xxxxxxxx');
    await page.show('access');
    await page.fill('input[name=client_secret]', secret);
    await page.fill('input[name=refresh_token]', token);
    await page.fill('input[name=seller]', 'not good!');
    await page.click('button[value=save]');
    assert.match(await page.locator('main').innerText(), /Händler-ID \(Händlertoken\): bitte prüfen\. Seller Central/);
    assert.match(await page.locator('main').innerText(), /noch einmal einfügen/);
    assert.ok(!(await shown()));
    assert.strictEqual(await page.inputValue('input[name=client_secret]'), '');
    await page.fill('input[name=seller]', 'A1TEST');
    await page.fill('input[name=client_secret]', secret);
    await page.fill('input[name=refresh_token]', token);
    await page.click('button[value=save]');
    assert.match(await page.locator('main').innerText(), /Verschlüsselt vorgemerkt/);
    assert.ok(!(await shown()));
    const [job] = place.ask("SELECT argument FROM statussync_job WHERE kind = 'credentials'");
    assert.ok(JSON.parse(job.argument).sealed.length > 1000);
    assert.ok(!job.argument.includes('xxxxxxxx'));
    assert.strictEqual(place.ask('SELECT secrets FROM statussync_account')[0].secrets, 'sealed', 'the old ones stay');
  } finally {
    await place.close();
  }
});

test('packers see no settings and cannot store any', async () => {
  const place = await Place.open('full', { rights: 'orders' });
  try {
    const page = await place.page();
    assert.strictEqual((await page.show('overview')).status(), 200);
    assert.strictEqual(await page.locator('nav a').count(), 2);
    for (const name of ['settings', 'access', 'setup']) assert.strictEqual((await page.show(name)).status(), 403, name);
  } finally {
    await place.close();
  }
});

test('without our tables the page says what is missing', async () => {
  const page = await places.bare.page();
  const answer = await page.show('overview');
  assert.strictEqual(answer.status(), 503);
  assert.match(await page.locator('main').innerText(), /Unsere Tabellen fehlen oder sind älter: .* "Aktualisieren"/);
  assert.match(await page.locator('main').innerText(), /Der Shop selbst ist davon nicht betroffen/);
});

test('matching takes names of the live schema only, and shows the last ten orders', async () => {
  const page = await places.full.page();
  await page.show('expert');
  const row = await page.locator('.ss-cards tr:has(td:has-text("1005"))').innerText();
  assert.match(row, /angehalten: "Sperrgut Süd" kennt Amazon nicht$/, 'what would go, and why it does not');
  await page.check('input[name=tracking_source][value=match]');
  await page.selectOption('select[name=tracking_table]', 'orders_tracking');
  await page.locator('button[value=match]').first().click();
  await page.selectOption('select[name=tracking_column]', 'parcel_id');
  await page.selectOption('select[name=tracking_key]', 'orders_id');
  await page.locator('button[value=match]').first().click();
  assert.match(await page.locator('main').innerText(), /10 von 10 mit Sendungsnummer/);
  assert.doesNotMatch(await page.content(), /kein Index/);
  await page.selectOption('select[name=tracking_key]', 'carrier_id');
  await page.locator('button[value=match]').first().click();
  assert.match(await page.content(), /kein Index/);
  await page.evaluate(() => {
    const select = document.querySelector('select[name=tracking_table]');
    select.options[1].value = 'statussync_account';
    select.selectedIndex = 1;
  });
  await page.click('button[value=save]');
  assert.match(await page.locator('[role=alert]').allInnerTexts().then((t) => t.join(' ')), /eine Tabelle des Shops wählen/);
});

test('the error log is exported with our words and Amazon\'s, no cell begins a formula', async () => {
  const answer = await fetch(`${places.hostile.base}/amazon?page=log&format=csv`);
  assert.match(answer.headers.get('content-type'), /text\/csv/);
  const text = await answer.text();
  assert.match(text, /"Betrifft";"Amazon-Bestellnummer";"Fehlercode";"Fehlermeldung";"Amazons Worte"/);
  assert.match(text, /The order cannot be found/);
  assert.doesNotMatch(text, /(^|;)"[=+@-]/m);
});

test('a carrier is mapped once in the error log and kept', async () => {
  const place = await Place.open('hostile');
  try {
    const page = await place.page();
    await page.show('log', '&cause=carrier_unmapped');
    await page.selectOption('select[name=to]', 'DPD');
    await page.click('button:has-text("Zuordnen")');
    assert.match(await page.locator('main').innerText(), /Zugeordnet/);
    const { map } = JSON.parse(place.ask("SELECT document FROM statussync_setting WHERE account = ''")[0].document).carrier;
    assert.deepStrictEqual(Object.values(map), ['DPD']);
    assert.match(Object.keys(map)[0], /^Sperrgut"><img/);
  } finally {
    await place.close();
  }
});
