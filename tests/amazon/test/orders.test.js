'use strict';

const assert = require('node:assert');
const { before, after, beforeEach, test } = require('node:test');
const { start, refusal, order, id, item, ORDERS, NOW, DE, FR } = require('../testlib/sim');

let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() =>
  amazon.reset([
    order(1, { ship_by: NOW + 3600, programs: ['PRIME'] }),
    order(2, { status: 'SHIPPED', packages: [{ ref: '9', tracking: 'T2', carrier: 'DHL', shipped_at: NOW - 7200 }] }),
    order(3, { seller: 'A2OTHER' }),
    order(4, { created: NOW - 86400 * 731 }),
    order(5, { marketplace: FR }),
    order(6, { fulfilled_by: 'AMAZON', status: 'SHIPPED' }),
    order(7, { status: 'CANCELLED', cancelled_by: 'BUYER' }),
    order(8, { cancel_requested: true }),
  ]),
);

const stamp = (t) => new Date(t * 1000).toISOString();
const SINCE = `lastUpdatedAfter=${stamp(NOW - 86400 * 30)}`;
const get = (n, query = '') => amazon.call('GET', `${ORDERS}/${id(n)}${query}`);
const search = (query, options) => amazon.call('GET', `${ORDERS}?${query}`, undefined, options);
function refused(answer, status = 400, code = 'InvalidInput') {
  assert.strictEqual(answer.status, status, answer.text);
  assert.strictEqual(answer.json.errors[0].code, code);
}

test('getOrder shows what was asked for and nothing else', async () => {
  const bare = (await get(1)).json.order;
  assert.deepStrictEqual(
    [bare.fulfillment, bare.packages, bare.orderItems[0].fulfillment],
    [undefined, undefined, undefined],
  );
  const full = (await get(2, '?includedData=FULFILLMENT,PACKAGES,CANCELLATION')).json.order;
  assert.strictEqual(full.fulfillment.fulfillmentStatus, 'SHIPPED');
  assert.deepStrictEqual(full.orderItems[0].fulfillment, { quantityFulfilled: 2, quantityUnfulfilled: 0 });
  assert.strictEqual(full.packages[0].trackingNumber, 'T2');
  assert.deepStrictEqual(full.packages[0].packageItems, [{ orderItemId: item(2), quantity: 2 }]);
  const fba = (await get(6, '?includedData=PACKAGES')).json.order;
  assert.strictEqual(fba.packages, undefined);
  const asked = (await get(8, '?includedData=CANCELLATION')).json.order;
  assert.strictEqual(asked.orderItems[0].cancellation.cancellationRequest.requester, 'BUYER');
  const gone = (await get(7, '?includedData=CANCELLATION')).json.order;
  assert.strictEqual(gone.orderItems[0].cancellation.cancellationExecution.cancelledBy, 'BUYER');
});

refusal(85, 'an order number of another form', async () => {
  const answer = await amazon.call('GET', `${ORDERS}/12345`);
  refused(answer);
  assert.match(answer.json.errors[0].details, /3-7-7/);
});
refusal(86, 'an order that does not exist', async () => refused(await get(99), 404, 'NotFound'));
refusal(87, 'the order of another seller', async () => refused(await get(3), 404, 'NotFound'));
refusal(88, 'an order older than two years', async () => {
  refused(await get(4), 404, 'NotFound');
  const all = (await search(`createdAfter=${stamp(NOW - 86400 * 1000)}`)).json.orders;
  assert.ok(!all.some((o) => o.orderId === id(4)));
});
refusal(89, 'an unknown part of an order', async () => refused(await get(1, '?includedData=PACKAGES,ITEMS')));
refusal(90, 'buyer and recipient are nothing we ask for', async () => {
  const answer = await get(1, '?includedData=BUYER,RECIPIENT');
  assert.deepStrictEqual([answer.json.order.buyer, answer.json.order.recipient], [undefined, undefined]);
  await search(`${SINCE}&includedData=BUYER`);
  assert.deepStrictEqual(await amazon.codes(), Array(3).fill('personal_data_requested'));
});
refusal(91, 'a search without a beginning', async () => refused(await search(`marketplaceIds=${DE}`)));
refusal(92, 'a search with two beginnings', async () =>
  refused(await search(`${SINCE}&createdAfter=${stamp(NOW - 100)}`)),
);
refusal(93, 'a search up to less than two minutes ago', async () => {
  refused(await search(`${SINCE}&lastUpdatedBefore=${stamp(NOW - 119)}`));
  assert.strictEqual((await search(`${SINCE}&lastUpdatedBefore=${stamp(NOW - 120)}`)).status, 200);
});
refusal(94, 'an end that does not go with the beginning', async () => {
  refused(await search(`${SINCE}&createdBefore=${stamp(NOW - 1000)}`));
  refused(await search(`${SINCE}&lastUpdatedBefore=${stamp(NOW - 86400 * 40)}`));
});
refusal(95, 'a time without a zone', async () => {
  for (const t of ['2025-11-01T00:00:00', '2025-11-01', '01.11.2025', '2025-11-01 00:00:00Z']) {
    refused(await search(`lastUpdatedAfter=${encodeURIComponent(t)}`));
  }
});
refusal(96, 'too many, or foreign, marketplaces', async () => {
  refused(await search(`${SINCE}&marketplaceIds=${Array(51).fill(DE).join(',')}`));
  refused(await search(`${SINCE}&marketplaceIds=A1F83G8C2ARO7P`));
});
refusal(97, 'a page of more than 100 orders', async () => {
  for (const n of ['101', '0', '-1', 'all']) refused(await search(`${SINCE}&maxResultsPerPage=${n}`));
});
refusal(98, 'a paginationToken with other parameters', async () => {
  const page = (await search(`${SINCE}&maxResultsPerPage=2`)).json;
  const token = `paginationToken=${encodeURIComponent(page.pagination.nextToken)}`;
  refused(await search(`${SINCE}&marketplaceIds=${DE}&${token}`));
  refused(await search(`lastUpdatedAfter=${stamp(NOW - 86400)}&${token}`));
  const next = await search(`${SINCE}&${token}&maxResultsPerPage=100&includedData=PACKAGES`);
  assert.strictEqual(next.status, 200);
  assert.strictEqual(next.json.pagination, undefined);
  const ids = [...page.orders, ...next.json.orders].map((o) => o.orderId);
  assert.deepStrictEqual([...new Set(ids)].sort(), [1, 2, 5, 6, 7, 8].map(id));
});
refusal(99, 'a paginationToken after 24 hours', async () => {
  const page = (await search(`${SINCE}&maxResultsPerPage=2`)).json;
  await amazon.advance(86401);
  amazon.tokens = {};
  refused(await search(`${SINCE}&paginationToken=${encodeURIComponent(page.pagination.nextToken)}`));
});
refusal(100, 'a paginationToken that was never given', async () => {
  refused(await search(`${SINCE}&paginationToken=abc`));
  const page = (await search(`${SINCE}&maxResultsPerPage=2`)).json;
  refused(
    await search(`${SINCE}&paginationToken=${encodeURIComponent(page.pagination.nextToken)}`, { seller: 'A2OTHER' }),
  );
});
refusal(101, 'an unknown status or fulfiller', async () => {
  refused(await search(`${SINCE}&fulfillmentStatuses=CANCELED`));
  refused(await search(`${SINCE}&fulfilledBy=MFN`));
});
test('a search is filtered', async () => {
  const ids = async (query) => (await search(`${SINCE}&${query}`)).json.orders.map((o) => o.orderId);
  assert.deepStrictEqual(await ids(`marketplaceIds=${FR}`), [id(5)]);
  assert.deepStrictEqual(await ids('fulfillmentStatuses=CANCELLED'), [id(7)]);
  assert.deepStrictEqual(await ids('fulfilledBy=AMAZON'), [id(6)]);
});
test('things happen at Amazon by themselves, at their time', async () => {
  await amazon.reset([
    order(1, { changes: [{ at: NOW + 50, set: { status: 'CANCELLED', cancelled_by: 'BUYER' } }] }),
    order(2, { changes: [{ at: NOW + 60, set: { packages: [{ ref: '1', tracking: 'SC', shipped_at: NOW + 55 }] } }] }),
  ]);
  await amazon.advance(49);
  assert.strictEqual((await amazon.orderState(1)).status, 'UNSHIPPED');
  await amazon.advance(100);
  assert.strictEqual((await amazon.orderState(1)).status, 'CANCELLED');
  const second = await amazon.orderState(2);
  assert.deepStrictEqual([second.status, second.updated, second.items[0].fulfilled], ['SHIPPED', NOW + 60, 2]);
});
test('reads may lag behind', async () => {
  await amazon.reset([order(1)], { read_lag: 100 });
  await amazon.sim('world', { orders: [{ id: id(1), status: 'CANCELLED' }] });
  const status = async () => (await get(1, '?includedData=FULFILLMENT')).json.order.fulfillment.fulfillmentStatus;
  assert.strictEqual(await status(), 'UNSHIPPED');
  await amazon.advance(100);
  assert.strictEqual(await status(), 'CANCELLED');
});
