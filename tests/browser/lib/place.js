'use strict';

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { spawn, spawnSync } = require('node:child_process');
const { beforeEach, afterEach } = require('node:test');
const { chromium } = require('playwright-core');
const { launch } = require('../../lib/chromium');
const { whole } = require('../../shops/modified/lib/browser');

const ROOT = path.join(__dirname, '..', '..', '..');
const NOW = 1764150000; // 2025-11-26 10:40 in Berlin
const PHP = process.env.PHP || 'php';

function freePort() {
  return new Promise((done, fail) => {
    const probe = net.createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// A shop with our pages in a folder of its own; kind: full, hostile, long, empty, bare (no tables of ours).
class Place {
  static async open(kind, { rights = 'all', mail = '' } = {}) {
    const place = new Place();
    place.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-browser-'));
    place.dsn = `sqlite:${path.join(place.dir, 'shop.sqlite')}`;
    place.sql(kind);
    const port = await freePort();
    place.base = `http://127.0.0.1:${port}`;
    place.server = spawn(PHP, ['-d', 'display_errors=1', '-d', 'error_reporting=-1', ...place.post(mail), '-S', `127.0.0.1:${port}`,
      path.join(ROOT, 'tests', 'demo', 'pages.php')], { stdio: 'ignore',
      env: { ...process.env, STATUSSYNC_DEMO_DSN: place.dsn, STATUSSYNC_DEMO_NOW: String(NOW),
        STATUSSYNC_DEMO_RIGHTS: rights, STATUSSYNC_SHOP_URL: 'https://shop.example.org' } });
    for (let n = 0; n < 100; n += 1) {
      try {
        await fetch(`${place.base}/statussync.css`);
        break;
      } catch {
        await new Promise((done) => { setTimeout(done, 50); });
      }
    }
    place.browser = await chromium.launch(launch);
    return place;
  }

  // Where PHP's mail() hands its mails to: a line of shell.
  post(line) {
    if (line === '') return [];
    const file = path.join(this.dir, 'sendmail');
    fs.writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    return ['-d', `sendmail_path=${file}`];
  }

  sql(...args) {
    const done = spawnSync(PHP, [path.join(__dirname, 'data.php'), this.dsn, String(NOW), ...args], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr + done.stdout);
    return done.stdout;
  }

  ask(sql) {
    return JSON.parse(this.sql('ask', sql));
  }

  async page(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await whole(await context.newPage());
    page.alerts = 0;
    page.on('dialog', (dialog) => {
      page.alerts += 1;
      dialog.dismiss();
    });
    page.show = (name, query = '') => page.goto(`${this.base}/amazon?page=${name}${query}`);
    return page;
  }

  async close() {
    await this.browser.close();
    this.server.kill();
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}

// Before each test of a file a shop of its own with a page in it; `take` gets both.
function anew(take, kind = 'full') {
  let place;
  beforeEach(async () => {
    place = await Place.open(kind);
    take(place, await place.page());
  });
  afterEach(() => place.close());
}

module.exports = { Place, NOW, anew };
