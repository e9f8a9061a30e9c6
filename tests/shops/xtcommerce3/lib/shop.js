'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { spawn, spawnSync } = require('node:child_process');
const base = require('../../modified/lib/shop');
const server = require('../../modified/lib/server');

const TREE = path.join(__dirname, '..', 'shop');
const SCHEMA = path.join(__dirname, '..', 'schema.sql');
const PHP = process.env.PHP || 'php';
const LIBRARY = 'includes/external/statussync';
let number = 0;

// A shop in the manner of xt:Commerce 3: PHP 5.6, latin1, MyISAM. Nothing of the product is in it before install().
class Shop extends base.Shop {
  // `over`: a folder of files that are put over this shop's tree, with a schema.sql of further statements.
  static async make({ over = null, charset = 'latin1 COLLATE latin1_german1_ci' } = {}) {
    const shop = new this();
    number += 1;
    Object.assign(shop, { over, charset, admin: 'admin', database: `xtc_${process.pid}_${number}`, user: `xtc${number}`, password: "pa'ss wort" });
    shop.socket = server.start();
    shop.home = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-xtc3-'));
    shop.folder = path.join(shop.home, 'shop');
    shop.state = path.join(shop.home, 'state');
    fs.mkdirSync(shop.state);
    fs.cpSync(TREE, shop.folder, { recursive: true });
    if (over) fs.cpSync(path.join(over, 'shop'), shop.folder, { recursive: true });
    fs.mkdirSync(path.join(shop.folder, 'includes'), { recursive: true }); // holds configure.php only
    await shop.start();
    try {
      shop.fill();
    } catch (error) {
      shop.stopServing(); // else its server keeps the test's process alive
      throw error;
    }
    return shop;
  }

  fill() {
    const shop = this;
    shop.configure();
    shop.root(`CREATE DATABASE ${shop.database} CHARACTER SET ${shop.charset}`);
    shop.root(`CREATE USER '${shop.user}'@'localhost' IDENTIFIED BY '${shop.password.replace(/[\\']/g, '\\$&')}'`);
    shop.root(`GRANT ALL ON ${shop.database}.* TO '${shop.user}'@'localhost'`);
    const files = shop.over ? [SCHEMA, path.join(shop.over, 'schema.sql')] : [SCHEMA];
    const schema = files.map((file) => fs.readFileSync(file, 'utf8')).join('\n').replaceAll('{table}', `ENGINE=MyISAM DEFAULT CHARSET=${shop.charset}`).replace(/^--.*$/gm, '');
    shop.all(schema.split(/;\s*\n/).filter((sql) => sql.trim() !== '').map((sql) => [sql, []]));
    const digest = crypto.createHash('md5').update(base.PASSWORD).digest('hex');
    for (const [status, mail] of [[0, 'admin'], [0, 'packer'], [1, 'customer']]) {
      shop.sql('INSERT INTO customers (customers_status, customers_email_address, customers_password) VALUES (?, ?, ?)', [status, `${mail}@example.test`, digest]);
    }
    shop.sql("INSERT INTO admin_access VALUES ('1', 1, 1), ('2', 0, 1)");
  }

  // The old PHP; the worker of the tests is the PHP that has the extension.
  async start() {
    const args = [path.join(__dirname, 'php56.js'), this.folder, this.socket, this.state];
    this.web = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    process.on('exit', () => this.stopServing());
    const line = await new Promise((resolve, reject) => {
      this.web.once('exit', (code) => reject(new Error(`the shop's web server ended (${code})`)));
      readline.createInterface({ input: this.web.stdout }).once('line', resolve);
    });
    Object.assign(this, JSON.parse(line));
    this.base = `http://127.0.0.1:${this.port}/`;
  }

  async serve() {}

  stopServing() {
    if (this.web) this.web.kill();
    this.web = null;
  }

  configure() {
    const values = { HTTP_SERVER: this.base.slice(0, -1), DIR_WS_CATALOG: '/', DIR_WS_ADMIN: '/admin/', DIR_FS_CATALOG: `${this.folder}/`, DB_SERVER: `127.0.0.1:${this.db}`,
      DB_SERVER_USERNAME: this.user, DB_SERVER_PASSWORD: this.password, DB_DATABASE: this.database, USE_PCONNECT: 'false', STORE_SESSIONS: '' };
    const lines = Object.entries(values).map(([name, value]) => `  define('${name}', '${String(value).replace(/[\\']/g, '\\$&')}');`);
    fs.writeFileSync(path.join(this.folder, 'includes', 'configure.php'), `<?php\n${lines.join('\n')}\n?>`);
  }

  get entry() {
    return path.join(LIBRARY, 'cron.php');
  }

  // The crontab line of the documents: the newer PHP.
  cron() {
    const done = spawnSync(PHP, ['-d', `extension=${base.Shop.module()}`, path.join(this.folder, this.entry)], { env: this.env(), encoding: 'utf8', timeout: 300000 });
    return { code: done.status, out: done.stdout, err: done.stderr };
  }

  // What the old PHP noted: a page that only works with a notice is not done.
  get complaints() {
    const log = path.join(this.state, 'php.log');
    return fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : '';
  }

  // As an ERP does it: plain SQL; with a comment it writes the history as well.
  erp(order, status, comment = null) {
    if (comment !== null) {
      this.sql('INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, customer_notified, comments) VALUES (?, ?, ?, 0, ?)',
        [order, status, base.Shop.wall(Math.floor(Date.now() / 1000)), comment]);
    }
    this.sql('UPDATE orders SET orders_status = ? WHERE orders_id = ?', [status, order]);
  }

  quotes(how) {
    this.all([["DELETE FROM configuration WHERE configuration_key = 'FIXTURE_QUOTES'", []],
      ["INSERT INTO configuration (configuration_key, configuration_value, configuration_group_id, date_added) VALUES ('FIXTURE_QUOTES', ?, 6, NOW())", [how]]]);
  }
}

module.exports = { Shop, LIBRARY, ROOT: base.ROOT, PASSWORD: base.PASSWORD };
