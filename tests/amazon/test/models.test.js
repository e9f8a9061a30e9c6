'use strict';

// Every exchange of every test is held against Amazon's models as it happens
// (testlib/raw.js). Here all operations are walked through their statuses, so
// that none is left out, and the judge itself is judged.
const assert = require('node:assert');
const { test } = require('node:test');
const { start, world, order, id, item, NOW, DE, FEEDS, ORDERS, SHIP } = require('../testlib/sim');
const { ships } = require('../testlib/feed');
const { folder, exchangeFaults, seen } = require('../testlib/models');

const skip = folder() ? false : "no folder with Amazon's OpenAPI models (STATUSSYNC_AMAZON_MODELS)";
const since = `lastUpdatedAfter=${new Date((NOW - 86400 * 9) * 1000).toISOString()}`;
const detail = (n) => ({
  marketplaceId: DE,
  packageDetail: {
    packageReferenceId: '1',
    carrierCode: 'Other',
    carrierName: 'Bote',
    shippingMethod: 'x',
    trackingNumber: 'T',
    shipDate: new Date((NOW - 60) * 1000).toISOString(),
    orderItems: [{ orderItemId: item(n), quantity: 1, transparencyCodes: ['a'] }],
  },
});

const CALLS = {
  createFeedDocument: {
    good: ['POST', `${FEEDS}/documents`, { contentType: 'text/xml' }],
    bad: ['POST', `${FEEDS}/documents`, {}],
    status: 201,
  },
  createFeed: { bad: ['POST', `${FEEDS}/feeds`, {}], status: 202 },
  getFeed: {
    good: ['GET', `${FEEDS}/feeds/50001`],
    bad: ['GET', `${FEEDS}/feeds/50001?a=b`],
    gone: ['GET', `${FEEDS}/feeds/1`],
    status: 200,
  },
  getFeeds: {
    good: ['GET', `${FEEDS}/feeds?feedTypes=${SHIP}&pageSize=1`],
    bad: ['GET', `${FEEDS}/feeds`],
    status: 200,
  },
  getFeedDocument: { bad: ['GET', `${FEEDS}/documents/x?a=b`], gone: ['GET', `${FEEDS}/documents/x`], status: 200 },
  cancelFeed: { bad: ['DELETE', `${FEEDS}/feeds/50001`], gone: ['DELETE', `${FEEDS}/feeds/1`], status: 200 },
  searchOrders: {
    good: ['GET', `${ORDERS}?${since}&maxResultsPerPage=1&includedData=FULFILLMENT,PACKAGES,CANCELLATION`],
    bad: ['GET', ORDERS],
    status: 200,
  },
  getOrder: {
    good: ['GET', `${ORDERS}/${id(1)}?includedData=FULFILLMENT,PACKAGES,CANCELLATION`],
    bad: ['GET', `${ORDERS}/1`],
    gone: ['GET', `${ORDERS}/${id(9)}`],
    status: 200,
  },
  confirmShipment: {
    good: ['POST', `/orders/v0/orders/${id(2)}/shipmentConfirmation`, detail(2)],
    bad: ['POST', `/orders/v0/orders/${id(2)}/shipmentConfirmation`, {}],
    gone: ['POST', `/orders/v0/orders/${id(9)}/shipmentConfirmation`, detail(9)],
    status: 204,
  },
};

async function walk(amazon) {
  const { feed } = await amazon.runFeed(ships([{ id: 1, order: id(1) }]));
  assert.strictEqual((await amazon.report(feed.resultFeedDocumentId)).status, 'Complete');
  const waiting = await amazon.createFeed(ships([{ id: 1, order: id(3) }]));
  await amazon.call('DELETE', `${FEEDS}/feeds/${waiting}`);
  for (const [op, { good, bad, gone, status }] of Object.entries(CALLS)) {
    if (good) assert.strictEqual((await amazon.call(...good)).status, status, op);
    assert.strictEqual((await amazon.call(...bad)).status, 400, op);
    if (gone) assert.strictEqual((await amazon.call(...gone)).status, 404, op);
    assert.strictEqual(
      (await amazon.call(bad[0], bad[1], bad[2], { headers: { 'x-amz-access-token': null } })).status,
      403,
      op,
    );
  }
  for (const op of Object.keys(CALLS)) {
    const { bad } = CALLS[op];
    await amazon.sim('world', { rates: { [op]: [0, 0] } });
    assert.strictEqual((await amazon.call(...bad)).status, 429, op);
    for (const status of [500, 503]) {
      await amazon.sim('faults', [{ op, what: 'refuse', status }]);
      assert.strictEqual((await amazon.call(...bad)).status, status, op);
    }
    await amazon.sim('faults', []);
  }
}

test('every operation answers as its model says, with every status', { skip }, async () => {
  const states = [
    order(1),
    order(2),
    order(3),
    order(4, { status: 'CANCELLED', cancel_requested: true }),
    order(5, { channel: 'NON_AMAZON' }),
    order(6, { status: 'SHIPPED', programs: ['PRIME'], ship_by: NOW, fulfilled_by: 'AMAZON' }),
  ];
  const amazon = await start([], world(states));
  try {
    await walk(amazon);
    await amazon.reset(states);
    assert.strictEqual(
      (await amazon.call('GET', `${ORDERS}?${since}&includedData=FULFILLMENT,PACKAGES,CANCELLATION`)).json.orders
        .length,
      6,
    );
  } finally {
    await amazon.stop();
  }
  for (const [op, { status, gone }] of Object.entries(CALLS)) {
    for (const s of [status, 400, 403, 429, 500, 503, ...(gone ? [404] : [])])
      assert.ok(seen.has(`${op} ${s}`), `${op} ${s}`);
  }
});

test('the judge finds what is wrong', { skip }, () => {
  const say = (body, status = 200, headers = { 'x-amzn-requestid': 'x' }) =>
    exchangeFaults(
      { method: 'GET', url: `${FEEDS}/feeds/1`, body: Buffer.alloc(0) },
      { status, headers, body: Buffer.from(JSON.stringify(body)) },
    ).join();
  const good = { feedId: '1', feedType: 'a', createdTime: '2025-01-01T00:00:00Z', processingStatus: 'DONE' };
  assert.strictEqual(say(good), '');
  assert.match(say({ ...good, feedId: 1 }), /feedId is no string/);
  assert.match(say({ ...good, feedId: undefined }), /feedId is missing/);
  assert.match(say({ ...good, color: 'red' }), /color is not in the model/);
  assert.match(say({ ...good, processingStatus: 'FINISHED' }), /one of the model's values/);
  assert.match(say({ ...good, createdTime: '2025' }), /no date-time/);
  assert.match(say(good, 418), /status 418/);
  assert.match(say(good, 200, {}), /requestid is missing/);
  assert.match(
    say({ errors: [] }, 429, { 'x-amzn-requestid': 'x', 'x-amzn-ratelimit-limit': '1' }),
    /does not belong to 429/,
  );
});
