'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const base = require('../../modified/lib/shop');
const server = require('../../modified/lib/server');

const TREE = path.join(__dirname, '..', 'shop');
const SCHEMA = path.join(__dirname, '..', 'schema.sql');
const MODULE = 'GXModules/StatusSync/AmazonOrderStatus';
const PHP = process.env.PHP || 'php';
const JQUERY = require.resolve('jquery/dist/jquery.min.js');
let number = 0;

// A shop in the manner of Gambio GX4. Nothing of the product is in it before install().
class Shop extends base.Shop {
  static async make() {
    const shop = new Shop();
    number += 1;
    Object.assign(shop, { admin: 'admin', database: `gambio_${process.pid}_${number}`, user: `gambio${number}`, password: "pa'ss \\ wort" });
    shop.socket = server.start();
    shop.home = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-gambio-'));
    shop.folder = path.join(shop.home, 'shop');
    shop.port = await base.freePort();
    shop.base = `http://127.0.0.1:${shop.port}/`;
    fs.cpSync(TREE, shop.folder, { recursive: true });
    for (const folder of ['includes', 'cache', 'logfiles']) fs.mkdirSync(path.join(shop.folder, folder), { recursive: true });
    fs.copyFileSync(JQUERY, path.join(shop.folder, 'admin', 'jquery.js'));
    shop.configure();
    shop.root(`CREATE DATABASE ${shop.database} CHARACTER SET utf8mb3`);
    shop.root(`CREATE USER '${shop.user}'@'localhost' IDENTIFIED BY '${shop.password.replace(/[\\']/g, '\\$&')}'`);
    shop.root(`GRANT ALL ON ${shop.database}.* TO '${shop.user}'@'localhost'`);
    const schema = fs.readFileSync(SCHEMA, 'utf8').replaceAll('{table}', 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb3').replace(/^--.*$/gm, '');
    shop.all(schema.split(/;\s*\n/).filter((sql) => sql.trim() !== '').map((sql) => [sql, []]));
    const digest = spawnSync(PHP, ['-r', 'echo password_hash($argv[1], PASSWORD_BCRYPT, ["cost" => 4]);', base.PASSWORD], { encoding: 'utf8' }).stdout;
    for (const [status, mail] of [[0, 'admin'], [0, 'packer'], [1, 'customer'], [0, 'nobody']]) {
      shop.sql('INSERT INTO customers (customers_status, customers_email_address, customers_password) VALUES (?, ?, ?)', [status, `${mail}@example.test`, digest]);
    }
    // the packer works on orders; he may open our page and change nothing there; nobody may see the start page only
    shop.sql("INSERT INTO fixture_rights VALUES (2, 'PAGE', 'orders.php', 1), (2, 'CONTROLLER', 'OrdersModalsAjax', 1), (2, 'CONTROLLER', 'AmazonOrderStatus', 0), (4, 'CONTROLLER', 'SecurityCheckAjax', 0)");
    return shop;
  }

  configure(user = this.user, password = this.password) {
    const quoted = (text) => `'${String(text).replace(/[\\']/g, '\\$&')}'`;
    fs.mkdirSync(path.join(this.folder, 'includes'), { recursive: true });
    fs.writeFileSync(path.join(this.folder, 'includes', 'configure.php'), `<?php
define('HTTP_SERVER', ${quoted(this.base.slice(0, -1))});
if (!function_exists('define_database')) {
    function define_database($host, $user, $pwd, $db, $p_connect) {
        define('DB_SERVER', $host);
        define('DB_SERVER_USERNAME', $user);
        define('DB_SERVER_PASSWORD', $pwd);
        define('DB_DATABASE', $db);
        define('USE_PCONNECT', $p_connect);
    }
}
define_database(${quoted(`localhost::${this.socket}`)}, // the server
                ${quoted(user)},
                ${quoted(password)},
                ${quoted(this.database)},
                'false');
`);
  }

  // Files by the command line, then the module by the Module Center, as its owner does it.
  async install(page) {
    this.cli(['install', this.folder], { options: [] });
    await this.register(page);
  }

  async register(page) {
    await page.goto(`${this.adminBase}clear_cache.php?manual_data_cache=1`);
    await page.goto(`${this.adminBase}admin.php?do=ModuleCenter`);
    const button = page.locator('form', { hasText: 'StatusSyncAmazonOrderStatus' }).getByRole('button', { name: 'Installieren' });
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
  }

  // The web server of PHP 7.4 with workers outlives a TERM.
  stopServing() {
    if (!this.web) return;
    try { process.kill(-this.web.pid, 'SIGKILL'); } catch { /* ended already */ }
    this.web = null;
  }

  cron({ extension = true } = {}) {
    const options = extension ? ['-d', `extension=${base.Shop.module()}`] : [];
    const done = spawnSync(PHP, [...options, path.join(this.folder, MODULE, 'cron.php')], { env: this.env(), encoding: 'utf8', timeout: 300000 });
    return { code: done.status, out: done.stdout, err: done.stderr };
  }

  // As an ERP does it: plain SQL, no history, no hook.
  erp(order, status, service = null, code = null) {
    if (code !== null) this.track(order, { code, service });
    this.sql('UPDATE orders SET orders_status = ? WHERE orders_id = ?', [status, order]);
  }

  track(order, { code = '', service = 1, name = 'DHL', back = 0, url = '' } = {}) {
    this.sql("INSERT INTO orders_parcel_tracking_codes (order_id, tracking_code, parcel_service_id, parcel_service_name, is_return_delivery, url, comment) VALUES (?, ?, ?, ?, ?, ?, '')",
      [order, code, service || 0, name, back, url]);
  }

  async rest(method, address, data) {
    return this.fetch(`api.php/v2/${address}`, { method, body: JSON.stringify(data),
      headers: { Authorization: `Basic ${Buffer.from(`admin@example.test:${base.PASSWORD}`).toString('base64')}`, 'Content-Type': 'application/json' } });
  }
}

module.exports = { Shop, MODULE, ROOT: base.ROOT, PASSWORD: base.PASSWORD };
