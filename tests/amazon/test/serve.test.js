'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { start, world, order, account, id, item, NOW, SERVE, ORDERS } = require('../testlib/sim');
const { ships, cancels } = require('../testlib/feed');
const { parse } = require('../lib/xml');
const { checkShape } = require('../lib/shape');
const { validate } = require('../lib/schema');

function fails(args, files = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'amazon-test-'));
  try {
    for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(dir, name), content);
    const run = spawnSync(SERVE, args, { cwd: dir, encoding: 'utf8', timeout: 5000 });
    assert.strictEqual(run.status, 2, run.stderr);
    assert.strictEqual(run.stderr.trim().split('\n').length, 1, run.stderr);
    assert.strictEqual(run.stdout, '');
    return run.stderr;
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
}

test('wrong arguments, worlds and faults are named in one line, exit 2', () => {
  const good = JSON.stringify(world([order(1)]));
  const withWorld = (value) => fails(['--world', 'w'], { w: JSON.stringify(value) });
  assert.match(fails(['--wrld', 'x']), /unknown argument --wrld/);
  assert.match(fails([]), /--world is missing/);
  assert.match(fails(['--world', 'none']), /no such file/);
  assert.match(fails(['--world', 'w', '--clock', 'now'], { w: good }), /--clock must be a number/);
  assert.match(fails(['--world', 'w'], { w: '{' }), /not valid JSON/);
  assert.match(fails(['--world', 'w', '--faults', 'f'], { w: good, f: '[{"op":"x"}]' }), /faults\[0\]\.op/);
  assert.match(withWorld({ accounts: [] }), /world\.accounts: must have 1/);
  assert.match(withWorld(world([order(1, { statuss: 'x' })])), /world\.orders\[0\]: unknown key "statuss"/);
  assert.match(withWorld(world([order(1, { status: 'CANCELED' })])), /world\.orders\[0\]\.status: must be one of/);
  assert.match(withWorld(world([order(1), order(1)])), /twice/);
  assert.match(withWorld(world([order(1, { seller: 'A9' })])), /no account/);
  assert.match(withWorld(world([order(1, { created: '2025' })])), /epoch seconds/);
  assert.match(withWorld(world([order(1, { items: [{ id: item(1), quantity: 1, fulfilled: 2 }] })])), /more fulfilled/);
  assert.match(withWorld(world([order(1, { status: 'PARTIALLY_SHIPPED' })])), /PARTIALLY_SHIPPED/);
  assert.match(withWorld(world([order(1, { reject_tracking: ['('] })])), /regular expression/);
  assert.match(withWorld({ accounts: [account('A1SELLER', { marketplaces: ['DE'] })] }), /marketplace id/);
});

test('--help is help: usage on standard output, exit 0', () => {
  for (const word of ['--help', '-h']) {
    const run = spawnSync(SERVE, [word], { encoding: 'utf8', timeout: 5000 });
    assert.deepStrictEqual([run.status, run.stderr], [0, '']);
    assert.match(run.stdout, /^usage: serve --world FILE/);
  }
});

test('it speaks TLS with a certificate of its own authority', async () => {
  const amazon = await start(['--tls'], world([order(1)]));
  try {
    assert.match(amazon.line.api, /^https:/);
    assert.strictEqual((await amazon.call('GET', `${ORDERS}/${id(1)}`)).status, 200);
    const { feed } = await amazon.runFeed(ships([{ id: 1, order: id(1) }]));
    assert.strictEqual(feed.processingStatus, 'DONE');
  } finally {
    await amazon.stop();
  }
  assert.ok(!fs.existsSync(amazon.line.ca));
});

test('a certificate for another name alone', async () => {
  const amazon = await start(['--tls', '--tls-name', 'api.example.org'], world([order(1)]));
  try {
    const ca = fs.readFileSync(amazon.line.ca);
    const ask = (servername) =>
      new Promise((resolve) => {
        https
          .get(`${amazon.line.sim}/clock`, { ca, servername, agent: false }, (answer) => resolve(answer.statusCode))
          .on('error', (error) => resolve(error.code));
      });
    assert.deepStrictEqual(
      [await ask('api.example.org'), await ask('other.example.org')],
      [200, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    );
  } finally {
    await amazon.stop();
  }
});

test('the clock: still, moved, never back; or real', async () => {
  const amazon = await start();
  try {
    assert.deepStrictEqual(await amazon.sim('clock'), { now: NOW });
    assert.deepStrictEqual(await amazon.sim('clock', { until: NOW + 10 }), { now: NOW + 10 });
    assert.deepStrictEqual(await amazon.sim('clock', { until: NOW + 5 }), { now: NOW + 10 });
    assert.deepStrictEqual(await amazon.advance(5), { now: NOW + 15 });
    await amazon.sim('reset', { clock: null });
    assert.ok(Math.abs((await amazon.sim('clock')).now - Date.now() / 1000) < 2);
    await amazon.advance(1000);
    assert.ok(Math.abs((await amazon.sim('clock')).now - Date.now() / 1000 - 1000) < 2);
  } finally {
    await amazon.stop();
  }
});

test('the world can be patched and replaced, and a wrong patch changes nothing', async () => {
  const amazon = await start([], world([order(1)]));
  try {
    await amazon.sim('world', {
      orders: [order(2), { id: id(1), ship_by: NOW }],
      feed_timing: { queue: 1, process: 1 },
    });
    assert.strictEqual((await amazon.orderState(1)).ship_by, NOW);
    await assert.rejects(
      amazon.sim('world', { orders: [{ id: id(1), status: 'PARTIALLY_SHIPPED' }] }),
      /PARTIALLY_SHIPPED/,
    );
    await assert.rejects(amazon.sim('world', { orders: [{ id: id(1), color: 'red' }] }), /unknown key/);
    assert.strictEqual((await amazon.orderState(1)).status, 'UNSHIPPED');
    await amazon.sim('world', { replace: true, ...world([order(3)]) });
    assert.deepStrictEqual(
      (await amazon.sim('orders')).orders.map((o) => o.id),
      [id(3)],
    );
    await amazon.sim('reset', { world: world([order(4)]) });
    await amazon.sim('reset', {});
    assert.deepStrictEqual(
      (await amazon.sim('orders')).orders.map((o) => o.id),
      [id(4)],
    );
  } finally {
    await amazon.stop();
  }
});

test('the log names no secret', async () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'amazon-test-')), 'log');
  const amazon = await start(['--log', file]);
  const token = await amazon.token();
  await amazon.document();
  await amazon.stop();
  const text = fs.readFileSync(file, 'utf8');
  fs.rmSync(path.dirname(file), { recursive: true });
  assert.strictEqual(text.trim().split('\n').length, 2);
  for (const secret of [token, 'secret.A1SELLER', 'Atzr', 'X-Amz-Signature']) assert.ok(!text.includes(secret));
});

test('the two descriptions of a feed agree', () => {
  const address =
    '<ShipFromAddress><Name>a</Name><AddressFieldOne>b</AddressFieldOne><CountryCode>DE</CountryCode></ShipFromAddress>';
  const good = ships([{ id: 1, order: id(1), items: [{ id: item(1), quantity: 2, codes: ['a', 'b'] }] }]);
  const stop = cancels([{ id: 1, order: id(1), items: [{ id: item(1), quantity: 2 }] }]);
  const both = [
    good,
    stop,
    good.replace('</OrderFulfillment>', `${address}</OrderFulfillment>`),
    good.replace(id(1), 'S01-1234567-abcdefg'),
    good.replace('>T1<', `>${'x'.repeat(50)}<`),
    good.replace('>2<', '>+2<'),
    good.replace('<Message>', '<PurgeAndReplace>1</PurgeAndReplace><Message>'),
    good.replace('10:00:00Z', '10:00:00.5+01:00'),
    good.replace('<MessageID>', '<!-- a --><MessageID>'),
    good.replace('Standard', 'a\n\tb'),
    good.replace('DHL', '<![CDATA[D&L]]>'),
  ];
  for (const xml of both) {
    assert.strictEqual(checkShape(parse(Buffer.from(xml)).root), null, xml);
    assert.strictEqual(validate(Buffer.from(xml)), null, xml);
  }
  const neither = [
    good.replace('>2<', '>0<'),
    good.replace('>2<', '>a<'),
    good.replace(id(1), '303-1-1'),
    good.replace(item(1), '1'),
    good.replace('>T1<', `>${'x'.repeat(51)}<`),
    good.replace('1.01', '1'),
    good.replace('<MessageID>1', '<MessageID>0'),
    good.replace('<MessageID>1', '<MessageID>'),
    good.replace('2025-11-24T', '2025-11-24 '),
    good.replace('2025-11', '2025-13'),
    good.replace('<FulfillmentData>', '<FulfillmentData>x'),
    good.replace('<Message>', '<Message id="1">'),
    good.replace('<FulfillmentDate>2025-11-24T10:00:00Z</FulfillmentDate>', ''),
    stop.replace('NoInventory', 'None'),
    stop.replace('Failure', 'failure'),
    stop.replace('<Item>', '<Item><X/>'),
    good.replace('OrderFulfillment</MessageType>', 'Price</MessageType>'),
    good.replace('</OrderFulfillment>', `${address.replace('DE', 'DEU')}</OrderFulfillment>`),
    good.replace(/<Message>.*<\/Message>/s, ''),
    good.replace('</OrderFulfillment>', `${address}${address}</OrderFulfillment>`),
    good.replace('ShippingMethod>', 'Method>').replace('/ShippingMethod', '/Method'),
  ];
  for (const xml of neither) {
    assert.notStrictEqual(checkShape(parse(Buffer.from(xml)).root), null, xml);
    assert.notStrictEqual(validate(Buffer.from(xml)), null, xml);
  }
});

test('it is fast: at once with 500 orders, and a thousand requests a second', async () => {
  const orders = Array.from({ length: 500 }, (_, i) => order(i + 1));
  const began = Date.now();
  const amazon = await start(['--no-schema'], world(orders, { rates: 'off' }));
  const started = Date.now() - began;
  try {
    const token = await amazon.token();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
    const headers = { 'x-amz-access-token': token, 'user-agent': 'speed/1.0 (Language=JavaScript)' };
    const one = (n) =>
      new Promise((resolve, reject) => {
        http
          .get({ agent, port: amazon.port, path: `${ORDERS}/${id(n)}`, headers }, (res) =>
            res.resume().on('end', resolve),
          )
          .on('error', reject);
      });
    const from = Date.now();
    await Promise.all(Array.from({ length: 1000 }, (_, i) => one((i % 500) + 1)));
    const took = Date.now() - from;
    const again = Date.now();
    await amazon.sim('reset', { world: world(orders) });
    const reset = Date.now() - again;
    agent.destroy();
    // Wide margins: other work may share the machine.
    assert.ok(started < 3000, `started in ${started} ms`);
    assert.ok(took < 5000, `1000 requests in ${took} ms`);
    assert.ok(reset < 2000, `reset in ${reset} ms`);
    process.stderr.write(`start ${started} ms, 1000 requests ${took} ms, reset of 500 orders ${reset} ms\n`);
  } finally {
    await amazon.stop();
  }
});
