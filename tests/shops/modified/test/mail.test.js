'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const browser = require('../lib/browser');
const { running } = require('../lib/scene');

const TO = 'chefin@shop.example';

// What the owner is mailed from inside the shop goes by the shop's own mailer.
for (const charset of ['latin1', 'utf8mb4']) {
  describe(`mails to the owner, shop in ${charset}`, () => {
    let shop;
    let page;
    before(async () => {
      ({ shop, page } = await running({ charset }));
      shop.sql("INSERT INTO configuration (configuration_key, configuration_value) VALUES ('EMAIL_SUPPORT_ADDRESS', 'service@laden.example'), ('STORE_OWNER', 'Laden')");
    });
    after(async () => { await browser.stop(); shop.remove(); });

    const file = () => path.join(shop.folder, 'mails.txt');
    const mails = () => {
      const lines = fs.existsSync(file()) ? fs.readFileSync(file(), 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
      fs.rmSync(file(), { force: true });
      return lines;
    };
    const ask = async () => {
      await browser.go(page, shop, 'statussync.php', 'view=settings');
      await page.fill('input[name=email]', TO);
      await browser.navigated(page, () => page.click('button:has-text("Test-E-Mail senden")'));
      return page.innerText('.ss');
    };

    test('the test e-mail leaves by the shop, from its own address, readable in its charset', async () => {
      assert.match(await ask(), /ist dem Shop übergeben/);
      const [mail, ...more] = mails();
      assert.equal(more.length, 0);
      assert.deepEqual([mail.to, mail.from, mail.reply], [TO, 'Laden <service@laden.example>', 'service@laden.example']);
      assert.equal(mail.subject, 'Amazon Bestellstatus: Testmail');
      assert.match(mail.plain, /Post kommt sonst nur, wenn etwas zu tun ist: Versandfrist in Gefahr, Zugang zu Amazon/);
      assert.doesNotMatch(mail.html + mail.plain, /Ã|�/);
    });

    test("the shop's scheduler mails what is due by the shop; signs beyond ASCII are right", async () => {
      await ask();
      mails();
      shop.cli(['settings', 'import', '--account', 'de'], { input: JSON.stringify({ ...JSON.parse(shop.cli(['settings', 'export', '--account', 'de']).out), notify: { email: TO, language: 'de' } }) });
      await shop.amazon.ask('advance', { seconds: 26 * 3600 });
      shop.sql("UPDATE scheduled_tasks SET time_next = 0 WHERE tasks = 'statussync'");
      assert.equal((await shop.fetch('api/scheduled_tasks/cronjob.php')).status, 200);
      const got = mails();
      assert.equal(got.length, 2, 'both by the shop');
      const [tried, due] = got;
      assert.equal(tried.subject, 'Amazon Bestellstatus: Testmail', 'the second test mail, which the page has asked for');
      assert.deepEqual([due.to, due.from], [TO, 'Laden <service@laden.example>']);
      assert.match(due.subject, /^Amazon Bestellstatus: Kein Lauf/);
      assert.match(due.plain, /^ *Amazon\.de \(de\)\s+Nichts lief von .* muss "run --if-due" jede Minute rufen\./m);
      assert.doesNotMatch(due.plain + due.subject, /Ã|�|&#|&uuml;/);
    });

    test('a mailer that takes nothing is said, and no page breaks', async () => {
      shop.sql("INSERT INTO configuration (configuration_key, configuration_value) VALUES ('MAIL_DOWN', 'true')");
      assert.match(await ask(), /Der Shop hat die Test-E-Mail an chefin@shop\.example nicht angenommen\. Im Shop die E-Mail-Einstellungen prüfen/);
      assert.equal(mails().length, 0);
      shop.sql("DELETE FROM configuration WHERE configuration_key = 'MAIL_DOWN'");
    });

    test('who may not change settings sends no mail', async () => {
      const packer = await browser.visit(shop, 'packer');
      await browser.go(packer, shop, 'statussync.php', 'view=settings');
      assert.equal(await packer.locator('button[value=mail]').count(), 0);
      await packer.context().close();
      assert.equal(mails().length, 0);
    });
  });
}
