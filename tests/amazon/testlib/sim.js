'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const { spawn } = require('node:child_process');
const { test } = require('node:test');
const { exchange } = require('./raw');
const { readReport } = require('./feed');

const NOW = 1764000000;
const DE = 'A1PA6795UKMFR9';
const FR = 'A13V1IB3VIYZZH';
const AGENT = 'statussync-test/1.0 (Language=JavaScript; Platform=Linux)';
const SERVE = path.join(__dirname, '..', 'serve');
const FEEDS = '/feeds/2021-06-30';
const ORDERS = '/orders/2026-01-01/orders';
const SHIP = 'POST_ORDER_FULFILLMENT_DATA';
const CANCEL = 'POST_ORDER_ACKNOWLEDGEMENT_DATA';

const id = (n) => `303-0000000-${String(n).padStart(7, '0')}`;
const item = (n, line = 1) => String(n * 100 + line).padStart(14, '1');
const order = (n, more = {}) => ({
  id: id(n),
  seller: 'A1SELLER',
  marketplace: DE,
  created: NOW - 86400 * 3,
  items: [{ id: item(n), sku: `SKU${n}`, quantity: 2 }],
  ...more,
});
const account = (seller, more = {}) => ({
  seller,
  client_id: `client.${seller}`,
  client_secret: `secret.${seller}`,
  refresh_token: `Atzr|${seller}`,
  marketplaces: [DE, FR],
  ...more,
});
const world = (orders = [], more = {}) => ({ accounts: [account('A1SELLER'), account('A2OTHER')], orders, ...more });

class Running {
  constructor(line, child, dir) {
    Object.assign(this, { line, child, dir, port: Number(new URL(line.api).port), tokens: {} });
    if (line.ca) this.options = { ca: fs.readFileSync(line.ca) };
  }

  async stop() {
    const gone = new Promise((resolve) => this.child.on('exit', resolve));
    this.child.kill('SIGTERM');
    await gone;
    fs.rmSync(this.dir, { recursive: true, force: true });
  }

  async sim(page, body) {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await exchange(
      this.port,
      {
        method,
        url: `/_sim/${page}`,
        headers: [],
        body: body === undefined ? '' : JSON.stringify(body),
      },
      this.options,
    );
    if (answer.status !== 200) throw new Error(`${page}: ${answer.text}`);
    return answer.json;
  }

  async reset(orders, more = {}, faults = []) {
    this.tokens = {};
    await this.sim('reset', { world: world(orders, more), faults, clock: NOW });
  }

  advance(seconds) {
    return this.sim('advance', { seconds });
  }

  async codes(page = 'violations') {
    return (await this.sim(page))[page].map((v) => v.code);
  }

  lwa(body, headers = [['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8']], url = '/auth/o2/token') {
    return exchange(this.port, { method: 'POST', url, headers, body }, this.options);
  }

  async token(seller = 'A1SELLER') {
    if (!this.tokens[seller]) {
      const answer = await this.lwa(
        `grant_type=refresh_token&refresh_token=Atzr%7C${seller}&client_id=client.${seller}` +
          `&client_secret=secret.${seller}`,
      );
      if (answer.status !== 200) throw new Error(answer.text);
      this.tokens[seller] = answer.json.access_token;
    }
    return this.tokens[seller];
  }

  // One call of the API. `headers` replaces what is usual, by name; null
  // leaves the header out.
  async call(method, url, body, { seller, headers = {}, disturbed = false } = {}) {
    const usual = { 'User-Agent': AGENT, 'x-amz-access-token': await this.token(seller), Accept: 'application/json' };
    if (body !== undefined) usual['Content-Type'] = 'application/json';
    const pairs = Object.entries({ ...usual, ...headers })
      .filter(([, v]) => v !== null)
      .flatMap(([k, v]) => [v].flat().map((x) => [k, x]));
    const content = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    return exchange(this.port, { method, url, headers: pairs, body: content }, { ...this.options, disturbed });
  }

  storage(method, address, body = '', headers = method === 'PUT' ? [['Content-Type', 'text/xml; charset=UTF-8']] : []) {
    const { pathname, search } = new URL(address);
    return exchange(this.port, { method, url: pathname + search, headers, body }, this.options);
  }

  async document(contentType = 'text/xml; charset=UTF-8', seller = undefined) {
    const answer = await this.call('POST', `${FEEDS}/documents`, { contentType }, { seller });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.json;
  }

  async uploaded(content, seller) {
    const doc = await this.document(undefined, seller);
    const put = await this.storage('PUT', doc.url, content);
    if (put.status !== 200) throw new Error(put.text);
    return doc.feedDocumentId;
  }

  async createFeed(content, { type = SHIP, marketplaces = [DE], seller } = {}) {
    const inputFeedDocumentId = await this.uploaded(content, seller);
    const answer = await this.call(
      'POST',
      `${FEEDS}/feeds`,
      { feedType: type, marketplaceIds: marketplaces, inputFeedDocumentId },
      { seller },
    );
    if (answer.status !== 202) throw new Error(answer.text);
    return answer.json.feedId;
  }

  async report(documentId) {
    const doc = await this.call('GET', `${FEEDS}/documents/${documentId}`);
    const got = await this.storage('GET', doc.json.url);
    const bytes = got.body[0] === 0x1f && got.body[1] === 0x8b ? zlib.gunzipSync(got.body) : got.body;
    return { ...readReport(bytes.toString('utf8')), bytes, raw: got.body, labelled: doc.json.compressionAlgorithm };
  }

  // From upload to report.
  async runFeed(content, options = {}) {
    const feedId = await this.createFeed(content, options);
    await this.advance(180);
    const feed = (await this.call('GET', `${FEEDS}/feeds/${feedId}`, undefined, options)).json;
    const report = feed.resultFeedDocumentId ? await this.report(feed.resultFeedDocumentId) : null;
    return { feedId, feed, report };
  }

  async orderState(n) {
    return (await this.sim('orders')).orders.find((o) => o.id === id(n));
  }
}

function start(args = [], first = world()) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'amazon-test-'));
  const file = path.join(dir, 'world.json');
  fs.writeFileSync(file, JSON.stringify(first));
  const child = spawn(SERVE, ['--port', '0', '--world', file, '--clock', String(NOW), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`serve ended with ${code}`)));
    child.stdout.on('data', (part) => {
      text += part;
      if (text.includes('\n')) resolve(new Running(JSON.parse(text), child, dir));
    });
  });
}

// One numbered refusal of refusals.md.
const refusal = (number, title, body) => test(`R${number}: ${title}`, body);

module.exports = {
  start,
  refusal,
  world,
  account,
  order,
  id,
  item,
  NOW,
  DE,
  FR,
  AGENT,
  FEEDS,
  ORDERS,
  SHIP,
  CANCEL,
  SERVE,
};
