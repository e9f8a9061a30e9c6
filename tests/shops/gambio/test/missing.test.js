'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, MODULE } = require('../lib/shop');
const { amazon, sell, open } = require('../../modified/lib/amazon');
const { held } = require('../../modified/lib/scene');
const { stop } = require('../../modified/lib/browser');
const { visit, go, order, status, navigated, list } = require('../lib/admin');

const PAGES = ['overview', 'log', 'list', 'settings', 'expert', 'access', 'setup', 'preview', 'health', 'cron'];

// Whatever is missing or broken of ours: the shop's pages go on, and ours say what it is.
describe('the shop goes on', () => {
  let shop;
  let page;
  let sold;
  before(async () => {
    shop = await Shop.make();
    await amazon(shop);
    await shop.serve({ extension: false });
    page = await visit(shop);
    await shop.install(page);
    open(shop, { cancel: [] });
    sold = await sell(shop);
    shop.cli(['run'], { codes: [0, 1] });
  });
  after(async () => { await stop(); shop.remove(); });

  // Every page of ours in the shop's frame, and the shop's own: {page: text}.
  async function whole() {
    const seen = {};
    for (const name of PAGES) {
      const answer = await go(page, shop, 'admin.php', `do=AmazonOrderStatus&page=${name}`);
      assert.ok(answer.status() < 500 || answer.status() === 503, `${name}: ${answer.status()}`);
      assert.match(await page.innerText('footer'), /v4\.8/, `${name} is whole`);
      seen[name] = await page.innerText('.statussync-gambio');
      assert.doesNotMatch(seen[name], /SQLSTATE|Fatal|Stack trace|Warning:/, name);
      assert.ok(seen[name].trim().length > 20, `${name} says something`);
    }
    await order(page, shop, sold.id);
    assert.match(await page.innerText('main'), /Box of a peer/);
    const box = page.locator('.frame-content', { hasText: 'Amazon' });
    seen.box = await box.count() > 0 ? await box.first().innerText() : '';
    for (const to of [2, 1]) {
      await status(page, to);
      assert.equal(await page.locator('.status').innerText(), String(to));
    }
    await list(page, shop);
    assert.match(await page.innerText('footer'), /v4\.8/);
    return seen;
  }

  test('nothing is missing but the extension in the PHP of the web server: all pages work, and the state says it', async () => {
    const seen = await whole();
    assert.match(seen.box, new RegExp(sold.number));
    assert.match(seen.health, /fehlt die Erweiterung statussync/);
  });

  test('without our tables each page of ours says so', async () => {
    shop.sql('RENAME TABLE statussync_order TO kept_order, statussync_meta TO kept_meta');
    try {
      const seen = await whole();
      assert.match(seen.box, /gerade nicht lesbar/);
      for (const name of PAGES) assert.match(seen[name], /Tabellen fehlen|tables are missing/, name);
    } finally { shop.sql('RENAME TABLE kept_order TO statussync_order, kept_meta TO statussync_meta'); }
  });

  for (const file of ['php_src/Admin/Panel.php', 'php_src/Admin/Pages.php', 'php_src/Admin/Host/GambioEntry.php', 'php_src/autoload.php', 'admin_ui/lang/de.php']) {
    test(`half of ${file} copied: every page is whole`, async () => {
      const target = path.join(shop.folder, 'includes/external/statussync', file);
      const text = fs.readFileSync(target, 'utf8');
      fs.writeFileSync(target, text.slice(0, text.length / 2));
      try { await whole(); } finally { fs.writeFileSync(target, text); }
    });
  }

  test('without the library our page names the folder that is missing', async () => {
    const library = path.join(shop.folder, 'includes/external/statussync');
    fs.renameSync(library, `${library}.away`);
    try {
      const seen = await whole();
      for (const name of PAGES) assert.match(seen[name], /includes\/external\/statussync fehlt/, name);
      assert.equal(seen.box, '');
    } finally { fs.renameSync(`${library}.away`, library); }
  });

  test('where the database takes no writes of ours a button says so', async () => {
    shop.sql("CREATE TRIGGER stop_us BEFORE UPDATE ON statussync_order FOR EACH ROW SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'no'");
    try {
      await order(page, shop, sold.id);
      await navigated(page, () => page.locator('#statussync_block').getByRole('button', { name: 'Bei Amazon nachsehen' }).click());
      assert.match(await page.innerText('body'), /nicht speicherbar/);
      await whole();
    } finally { shop.sql('DROP TRIGGER stop_us'); }
  });

  test('while somebody holds our table the order page comes all the same, after seconds at the most', async () => {
    const begun = Date.now();
    const took = await held(shop, ['statussync_order'], async () => {
      await order(page, shop, sold.id).catch((fault) => assert.match(String(fault), /Timeout/));
      return Date.now() - begun;
    });
    assert.ok(took < 9000, `${took} ms`);
    assert.match(await page.innerText('main'), /Box of a peer/);
  });

  test('texts of a language that are missing: the pages are in the other one', async () => {
    const texts = path.join(shop.folder, MODULE, 'Admin/TextPhrases/english');
    fs.renameSync(texts, `${texts}.away`);
    try {
      const answer = await go(page, shop, 'admin.php', 'do=AmazonOrderStatus&language=en');
      assert.equal(answer.status(), 200);
      assert.match(await page.innerText('.statussync-gambio'), /\w{20}|verified|order/);
    } finally { fs.renameSync(`${texts}.away`, texts); }
    await go(page, shop, 'admin.php', 'do=OrdersOverview&language=de');
  });
});
