'use strict';

const assert = require('node:assert');
const { before, after, beforeEach, test } = require('node:test');
const { start, refusal, order, id, item, DE, FR, FEEDS, SHIP, CANCEL, NOW } = require('../testlib/sim');
const { ships, cancels } = require('../testlib/feed');

const DAY = 86400;
const UK = 'A1F83G8C2ARO7P';
let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() => amazon.reset([order(1), order(2), order(3)]));

function refused(answer, status = 400, code = 'InvalidInput') {
  assert.strictEqual(answer.status, status, answer.text);
  assert.strictEqual(answer.json.errors[0].code, code);
}
const create = (body) => amazon.call('POST', `${FEEDS}/feeds`, body);
const spec = async (more = {}) => ({
  feedType: SHIP,
  marketplaceIds: [DE],
  inputFeedDocumentId: await amazon.uploaded(ships([{ id: 1, order: id(1) }])),
  ...more,
});
const read = (feed, options) => amazon.call('GET', `${FEEDS}/feeds/${feed}`, undefined, options);
const list = (query) => amazon.call('GET', `${FEEDS}/feeds?${query}`);

test('a feed waits, runs and is done, once', async () => {
  const feed = await amazon.createFeed(ships([{ id: 1, order: id(1) }]));
  assert.strictEqual((await read(feed)).json.processingStatus, 'IN_QUEUE');
  await amazon.advance(60);
  assert.strictEqual((await read(feed)).json.processingStatus, 'IN_PROGRESS');
  assert.deepStrictEqual((await amazon.sim('effects')).effects, []);
  await amazon.advance(1000);
  const done = (await read(feed)).json;
  assert.strictEqual(done.processingStatus, 'DONE');
  assert.strictEqual(Date.parse(done.processingEndTime) / 1000, NOW + 180);
  const { effects } = await amazon.sim('effects');
  assert.deepStrictEqual([effects.length, effects[0].at, effects[0].order], [1, NOW + 180, id(1)]);
});

test('feeds of one type go one after the other, those of another type beside them', async () => {
  const first = await amazon.createFeed(ships([{ id: 1, order: id(1) }]));
  const second = await amazon.createFeed(ships([{ id: 1, order: id(2) }]));
  const other = await amazon.createFeed(cancels([{ id: 1, order: id(3), items: [{ id: item(3) }] }]), { type: CANCEL });
  await amazon.advance(180);
  const states = await Promise.all([first, second, other].map((f) => read(f)));
  assert.deepStrictEqual(
    states.map((s) => s.json.processingStatus),
    ['DONE', 'IN_PROGRESS', 'DONE'],
  );
  await amazon.advance(120);
  assert.strictEqual((await read(second)).json.processingStatus, 'DONE');
  assert.deepStrictEqual(await amazon.codes('notes'), ['feed_type_too_often']);
});

refusal(57, 'marketplaceIds as a string', async () => refused(await create(await spec({ marketplaceIds: DE }))));
refusal(58, 'no marketplaceIds', async () => refused(await create(await spec({ marketplaceIds: [] }))));
refusal(59, 'more than 25 marketplaceIds', async () =>
  refused(await create(await spec({ marketplaceIds: Array(26).fill(DE) }))),
);
refusal(60, 'a marketplace twice', async () => refused(await create(await spec({ marketplaceIds: [DE, DE] }))));
refusal(61, 'a marketplace where the seller does not sell', async () => {
  refused(await create(await spec({ marketplaceIds: [UK] })));
  assert.deepStrictEqual(await amazon.codes(), ['wrong_marketplace']);
  refused(await create(await spec({ marketplaceIds: ['DE'] })));
});
refusal(62, 'another feed type', async () => {
  for (const feedType of ['POST_PRODUCT_DATA', 'post_order_fulfillment_data', ''])
    refused(await create(await spec({ feedType })));
});
refusal(63, 'a document that does not exist', async () => {
  refused(await create(await spec({ inputFeedDocumentId: 'amzn1.tortuga.4.eu.none' })));
});
refusal(64, 'the document of another seller', async () => {
  refused(await create(await spec({ inputFeedDocumentId: await amazon.uploaded('x', 'A2OTHER') })));
});
refusal(65, 'a document that was never uploaded', async () => {
  refused(await create(await spec({ inputFeedDocumentId: (await amazon.document()).feedDocumentId })));
});
refusal(66, 'a document used before', async () => {
  const body = await spec();
  assert.strictEqual((await create(body)).status, 202);
  refused(await create(body));
  assert.ok((await amazon.codes('notes')).includes('document_used_twice'));
});
refusal(67, 'a document older than two days', async () => {
  const body = await spec();
  await amazon.advance(2 * DAY + 1);
  amazon.tokens = {};
  refused(await create(body));
});
refusal(68, 'unknown or missing keys', async () => {
  refused(await create(await spec({ priority: 'high' })));
  const body = await spec();
  delete body.inputFeedDocumentId;
  refused(await create(body));
});
refusal(69, 'feedOptions that are no strings', async () => {
  refused(await create(await spec({ feedOptions: { a: 1 } })));
  assert.strictEqual((await create(await spec({ feedOptions: { a: '1' } }))).status, 202);
});
refusal(70, 'an account that is not active', async () => {
  await amazon.sim('world', { accounts: [{ seller: 'A1SELLER', disabled: true }] });
  refused(await create(await spec()));
});
refusal(71, 'the feed of another seller', async () => {
  const feed = await amazon.createFeed('x');
  refused(await read(feed, { seller: 'A2OTHER' }), 404, 'NotFound');
  refused(await read('99999'), 404, 'NotFound');
});
refusal(72, 'a feed after 90 days', async () => {
  const feed = await amazon.createFeed('x');
  await amazon.advance(90 * DAY + 1);
  amazon.tokens = {};
  refused(await read(feed), 404, 'NotFound');
  assert.deepStrictEqual((await list(`feedTypes=${SHIP}`)).json.feeds, []);
});
refusal(73, 'a list without feedTypes', async () => refused(await list('pageSize=10')));
refusal(74, 'nextToken beside other parameters', async () => {
  for (let i = 0; i < 3; i += 1) await amazon.createFeed('x');
  const page = (await list(`feedTypes=${SHIP}&pageSize=2`)).json;
  assert.strictEqual(page.feeds.length, 2);
  const token = encodeURIComponent(page.nextToken);
  refused(await list(`nextToken=${token}&pageSize=2`));
  const rest = (await list(`nextToken=${token}`)).json;
  assert.strictEqual(rest.feeds.length, 1);
  assert.strictEqual(rest.nextToken, undefined);
  assert.deepStrictEqual(
    [...page.feeds, ...rest.feeds].map((f) => f.feedId),
    ['50003', '50002', '50001'],
  );
});
refusal(75, 'a nextToken that was never given', async () => refused(await list('nextToken=abc')));
refusal(76, 'a pageSize out of range', async () => {
  for (const size of ['0', '101', 'x', '1.5']) refused(await list(`feedTypes=${SHIP}&pageSize=${size}`));
});
refusal(77, 'an unknown processing status', async () =>
  refused(await list(`feedTypes=${SHIP}&processingStatuses=FINISHED`)),
);
refusal(78, 'a time that is not ISO 8601', async () => {
  for (const t of ['2025-11-24', '2025-11-24T00:00:00', '1764000000', '2025-02-30T00:00:00Z']) {
    refused(await list(`feedTypes=${SHIP}&createdSince=${t}`));
  }
});
refusal(79, 'a time more than 90 days ago', async () =>
  refused(await list(`feedTypes=${SHIP}&createdSince=2025-01-01T00:00:00Z`)),
);
refusal(80, 'a feed document that does not exist', async () => {
  refused(await amazon.call('GET', `${FEEDS}/documents/none`), 404, 'NotFound');
});
refusal(81, 'a report after 28 days', async () => {
  const { feed } = await amazon.runFeed(ships([{ id: 1, order: id(1) }]));
  await amazon.advance(28 * DAY + 1);
  amazon.tokens = {};
  refused(await amazon.call('GET', `${FEEDS}/documents/${feed.resultFeedDocumentId}`), 404, 'NotFound');
  assert.strictEqual((await read(feed.feedId)).status, 200);
});
refusal(82, 'enableContentEncodingUrlHeader that is neither true nor false', async () => {
  const { feed } = await amazon.runFeed(ships([{ id: 1, order: id(1) }]));
  const url = `${FEEDS}/documents/${feed.resultFeedDocumentId}?enableContentEncodingUrlHeader=`;
  refused(await amazon.call('GET', `${url}1`));
  const got = await amazon.storage('GET', (await amazon.call('GET', `${url}true`)).json.url);
  assert.strictEqual(got.headers['content-encoding'], 'gzip');
});
refusal(83, 'cancelling a feed that has begun', async () => {
  const feed = await amazon.createFeed(ships([{ id: 1, order: id(1) }]));
  await amazon.advance(60);
  refused(await amazon.call('DELETE', `${FEEDS}/feeds/${feed}`));
});
test('a feed in the queue can be cancelled, and does nothing', async () => {
  const feed = await amazon.createFeed(ships([{ id: 1, order: id(1) }]));
  assert.strictEqual((await amazon.call('DELETE', `${FEEDS}/feeds/${feed}`)).status, 200);
  await amazon.advance(1000);
  const { json } = await read(feed);
  assert.strictEqual(json.processingStatus, 'CANCELLED');
  assert.strictEqual(json.processingStartTime, undefined);
  assert.deepStrictEqual((await amazon.sim('effects')).effects, []);
});
refusal(84, 'more than 10 feed types or marketplaces', async () => {
  refused(await list(`feedTypes=${Array(11).fill(SHIP).join(',')}`));
  refused(await list(`feedTypes=${SHIP}&marketplaceIds=${Array(11).fill(DE).join(',')}`));
});
test('lists are filtered by type, status, marketplace and time', async () => {
  await amazon.createFeed(ships([{ id: 1, order: id(1) }]));
  await amazon.advance(300);
  await amazon.createFeed('x', { type: CANCEL, marketplaces: [FR] });
  const ids = async (query) => (await list(query)).json.feeds.map((f) => f.feedId);
  assert.deepStrictEqual(await ids(`feedTypes=${SHIP},${CANCEL}`), ['50002', '50001']);
  assert.deepStrictEqual(await ids(`feedTypes=${SHIP},${CANCEL}&processingStatuses=DONE`), ['50001']);
  assert.deepStrictEqual(await ids(`feedTypes=${SHIP},${CANCEL}&marketplaceIds=${FR}`), ['50002']);
  const since = new Date((NOW + 100) * 1000).toISOString();
  assert.deepStrictEqual(await ids(`feedTypes=${SHIP},${CANCEL}&createdSince=${since}`), ['50002']);
  assert.deepStrictEqual(await ids(`feedTypes=${SHIP}&createdUntil=${since}`), ['50001']);
});
test('two sellers may have the same feed id', async () => {
  assert.strictEqual(await amazon.createFeed('x'), await amazon.createFeed('x', { seller: 'A2OTHER' }));
});
