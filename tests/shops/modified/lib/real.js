'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { ROOT } = require('./shop');
const { sell } = require('./amazon');
const browser = require('./browser');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SCHEMA = fs.readFileSync(path.join(__dirname, '..', 'schema.sql'), 'utf8');
const BUYER = 'kunde@example.test'; // every order of ours is his, and nothing else is
const MOVING = /^(cache|templates_c|log|export|import|images)\//; // what a shop writes itself

// "3.3.0 rev 16825 of 2026-01-29"
function version(shop) {
  const text = fs.readFileSync(path.join(shop.folder, shop.admin, 'includes/version.php'), 'utf8');
  const of = (name) => (new RegExp(`'PROJECT_${name}', *'([^']*)'`).exec(text) || [])[1] || '?';
  return `${of('MAJOR_VERSION')}.${of('MINOR_VERSION')} rev ${of('REVISION')} of ${of('RELEASE_DATE')}`;
}

const tables = (shop, like) => shop.sql(`SHOW TABLES LIKE '${like}'`).map((row) => Object.values(row)[0]);
const inside = (shop) => tables(shop, 'statussync\\_%').length > 0 || fs.existsSync(path.join(shop.folder, 'includes/external/statussync'));

// Every file and folder of the shop but what it writes itself.
function files(shop, below = '') {
  return fs.readdirSync(path.join(shop.folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    return entry.isDirectory() ? [`${name}/`, ...files(shop, name)] : [name];
  }).filter((name) => !MOVING.test(name)).sort();
}

// Where magnalister is not installed its two tables are made: our orders are linked by them.
function lend(shop) {
  const missing = ['magnalister_orders', 'magnalister_config'].filter((name) => tables(shop, name).length === 0);
  const [{ ENGINE: engine, TABLE_COLLATION: collation }] = shop.sql("SELECT ENGINE, TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'orders'");
  for (const name of missing) {
    const made = new RegExp(`CREATE TABLE ${name} [^;]*;`).exec(SCHEMA)[0].replace('{table}', `ENGINE=${engine} COLLATE=${collation} COMMENT='lent for a test'`);
    shop.sql(made);
  }
}

// What a run of ours put into the shop, and our module with its data.
function clear(shop) {
  shop.cli(['uninstall', shop.folder, '--drop-data'], { options: [], codes: null });
  for (const table of ['orders_total', 'orders_products', 'orders_status_history', 'orders_tracking', 'magnalister_orders']) {
    if (tables(shop, table).length > 0) shop.sql(`DELETE FROM ${table} WHERE orders_id IN (SELECT orders_id FROM orders WHERE customers_email_address = ?)`, [BUYER]);
  }
  shop.sql('DELETE FROM orders WHERE customers_email_address = ?', [BUYER]);
  for (const name of tables(shop, 'magnalister\\_%')) {
    const [{ TABLE_COMMENT: said }] = shop.sql('SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?', [name]);
    if (said === 'lent for a test') shop.sql(`DROP TABLE ${name}`);
  }
}

// As an owner copies the package: nothing of the shop may be in the way. Gives the names of what is new in the root.
function copyPackage(shop) {
  const done = spawnSync(path.join(ROOT, 'bin/package'), ['modified', shop.home], { encoding: 'utf8' });
  const unpacked = path.join(shop.home, 'unpacked');
  spawnSync('php', ['-r', '(new PharData($argv[1]))->extractTo($argv[2]);', done.stdout.split('\n')[0], unpacked]);
  const root = path.join(unpacked, 'shop-root');
  fs.renameSync(path.join(root, 'admin'), path.join(unpacked, 'renamed'));
  fs.renameSync(path.join(unpacked, 'renamed'), path.join(root, shop.admin));
  const before = fs.readdirSync(shop.folder);
  fs.cpSync(root, shop.folder, { recursive: true, errorOnExist: true, force: false });
  return fs.readdirSync(shop.folder).filter((name) => !before.includes(name));
}

// An order as magnalister imports it: with an address and its articles, which the shop's page shows.
async function imported(shop, options = {}) {
  const person = (kind) => ({
    [`${kind}_name`]: 'Erika Müller', [`${kind}_firstname`]: 'Erika', [`${kind}_lastname`]: 'Müller', [`${kind}_street_address`]: 'Lindenweg 7',
    [`${kind}_city`]: 'Köln', [`${kind}_postcode`]: '50667', [`${kind}_country`]: 'Germany', [`${kind}_country_iso_code_2`]: 'DE', [`${kind}_address_format_id`]: 5,
  });
  const columns = {
    ...person('customers'), ...person('delivery'), ...person('billing'), customers_status: 2, customers_status_name: 'Neuer Kunde', currency_value: 1,
    payment_method: 'marketplace', languages_id: 2, shipping_method: 'Amazon', ...options.columns,
  };
  const order = await sell(shop, { ...options, columns });
  for (const item of order.items) {
    shop.sql(`INSERT INTO orders_products (orders_id, products_id, products_model, products_name, products_price, final_price, products_tax,
      products_quantity, allow_tax) VALUES (?, 1, ?, 'Teekanne', 19.90, 19.90, 19, ?, 1)`, [order.id, item.id, item.quantity]);
  }
  return order;
}

// Pictures, if STATUSSYNC_SHOTS names a folder.
async function picture(page, name) {
  const folder = process.env.STATUSSYNC_SHOTS;
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  const style = '.ss-save { position: static !important; }'; // else it lies across the middle of a long picture
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true, style });
}

// What is wrong with our part of a page, one line each: axe-core, letters broken by a charset, anything beyond a telephone's edge.
async function faults(page, part) {
  const wrong = [];
  await page.$$eval(`${part} details`, (all) => all.forEach((one) => { one.open = true; }));
  await page.evaluate(AXE);
  const found = await page.evaluate((selector) => window.axe.run(selector), part);
  if (found.passes.length < 4) wrong.push('axe-core saw nothing');
  wrong.push(...found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`));
  if (/Ã|\uFFFD|&[a-z]+;|&#\d+;/.test(await page.innerText(part))) wrong.push('broken letters');
  if (page.viewportSize().width < 500) {
    wrong.push(...await page.evaluate((selector) => [...document.querySelectorAll(`${selector}, ${selector} *`)]
      .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().right > window.innerWidth + 1 && one.closest('.ss-scroll, svg') === null)
      .slice(0, 3).map((one) => `beyond the edge: ${one.outerHTML.slice(0, 120)}`), part));
  }
  return wrong;
}

// Our part of a page in both languages, on a screen and on a telephone.
async function looks({ page, phone }, shop, name, [file, query], part) {
  const wrong = [];
  for (const [who, suffix] of [[page, ''], [phone, '-phone']]) {
    for (const language of ['en', 'de']) {
      await browser.go(who, shop, file, `${query}&language=${language}`);
      wrong.push(...(await faults(who, part)).map((one) => `${language}${suffix}: ${one}`));
      await picture(who, `${name}-${language}${suffix}`); // with all that can be unfolded
    }
  }
  return wrong;
}

module.exports = { version, inside, tables, files, lend, clear, copyPackage, imported, picture, looks };
