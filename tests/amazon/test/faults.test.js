'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { before, after, beforeEach, test } = require('node:test');
const { start, order, id, item, NOW, DE, ORDERS } = require('../testlib/sim');
const { exchange } = require('../testlib/raw');
const { ships } = require('../testlib/feed');

let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() => amazon.reset([order(1), order(2)], { rates: 'off' }));

const read = (n = 1) => amazon.call('GET', `${ORDERS}/${id(n)}`, undefined, { disturbed: true });
const confirm = (n = 1) =>
  amazon.call(
    'POST',
    `/orders/v0/orders/${id(n)}/shipmentConfirmation`,
    {
      marketplaceId: DE,
      packageDetail: {
        packageReferenceId: '1',
        carrierCode: 'DHL',
        trackingNumber: `T${n}`,
        shipDate: new Date((NOW - 60) * 1000).toISOString(),
        orderItems: [{ orderItemId: item(n), quantity: 2 }],
      },
    },
    { disturbed: true },
  );
const install = (...rules) => amazon.sim('faults', rules);
const count = async () => (await amazon.sim('effects')).effects.length;
const counts = async (op) => (await amazon.sim('requests')).counts[op];

test('the connection closes before, or after, the request is carried out', async () => {
  await install(
    { op: 'confirmShipment', call: 1, what: 'drop_before' },
    { op: 'confirmShipment', call: 2, what: 'drop_after' },
  );
  assert.deepStrictEqual([(await confirm()).status, await count()], [0, 0]);
  assert.deepStrictEqual([(await confirm()).status, await count()], [0, 1]);
  assert.deepStrictEqual([(await confirm()).status, await count()], [204, 1]);
  assert.deepStrictEqual(await counts('confirmShipment'), { total: 3, ok: 1, refused: 0, throttled: 0, dropped: 2 });
});
test('calls are counted from the installation, by list, for one seller or one order', async () => {
  await install({ op: 'getOrder', call: [2, 3], what: 'status', status: 500 });
  const got = [];
  for (let i = 0; i < 4; i += 1) got.push((await read()).status);
  assert.deepStrictEqual(got, [200, 500, 500, 200]);
  await install({ op: 'getOrder', order: id(2), what: 'status' }, { op: '*', seller: 'A2OTHER', what: 'status' });
  assert.deepStrictEqual([(await read(1)).status, (await read(2)).status, (await read(2)).status], [200, 503, 503]);
  await install({ op: '*', call: 2, what: 'status' });
  assert.deepStrictEqual([(await read(1)).status, (await read(2)).status], [200, 503]);
});
test('refusals are dressed as the host that was asked would', async () => {
  amazon.tokens = {};
  await install(
    { op: 'token', call: 1, what: 'refuse', status: 400, code: 'invalid_grant' },
    { op: 'getOrder', call: 1, what: 'refuse', status: 429 },
    { op: 'storagePut', call: 1, what: 'refuse', status: 503 },
  );
  await assert.rejects(amazon.token(), /invalid_grant/);
  const answer = await read();
  assert.deepStrictEqual([answer.status, JSON.parse(answer.text).errors[0].code], [429, 'QuotaExceeded']);
  const doc = await amazon.document();
  assert.match((await amazon.storage('PUT', doc.url, 'x')).text, /<Code>SlowDown<\/Code>/);
});
test('an answer may be lost behind a 500 after the effect', async () => {
  await install({ op: 'confirmShipment', call: 1, what: 'status', status: 500, when: 'after' });
  assert.deepStrictEqual([(await confirm()).status, await count()], [500, 1]);
});
test('pages, redirects, garbage, torn and altered answers', async () => {
  await install(
    { op: 'getOrder', call: 1, what: 'html' },
    { op: 'getOrder', call: 2, what: 'redirect', location: 'https://example.org/' },
    { op: 'getOrder', call: 3, what: 'garbage', bytes: 64 },
    { op: 'getOrder', call: 4, what: 'truncate' },
    { op: 'getOrder', call: 5, what: 'wrong_type', field: 'order.orderId' },
    { op: 'getOrder', call: 6, what: 'missing_field', field: 'order.orderItems.0.orderItemId' },
    { op: 'getOrder', call: 7, what: 'wrong_type', field: 'order.orderItems', value: null },
  );
  const html = await read();
  assert.deepStrictEqual([html.status, html.headers['content-type']], [502, 'text/html']);
  const moved = await read();
  assert.deepStrictEqual([moved.status, moved.headers.location], [307, 'https://example.org/']);
  assert.strictEqual((await read()).body.length, 64);
  const torn = await read();
  assert.deepStrictEqual([torn.status, torn.complete, torn.body.length > 0], [200, false, true]);
  assert.strictEqual(typeof JSON.parse((await read()).text).order.orderId, 'object');
  assert.strictEqual(JSON.parse((await read()).text).order.orderItems[0].orderItemId, undefined);
  assert.strictEqual(JSON.parse((await read()).text).order.orderItems, null);
});
test('slow answers come late, and the clock may move meanwhile', async () => {
  await install({ op: 'getOrder', call: 1, what: 'slow', seconds: 0.2, clock_seconds: 30 });
  const began = Date.now();
  assert.strictEqual((await read()).status, 200);
  assert.ok(Date.now() - began >= 190);
  assert.strictEqual((await amazon.sim('clock')).now, NOW + 30);
});
test('the client can be killed, before or after', async () => {
  for (const [when, done] of [
    ['before', 0],
    ['after', 1],
  ]) {
    await amazon.reset([order(1)], { rates: 'off' });
    const victim = spawn('sleep', ['60']);
    const gone = new Promise((resolve) => victim.on('exit', (_, signal) => resolve(signal)));
    await amazon.sim('victim', { pid: victim.pid });
    await install({ op: 'confirmShipment', call: 1, what: 'kill_client', when });
    assert.strictEqual((await confirm()).status, 0);
    assert.deepStrictEqual([await gone, await count()], ['SIGKILL', done]);
  }
});
test('a wrong rule is named, and the old rules stay', async () => {
  await install({ op: 'getOrder', what: 'status' });
  for (const [rule, said] of [
    [{ op: 'getOrders', what: 'status' }, /faults\[0\]\.op/],
    [{ op: 'getOrder', what: 'explode' }, /what/],
    [{ op: 'getOrder', wat: 1 }, /unknown key "wat"/],
    [{ op: 'getOrder' }, /"what" is missing/],
    [{ op: 'getFeed', feed_stuck: 'IN_QUEUE' }, /goes with op createFeed/],
    [{ op: 'getOrder', what: 'wrong_type' }, /"field"/],
  ]) {
    const answer = await exchange(amazon.port, {
      method: 'POST',
      url: '/_sim/faults',
      headers: [],
      body: JSON.stringify([rule]),
    });
    assert.strictEqual(answer.status, 400);
    assert.match(answer.json.error, said);
  }
  assert.strictEqual((await read()).status, 503);
});
test('a fault of the fate of a feed can be tied to an order', async () => {
  await install({ op: 'createFeed', order: id(2), end: 'FATAL' });
  const one = await amazon.runFeed(ships([{ id: 1, order: id(1) }]));
  const two = await amazon.runFeed(ships([{ id: 1, order: id(2) }]));
  assert.deepStrictEqual([one.feed.processingStatus, two.feed.processingStatus], ['DONE', 'FATAL']);
});
