'use strict';

const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { spawn, spawnSync } = require('node:child_process');
const server = require('./server');

const ROOT = path.join(__dirname, '..', '..', '..', '..');
const TREE = path.join(__dirname, '..', 'shop');
const SCHEMA = path.join(__dirname, '..', 'schema.sql');
const PHP = process.env.PHP || 'php';
const PASSWORD = 'Geheim-123-456';
let number = 0;

const quoted = (text) => `'${String(text).replace(/[\\']/g, '\\$&')}'`;

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// A shop in the manner of modified: files, database, web server. Nothing of the product is in it before install().
class Shop {
  static async make({ charset = 'utf8mb4', engine = 'InnoDB', admin = 'admin_k3x9', hash = null } = {}) {
    const shop = new Shop();
    number += 1;
    Object.assign(shop, { charset, engine, admin, database: `shop_${process.pid}_${number}`, user: `shop${number}`, password: "pa'ss \\ wort" });
    shop.socket = server.start();
    shop.home = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-modified-'));
    shop.folder = path.join(shop.home, 'shop');
    shop.port = await freePort();
    shop.base = `http://127.0.0.1:${shop.port}/`;
    fs.cpSync(TREE, shop.folder, { recursive: true });
    fs.renameSync(path.join(shop.folder, 'admin'), path.join(shop.folder, admin));
    shop.configure();
    shop.root(`CREATE DATABASE ${shop.database} CHARACTER SET ${charset}`);
    shop.root(`CREATE USER '${shop.user}'@'localhost' IDENTIFIED BY ${quoted(shop.password)}`);
    shop.root(`GRANT ALL ON ${shop.database}.* TO '${shop.user}'@'localhost'`);
    const table = `ENGINE=${engine} DEFAULT CHARSET=${charset}`;
    const schema = fs.readFileSync(SCHEMA, 'utf8').replaceAll('{table}', table).replace(/^--.*$/gm, '');
    shop.all(schema.split(/;\s*\n/).filter((sql) => sql.trim() !== '').map((sql) => [sql, []]));
    const digest = hash || spawnSync(PHP, ['-r', 'echo password_hash($argv[1], PASSWORD_BCRYPT, ["cost" => 4]);', PASSWORD], { encoding: 'utf8' }).stdout;
    for (const [status, mail] of [[0, 'admin'], [0, 'packer'], [1, 'customer'], [0, 'nobody']]) {
      shop.sql('INSERT INTO customers (customers_status, customers_email_address, customers_password) VALUES (?, ?, ?)', [status, `${mail}@example.test`, digest]);
    }
    shop.sql("INSERT INTO admin_access VALUES ('1', 1, 1, 1), ('2', 0, 0, 1), ('4', 0, 0, 0), ('groups', 8, 8, 2)");
    return shop;
  }

  configure(user = this.user, password = this.password) {
    const values = {
      HTTP_SERVER: this.base.slice(0, -1), HTTPS_SERVER: this.base.slice(0, -1), DIR_WS_CATALOG: '/', DB_MYSQL_TYPE: 'mysqli',
      DB_SERVER: `localhost::${this.socket}`, DB_SERVER_USERNAME: user, DB_SERVER_PASSWORD: password, DB_DATABASE: this.database,
      DB_SERVER_CHARSET: this.charset, DB_SERVER_ENGINE: this.engine, DEFAULT_TIMEZONE: 'Europe/Berlin',
    };
    const lines = Object.entries(values).map(([name, value]) => `  defined('${name}') OR define('${name}', ${quoted(value)});`);
    lines.push("  defined('DIR_FS_CATALOG') OR define('DIR_FS_CATALOG', dirname(__DIR__) . '/');");
    fs.writeFileSync(path.join(this.folder, 'includes', 'configure.php'), `<?php\n${lines.join('\n')}\n`);
  }

  // A shop that somebody else has set up: its folder, its address, its database, its administrator {email, password}.
  static real({ folder, base, dsn, user, password, administrator }) {
    const admin = fs.readdirSync(folder).find((name) => fs.existsSync(path.join(folder, name, 'check_update.php')));
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-modified-')); // of the tests: removed with remove()
    return Object.assign(new Shop(), { folder, base, admin, dsn, user, password, administrator, home });
  }

  get adminBase() {
    return `${this.base}${this.admin}/`;
  }

  // ---- database

  all(statements, user = this.user, password = this.password) {
    const dsn = this.dsn || `mysql:unix_socket=${this.socket};dbname=${this.database};charset=utf8mb4`;
    const input = JSON.stringify({ dsn, user, password, statements });
    const done = spawnSync(PHP, [path.join(__dirname, 'sql.php')], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (done.status !== 0) throw new Error(`sql: ${done.stderr}${done.stdout} ${statements[0][0].slice(0, 200)}`);
    return JSON.parse(done.stdout);
  }

  sql(sql, params = []) {
    return this.all([[sql, params]]).rows;
  }

  root(sql) {
    const input = JSON.stringify({ dsn: `mysql:unix_socket=${this.socket};charset=utf8mb4`, user: 'root', password: '', statements: [[sql, []]] });
    const done = spawnSync(PHP, [path.join(__dirname, 'sql.php')], { input, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`sql: ${done.stderr}${done.stdout}`);
    return JSON.parse(done.stdout).rows;
  }

  // ---- the product

  async serve({ extension = true, env = {}, ini: more = {} } = {}) {
    const { host, pathname } = new URL(this.base);
    const above = pathname.split('/').filter(Boolean).map(() => '..'); // a shop may be below its address's root
    const args = ['-S', host, '-t', path.join(this.folder, ...above)];
    const ini = { 'session.save_path': this.home, log_errors: '1', error_log: path.join(this.home, 'php.log'), 'date.timezone': 'UTC', ...more };
    if (this.amazon) Object.assign(ini, { 'statussync.api_url': this.amazon.api, 'statussync.lwa_url': this.amazon.lwa, 'statussync.key_file': this.keyFile });
    const options = Object.entries(ini).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
    if (extension) options.unshift('-d', `extension=${Shop.module()}`);
    this.web = spawn(PHP, [...options, ...args], { env: { ...this.env(), ...env, PHP_CLI_SERVER_WORKERS: '3' }, stdio: ['ignore', 'ignore', 'ignore'], detached: true });
    process.on('exit', () => this.stopServing());
    for (let i = 0; i < 100; i += 1) {
      if ((await this.fetch('index.php').catch(() => ({ status: 0 }))).status === 200) return;
      await new Promise((r) => setTimeout(r, 50));
    }
    throw new Error('the shop does not answer');
  }

  stopServing() {
    if (!this.web) return;
    try { process.kill(-this.web.pid); } catch { /* ended already */ }
    this.web = null;
  }

  // A plain request without a browser: no cookies, no redirects followed.
  fetch(address, { method = 'GET', body = '', headers = {} } = {}) {
    return new Promise((resolve, reject) => {
      const request = http.request(new URL(address, this.base), { method, headers, agent: false }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString('utf8') }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  static module() {
    const version = spawnSync(PHP, ['-n', '-r', 'echo PHP_VERSION, PHP_ZTS ? "-zts" : "", PHP_DEBUG ? "-debug" : "";'], { encoding: 'utf8' }).stdout;
    return path.join(ROOT, 'build', version, 'modules', 'statussync.so');
  }

  get keyFile() {
    return path.join(this.home, 'keys', 'statussync.key');
  }

  env() {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STATUSSYNC_')));
    env.STATUSSYNC_KEY_FILE = this.keyFile;
    if (this.amazon) {
      Object.assign(env, { STATUSSYNC_LWA_URL: this.amazon.lwa, STATUSSYNC_API_URL: this.amazon.api, STATUSSYNC_CLOCK: this.amazon.clock });
    }
    return env;
  }

  // bin/statussync; with `codes` other exit codes are an error.
  cli(words, { input = '', env = {}, codes = [0], options } = {}) {
    const clock = this.amazon ? ['--clock', this.amazon.clock] : [];
    const args = [...(options || ['--shop', this.folder, ...clock]), ...words];
    const done = spawnSync(path.join(ROOT, 'bin', 'statussync'), args, { input, env: { ...this.env(), ...env }, encoding: 'utf8', timeout: 300000 });
    if (codes && !codes.includes(done.status)) throw new Error(`statussync ${words.join(' ')}: exit ${done.status}\n${done.stderr}${done.stdout}`);
    return { code: done.status, out: done.stdout, err: done.stderr };
  }

  install(codes) {
    return this.cli(['install', this.folder], { options: [], codes });
  }

  // The cron entry of the shop's tree, as a crontab line calls it.
  cron({ extension = true } = {}) {
    const options = extension ? ['-d', `extension=${Shop.module()}`] : [];
    const done = spawnSync(PHP, [...options, path.join(this.folder, 'api/statussync/cron.php')], { env: this.env(), encoding: 'utf8', timeout: 300000 });
    return { code: done.status, out: done.stdout, err: done.stderr };
  }

  // ---- what happens in the shop

  order({ bought = Math.floor(Date.now() / 1000) - 86400, columns = {} } = {}) {
    const wall = Shop.wall(bought);
    const row = {
      customers_id: 7, customers_name: 'Erika Müller', customers_email_address: 'kunde@example.test', orders_status: 1, date_purchased: wall,
      currency: 'EUR', payment_class: 'marketplace', shipping_class: 'marketplace', language: 'german', ...columns,
    };
    const names = Object.keys(row);
    const { id } = this.all([[`INSERT INTO orders (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, Object.values(row)]]);
    this.all([
      ["INSERT INTO orders_total (orders_id, title, text, value, class, sort_order) VALUES (?, 'Summe', '19,90 EUR', 19.90, 'ot_total', 99)", [id]],
      ['INSERT INTO orders_status_history (orders_id, orders_status_id, date_added, customer_notified) VALUES (?, 1, ?, 0)', [id, wall]],
    ]);
    return id;
  }

  link(order, amazon, channel = 'MFN') {
    const data = `a:1:{s:18:"FulfillmentChannel";s:${channel.length}:"${channel}";}`;
    this.sql("INSERT INTO magnalister_orders (orders_id, orders_status, mpID, platform, special, data, internaldata) VALUES (?, 1, 10001, 'amazon', ?, '', ?)", [order, amazon, data]);
  }

  // As an ERP does it: plain SQL, no history, no hook.
  erp(order, status, carrier = null, code = null) {
    if (code !== null) this.sql('INSERT INTO orders_tracking (orders_id, carrier_id, parcel_id, date_added) VALUES (?, ?, ?, ?)', [order, carrier, code, Shop.wall(Math.floor(Date.now() / 1000))]);
    this.sql('UPDATE orders SET orders_status = ? WHERE orders_id = ?', [status, order]);
  }

  static wall(at) {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at * 1000));
  }

  remove() {
    this.stopServing();
    if (this.amazon) this.amazon.stop();
    if (!process.env.SHOP_KEEP) fs.rmSync(this.home, { recursive: true, force: true });
  }
}

module.exports = { Shop, ROOT, PHP, PASSWORD, freePort };
