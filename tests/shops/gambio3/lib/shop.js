'use strict';

const path = require('node:path');
const { spawn } = require('node:child_process');
const old = require('../../xtcommerce3/lib/shop');
const { freePort } = require('../../modified/lib/shop');

// A shop in the manner of Gambio GX 3.2: the tree of its ancestor, and what it has beside.
class Shop extends old.Shop {
  static async make() {
    return super.make({ over: path.join(__dirname, '..'), charset: 'utf8' });
  }

  get entry() {
    return 'statussync_cron.php';
  }

  // A second web server of the same shop and its sessions, by the PHP that has the extension. The old PHP in WebAssembly cannot
  // reach the database while a request ends, which is when an order is marked.
  async newer() {
    const port = await freePort();
    const ini = { extension: Shop.module(), 'statussync.api_url': this.amazon.api, 'statussync.lwa_url': this.amazon.lwa, 'statussync.key_file': this.keyFile,
      'session.save_path': this.state, display_errors: '0', log_errors: '1', error_log: path.join(this.state, 'newer.log') };
    const args = [...Object.entries(ini).flatMap(([name, value]) => ['-d', `${name}=${value}`]), '-S', `127.0.0.1:${port}`, '-t', this.folder];
    const web = spawn(process.env.PHP || 'php', args, { env: this.env(), stdio: 'ignore' });
    process.on('exit', () => web.kill());
    const base = `http://127.0.0.1:${port}/`;
    for (let i = 0; i < 200 && !await fetch(`${base}index.php`).catch(() => null); i += 1) await new Promise((r) => { setTimeout(r, 50); });
    return { base, stop: () => web.kill() };
  }

  parcel(order, code, service = 'DHL', id = 1) {
    this.sql("INSERT INTO orders_parcel_tracking_codes (order_id, tracking_code, parcel_service_id, parcel_service_name, comment) VALUES (?, ?, ?, ?, '')", [order, code, id, service]);
  }
}

module.exports = { ...old, Shop };
