'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop } = require('../lib/shop');
const { amazon, open } = require('../../modified/lib/amazon');
const { stop, visit } = require('../../modified/lib/browser');
const { go, navigated } = require('../lib/admin');

const TO = 'chefin@shop.example';

// What the owner is mailed from inside the shop goes by the shop's own mailer.
describe('mails to the owner', () => {
  let shop;
  let page;
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve();
    page = await visit(shop);
    await shop.install(page);
    open(shop, { cancel: [] });
    shop.sql("INSERT INTO gx_configurations (`key`, `value`) VALUES ('configuration/EMAIL_SUPPORT_ADDRESS', 'service@laden.example'), ('configuration/STORE_OWNER', 'Müllers Laden')");
  });
  after(async () => { await stop(); shop.remove(); });

  const mails = () => {
    const file = path.join(shop.folder, 'logfiles/mails.txt');
    const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
    fs.rmSync(file, { force: true });
    return lines;
  };
  const ask = async () => {
    await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&page=settings');
    await page.fill('input[name=email]', TO);
    await navigated(page, () => page.click('button:has-text("Test-E-Mail senden")'));
    return page.innerText('.statussync-gambio');
  };

  test('the test e-mail leaves by the shop, from its own address, with whole letters', async () => {
    mails();
    assert.match(await ask(), /ist dem Shop übergeben/);
    const [mail, ...more] = mails();
    assert.equal(more.length, 0);
    assert.deepEqual([mail.to, mail.from, mail.reply], [TO, 'Müllers Laden <service@laden.example>', 'service@laden.example']);
    assert.equal(mail.subject, 'Amazon Bestellstatus: Testmail');
    assert.match(mail.plain, /Post kommt sonst nur, wenn etwas zu tun ist/);
    assert.doesNotMatch(mail.plain + mail.subject, /Ã|\uFFFD|&#|<br/);
  });

  test("the shop's scheduler mails what is due by the shop", async () => {
    shop.cli(['settings', 'import', '--account', 'de'], { input: JSON.stringify({ ...JSON.parse(shop.cli(['settings', 'export', '--account', 'de']).out), notify: { email: TO, language: 'de' } }) });
    shop.cli(['run'], { codes: [0, 1] });
    mails();
    await shop.amazon.ask('advance', { seconds: 26 * 3600 });
    shop.sql("UPDATE gx_configurations SET `value` = 'true' WHERE `key` = 'cronjobs/AmazonOrderStatus/active'");
    assert.equal((await shop.fetch('shop.php?do=Cronjobs/Run&token=fixture-security-token')).status, 200);
    const due = mails().filter((mail) => /Kein Lauf/.test(mail.subject));
    assert.equal(due.length, 1);
    assert.deepEqual([due[0].to, due[0].from], [TO, 'Müllers Laden <service@laden.example>']);
    assert.match(due[0].plain, /Nichts lief von /);
    assert.doesNotMatch(due[0].plain, /Ã|\uFFFD|&#|&uuml;/);
  });

  test('a mailer that takes nothing is said, and no page breaks', async () => {
    shop.sql("INSERT INTO gx_configurations (`key`, `value`) VALUES ('configuration/MAIL_DOWN', 'true')");
    assert.match(await ask(), /Der Shop hat die Test-E-Mail an chefin@shop\.example nicht angenommen\. Im Shop die E-Mail-Einstellungen prüfen/);
    assert.equal(mails().length, 0);
    shop.sql("DELETE FROM gx_configurations WHERE `key` = 'configuration/MAIL_DOWN'");
  });

  test('who may not change settings sends no mail', async () => {
    const packer = await visit(shop, 'packer');
    await go(packer, shop, 'admin.php', 'do=AmazonOrderStatus&page=settings');
    assert.equal(await packer.locator('button[value=mail]').count(), 0);
    await packer.context().close();
    assert.equal(mails().length, 0);
  });
});
