'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { anew, Place, NOW } = require('../lib/place');

// What the pages say, and what a press does, where things are not as usual.
let place;
let page;
anew((fresh, first) => { [place, page] = [fresh, first]; });

const words = () => page.locator('main').innerText();
const state = (values) => place.ask(`UPDATE statussync_account SET state = json_set(state, ${values})`);
const mode = () => JSON.parse(place.ask('SELECT state FROM statussync_account')[0].state).mode;
const post = (name, fields) => page.evaluate(([address, values]) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = address;
  const token = document.querySelector('form[method=post] input[type=hidden]');
  for (const [key, value] of Object.entries({ ...values, [token.name]: token.value })) {
    const field = document.createElement('input');
    [field.name, field.value] = [key, value];
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}, [`${place.base}/amazon?page=${name}`, fields]);
const send = (name, fields) => Promise.all([page.waitForNavigation(), post(name, fields)]);
const shot = (name) => process.env.STATUSSYNC_SHOTS && page.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/${name}.png`, fullPage: true });

test('while a run is going on the overview says so and offers no second one; one asked for all the same is noted once', async () => {
  await page.show('setup'); // a page that was open before
  place.ask(`INSERT OR REPLACE INTO statussync_lease (account, owner, fence, takeover, expires_at) VALUES ('de', 'somebody', 7, 0, ${NOW + 300})`);
  await send('overview', { do: 'now' });
  await page.show('setup');
  await send('overview', { do: 'now' });
  assert.match(await words(), /Vorgemerkt: läuft beim nächsten Aufruf des Cronjobs/);
  assert.strictEqual(place.ask("SELECT COUNT(*) AS n FROM statussync_job WHERE kind = 'now'")[0].n, 1);
  assert.strictEqual(place.ask("SELECT owner FROM statussync_lease WHERE account = 'de'")[0].owner, 'somebody', 'the run is left alone');
  place.ask("DELETE FROM statussync_job WHERE kind = 'now'");
  await page.show('overview');
  await shot('running');
  assert.match(await page.locator('.ss-state').innerText(), /Läuft gerade\. Letzter Lauf 10:30\. Die Seite lädt nicht von selbst neu\./);
  assert.strictEqual(await page.locator('form:has(input[value=now])').count(), 0);
  assert.strictEqual(await page.locator('meta[http-equiv=refresh]').count(), 0);
  place.ask(`UPDATE statussync_lease SET expires_at = ${NOW - 1}`);
  await Promise.all([page.waitForNavigation(), page.click('.ss-state a:has-text("Neu laden")')]);
  assert.match(await page.locator('.ss-state').innerText(), /Läuft\. Letzter Lauf/);
  assert.strictEqual(await page.locator('form:has(input[value=now])').count(), 1);
  place.ask(`UPDATE statussync_lease SET expires_at = ${NOW + 300}`);
  await page.show('overview', '&lang=en');
  assert.match(await page.locator('.ss-state').innerText(), /Running right now\. Last run 10:30/);
});

test('a release that is refused stays on its page, with the reason and the mend in the words of the page', async () => {
  const refused = { "'$.mode', 'preview', '$.last_full', 0": /seit dem Einschalten gab es noch keinen Lauf.*abwarten/,
    "'$.mode', 'preview', '$.stopped', 'credentials'": /Amazon lehnt die Zugangsdaten ab.*Konfiguration > Zugang zu Amazon berichtigen/,
    "'$.mode', 'preview', '$.stopped', 'copy'": /Kopie des Shops.*"Umzug bestätigen"/,
    "'$.mode', 'new', '$.stopped', NULL": /noch nicht vorbereitet.*Schritt 6/ };
  for (const [values, text] of Object.entries(refused)) {
    state(values);
    await page.show('setup');
    const [answer] = await send('setup', { do: 'release' });
    assert.strictEqual(answer.status(), 422, values);
    assert.match(await page.locator('main .ss-bad').first().innerText(), text);
    assert.doesNotMatch(await page.locator('main .ss-bad').first().innerText(), /account test|"run"|statussync doctor/);
    assert.strictEqual(await page.locator('.ss-steps').count(), 1, 'the page itself is there');
    assert.notStrictEqual(mode(), 'active');
    if (values.includes('last_full')) await shot('refused');
  }
  place.ask("UPDATE statussync_setting SET document = json_set(document, '$.ship', json('[]'))");
  state("'$.mode', 'preview'");
  await page.show('setup', '&lang=en');
  await send('setup&lang=en', { do: 'release' });
  assert.match(await page.locator('main .ss-bad').first().innerText(), /^Not released: no status of the shop means "shipped" yet/);
});

test('a release of what stands still no more is not called one', async () => {
  await page.show('setup');
  await send('overview', { do: 'release' });
  assert.match(await words(), /Es war nichts freizugeben/);
  assert.doesNotMatch(await words(), /Freigegeben\./);
});

test('a switch-on that is refused says what is missing, above the page', async () => {
  state("'$.mode', 'new'");
  await page.show('setup');
  await send('setup', { do: 'activate', from: 'gestern' });
  assert.match(await page.locator('main .ss-bad').first().innerText(), /Das Datum ist nicht lesbar/);
  assert.strictEqual(await page.locator('.ss-steps').count(), 1);
});

test('a copy of the shop takes no credentials and says so, until the owner says that the shop has moved', async () => {
  const before = () => JSON.stringify(place.ask('SELECT secrets, public_key, secret_made_at FROM statussync_account'));
  const stored = before();
  place.ask("UPDATE statussync_account SET bound = 'url=https://live.example.org folder=/srv/live database=live@db'");
  const fill = async () => {
    await page.fill('input[name=client_secret]', `amzn1.oa2-cs.v1.${'n'.repeat(60)}`);
    await Promise.all([page.waitForNavigation(), page.click('button[name=do][value=save]')]);
  };
  await page.show('access', '&account=de');
  assert.match(await words(), /Sieht nach einer Kopie des Shops aus.*werden hier nicht angenommen/s);
  await shot('copy');
  await fill();
  assert.match(await words(), /Zugangsdaten wurden nicht angenommen: das hier sieht nach einer Kopie des Shops aus/);
  assert.strictEqual(before(), stored);
  assert.strictEqual(place.ask("SELECT COUNT(*) AS n FROM statussync_job WHERE kind = 'credentials'")[0].n, 0);
  await page.show('access', '&account=de&lang=en');
  assert.match(await words(), /This looks like a copy of the shop.*no credentials are accepted here/s);
  await page.show('access', '&account=de');
  await Promise.all([page.waitForNavigation(), page.click('button:has-text("Umzug bestätigen")')]);
  await page.show('access', '&account=de');
  assert.doesNotMatch(await words(), /Kopie/);
  await fill();
  assert.strictEqual(place.ask("SELECT COUNT(*) AS n FROM statussync_job WHERE kind = 'credentials'")[0].n, 1);
});

test('without any order, matching and preview say so instead of counting nothing', async () => {
  const nothing = await Place.open('empty');
  try {
    const other = await nothing.page();
    for (const [language, hint] of [['de', /Noch keine Bestellungen gefunden/], ['en', /No orders found yet/]]) {
      await other.show('expert', `&lang=${language}`);
      const text = await other.locator('main').innerText();
      assert.match(text, hint);
      assert.doesNotMatch(text, /\b0 (von|of) 0\b/);
      assert.strictEqual(await other.locator('.ss-expert .ss-cards').count(), 0);
      await other.show('setup', `&lang=${language}&step=4`);
      assert.match(await other.locator('main').innerText(), hint);
    }
    if (process.env.STATUSSYNC_SHOTS) await other.screenshot({ path: `${process.env.STATUSSYNC_SHOTS}/none.png`, fullPage: true });
  } finally {
    await nothing.close();
  }
  place.ask(`UPDATE statussync_job SET answer = '{"ok":true,"counts":{},"orders":[],"more":0}' WHERE kind = 'preview'`);
  await page.show('preview');
  assert.match(await words(), /Keine Bestellung wartet: ein Lauf würde jetzt nichts senden/);
  assert.strictEqual(await page.locator('main table').count(), 0);
});

test('the preview names what it is about, never with gaps', async () => {
  place.ask("UPDATE statussync_order SET reason = 'storno_no_status', shop_status = 1 WHERE shop_order = '1005'");
  const rows = [{ shop_order: '1005', amazon_order: '303-1000005-2000005', account: 'de', verdict: 'hold', reason: 'storno_no_status',
    detail: null, deadline: 0, parcels: [] }];
  place.ask(`UPDATE statussync_job SET answer = '${JSON.stringify({ ok: true, counts: { hold: 700 }, orders: rows, more: 699 })}' WHERE kind = 'preview'`);
  await page.show('preview');
  assert.match(await words(), /Im Shop storniert \(Summe 0\), Status ist aber "Offen"/);
  assert.match(await words(), /Gezeigt werden die ersten 1 von 700; gezählt sind alle/);
});

test('the history on the panel is told in sentences of the language, never in the words of our tables', async () => {
  for (const [language, told] of [['de', /im Shop|Bei Amazon|Entschieden|Angehalten|versendet/], ['en', /in the shop|At Amazon|Decided|Held|shipped/i]]) {
    place.ask("UPDATE statussync_event SET what = 'hold' WHERE what = 'held'");
    await page.goto(`${place.base}/order?order=1007&lang=${language}`);
    await page.locator('.statussync-panel details').first().evaluate((e) => { e.open = true; });
    const history = await page.locator('.statussync-panel details').first().innerText();
    assert.match(history, told);
    assert.doesNotMatch(history, /\b(hold|in_feed|not_legal)\b|\{/);
    assert.strictEqual(history.split('req-7').length, 2, 'each id once');
    assert.match(history, /(Im Shop bestellt|Ordered in the shop)[^]*(Im Shop versendet|Shipped in the shop)/);
  }
});

test('runs started by hand are not said to go on by themselves', async () => {
  const line = page.locator('.ss-state');
  await page.show('overview');
  assert.match(await line.innerText(), /✓ Läuft\./);
  place.ask("DELETE FROM statussync_meta WHERE name = 'seen_cli'");
  const byHand = (before) => place.ask(`INSERT OR REPLACE INTO statussync_meta (name, value) VALUES ('seen_hand', '{"at":${NOW - 600},"before":${before}}')`);
  await page.show('overview');
  assert.match(await line.innerText(), /✓ Läuft\./, 'an older state noted nobody: that nothing calls is not known');
  byHand(12);
  await page.show('overview');
  assert.match(await line.innerText(), /✓ Läuft\./, 'whose the twelve runs before it were is not known');
  byHand(0);
  await page.show('overview');
  assert.match(await line.innerText(), /^! Der letzte Lauf \(10:30\) wurde von Hand gestartet; ein Cronjob lief noch nie\./);
  await line.getByRole('link', { name: 'Cron einrichten' }).click();
  assert.match(page.url(), /page=cron/);
  await page.show('overview', '&lang=en');
  assert.match(await line.innerText(), /The last run \(10:30\) was started by hand; no cron job has ever run/);
});

test('the cron page has a line that can be copied as it is, and an address with its port that answers', async () => {
  await page.show('cron');
  const command = (await page.locator('code').first().innerText()).match(/^\* \* \* \* \* (\/\S+\/bin\/statussync) --dsn (\S+) run --if-due$/);
  assert.ok(fs.existsSync(command[1]), command[1]);
  assert.strictEqual(command[2], place.dsn);
  await page.getByRole('button', { name: 'Neue Adresse erzeugen' }).click();
  const address = await page.locator('code').nth(1).innerText();
  assert.ok(address.startsWith(`${place.base}/cron?token=`), address);
  assert.strictEqual((await fetch(address)).status, 200);
  assert.strictEqual((await fetch(`${address}x`)).status, 403);
});

test('an order that is not there, or that has nothing of Amazon, is said to be so', async () => {
  for (const [query, says] of [['', /Bestellung 999999 gibt es im Shop nicht, oder nichts an ihr deutet auf Amazon hin/], ['&lang=en', /Order 999999 does not exist/]]) {
    await page.goto(`${place.base}/order?order=999999${query}`);
    assert.match(await words(), says);
    await page.show('list', `&order=999999${query}`);
    assert.match(await words(), says);
  }
});

test('a long history keeps its beginning and its end, in the order of happening', async () => {
  const rest = place.ask("SELECT group_concat('\"' || name || '\"') AS c FROM pragma_table_info('statussync_event') WHERE name NOT IN ('id', 'at', 'what', 'request_id')")[0].c;
  place.ask(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) INSERT INTO statussync_event (at, what, request_id, ${rest})
    SELECT ${NOW} + i, 'getOrder', 'long-' || i, ${rest} FROM n, statussync_event e WHERE e.request_id = 'req-7'`);
  await page.goto(`${place.base}/order?order=1007`);
  await page.locator('.statussync-panel summary:has-text("Verlauf")').click();
  const lines = await page.locator('.statussync-panel li').allInnerTexts();
  assert.match(lines[0], /Im Shop bestellt\.$/);
  assert.ok(lines.length <= 37, String(lines.length));
  assert.match(lines.join('\n'), /… \d+ weitere Zeilen …/);
  assert.match(lines.at(-1), /long-60/);
});

test('a matching that finds orders without a value says so', async () => {
  place.ask('DELETE FROM orders_tracking');
  await page.show('expert');
  assert.match(await words(), /0 von 10 mit Sendungsnummer/);
  assert.match(await words(), /Keine der Bestellungen hat hier einen Wert/);
});

test('how many need the owner is said in one number and its plural; nothing that is zero is counted up', async () => {
  await page.show('overview');
  assert.match(await page.locator('.ss-counts').innerText(), /10 zu klären/);
  await page.show('preview');
  assert.doesNotMatch(await page.locator('.ss-counts').innerText(), /\b0 /);
  place.ask("DELETE FROM statussync_order WHERE shop_order NOT IN ('1005')");
  place.ask('DELETE FROM statussync_message');
  await page.show('overview');
  assert.match(await page.locator('.ss-counts').innerText(), /1 zu klären/);
});

test('on a telephone every list stands as cards: nothing is cut off, each value has its name, the mend is in sight', async () => {
  const phone = await place.page({ viewport: { width: 390, height: 844 } });
  for (const name of ['overview', 'log', 'list', 'preview', 'expert']) {
    await phone.show(name);
    for (const one of await phone.locator('details').all()) await one.evaluate((e) => { e.open = true; });
    const cut = await phone.evaluate(() => [...document.querySelectorAll('.ss-cards td, .ss-cards th[scope=row]')]
      .filter((cell) => cell.getClientRects().length > 0 && cell.getBoundingClientRect().right > 390).map((cell) => cell.innerText));
    assert.deepStrictEqual(cut, [], name);
    assert.ok(await phone.locator('.ss-cards [data-head]').count() > 0, name);
  }
  await phone.show('overview');
  assert.ok((await phone.locator('.ss-cards a:has-text("Ansehen")').first().boundingBox()).x < 390);
  await phone.context().close();
});

test('the test e-mail goes to the address as typed, stores nothing, and says what became of it', async () => {
  const box = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-mail-'));
  const other = await Place.open('full', { mail: `cat > ${box}/mail` });
  const deaf = await Place.open('full', { mail: 'cat > /dev/null; exit 75' });
  try {
    for (const [one, says] of [[other, /ist dem Shop übergeben/], [deaf, /Der Shop hat die Test-E-Mail an chefin@shop\.example nicht angenommen/]]) {
      const at = await one.page();
      await at.show('settings');
      const before = JSON.stringify(one.ask('SELECT * FROM statussync_setting'));
      await at.fill('input[name=email]', 'chefin@shop.example');
      await Promise.all([at.waitForNavigation(), at.click('button:has-text("Test-E-Mail senden")')]);
      assert.match(await at.locator('main').innerText(), says);
      assert.match(await at.locator('main').innerText(), /Die Test-E-Mail des Cronjobs geht bei seinem nächsten Aufruf/);
      assert.strictEqual(await at.inputValue('input[name=email]'), 'chefin@shop.example', 'what was typed stays');
      assert.strictEqual(JSON.stringify(one.ask('SELECT * FROM statussync_setting')), before);
      await at.fill('input[name=email]', 'nobody');
      await Promise.all([at.waitForNavigation(), at.click('button:has-text("Test-E-Mail senden")')]);
      assert.match(await at.locator('main').innerText(), /eine gültige Adresse eintragen/);
    }
    assert.match(fs.readFileSync(`${box}/mail`, 'utf8'), /^To: chefin@shop\.example/m);
  } finally {
    await other.close();
    await deaf.close();
    fs.rmSync(box, { recursive: true, force: true });
  }
});

test('what ends today is red from the morning on, with the hours that are left and the way to mend it', async () => {
  place.ask(`UPDATE statussync_order SET deadline = ${NOW + 12 * 3600}, reason = 'no_carrier', detail = NULL WHERE shop_order = '1005'`); // 22:40 of this day
  place.ask("UPDATE statussync_order SET verdict = 'done', reason = NULL WHERE verdict = 'hold' AND shop_order <> '1005'");
  place.ask('DELETE FROM statussync_message');
  await page.show('overview');
  await shot('late');
  assert.match(await words(), /1 Bestellung verpasst heute ihre Versandfrist/);
  const row = page.locator('tr:has(.ss-late)');
  assert.match(await row.innerText(), /! heute 22:40 \(12 h\)\s+1005\s+303-1000005-2000005\s+Paketdienstleister fehlt\./);
  await row.getByRole('link', { name: /^Eintragen/ }).click();
  assert.match(page.url(), /order=1005/);
  place.ask(`UPDATE statussync_order SET deadline = ${NOW + 20 * 3600} WHERE shop_order = '1005'`);
  await page.show('overview');
  assert.doesNotMatch(await words(), /verpasst heute/);
});

test('an order that goes without its number before its ship-by time is not said to miss it; where it did not go, it is', async () => {
  const wait = (deadline) => place.ask(`UPDATE statussync_order SET deadline = ${deadline}, reason = 'no_tracking', detail = '2026-11-24T12:00:00Z', verdict = 'hold', open = 1 WHERE shop_order = '1005'`);
  place.ask("UPDATE statussync_order SET verdict = 'done', reason = NULL WHERE verdict IN ('hold', 'conflict')");
  place.ask('DELETE FROM statussync_message');
  wait(NOW + 12 * 3600);
  await page.show('overview');
  assert.doesNotMatch(await words(), /verpasst heute/);
  assert.match(await words(), /Zu klären \(1\)/, 'it can be entered all the same');
  wait(NOW + 3 * 3600);
  await page.show('overview');
  assert.match(await words(), /1 Bestellung verpasst heute ihre Versandfrist/);
});

test('when everything is verified the first line says so, and each bar of the chart leads to its day', async () => {
  place.ask("UPDATE statussync_order SET verdict = 'done', reason = NULL");
  place.ask("UPDATE statussync_message SET state = 'verified'");
  await page.show('overview');
  assert.match(await page.locator('.ss-state').innerText(), /Läuft\. Alle Bestellungen mit Versandstatus sind bei Amazon geprüft\./);
  const bar = page.locator('.ss-chart a').last();
  const [, sent] = /: (\d+) \/ /.exec(await bar.getAttribute('aria-label'));
  await page.goto(place.base + await bar.getAttribute('href'));
  assert.strictEqual(await page.locator('tbody tr').count(), Number(sent));
  place.ask("UPDATE statussync_message SET state = 'accepted' WHERE shop_order = '1001'");
  await page.show('overview');
  assert.doesNotMatch(await page.locator('.ss-state').innerText(), /Alle Bestellungen/);
});
