'use strict';

const assert = require('node:assert');
const { before, after, beforeEach, test } = require('node:test');
const { start, refusal, account, order, id, AGENT, FEEDS, ORDERS, NOW } = require('../testlib/sim');
const { raw, exchange } = require('../testlib/raw');

let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() => amazon.reset([order(1)]));

const ONE = `${ORDERS}/${id(1)}`;
const read = (options) => amazon.call('GET', ONE, undefined, options);
const withHeaders = (headers) => read({ headers });

function refused(answer, status, code) {
  assert.strictEqual(answer.status, status, answer.text);
  assert.strictEqual(answer.json.errors[0].code, code);
  assert.ok(answer.headers['x-amzn-requestid']);
}

test('an answer carries a request id, the rate and the date of the clock', async () => {
  const answer = await read();
  assert.strictEqual(answer.status, 200);
  assert.strictEqual(answer.headers['x-amzn-ratelimit-limit'], '0.5');
  assert.strictEqual(Date.parse(answer.headers.date) / 1000, NOW);
  await amazon.sim('world', { clock_skew: -90 });
  assert.strictEqual(Date.parse((await read()).headers.date) / 1000, NOW - 90);
});

refusal(14, 'no access token', async () => {
  const answer = await withHeaders({ 'x-amz-access-token': null });
  refused(answer, 403, 'Unauthorized');
  assert.match(answer.json.errors[0].details, /missing in the request header/);
  assert.strictEqual(answer.headers['x-amzn-ratelimit-limit'], undefined);
});
refusal(15, 'a token that was never given', async () => {
  refused(await withHeaders({ 'x-amz-access-token': 'Atza|invented' }), 403, 'Unauthorized');
});
refusal(16, 'a token after its lifetime', async () => {
  await amazon.token();
  await amazon.advance(3601);
  const answer = await read();
  refused(answer, 403, 'Unauthorized');
  assert.match(answer.json.errors[0].details, /expired/);
});
refusal(17, 'a token after the secret expired', async () => {
  await amazon.token();
  await amazon.sim('world', { accounts: [{ seller: 'A1SELLER', secret_expired: true }] });
  refused(await read(), 403, 'Unauthorized');
});
refusal(18, 'two tokens', async () => {
  const token = await amazon.token();
  refused(await withHeaders({ 'x-amz-access-token': [token, token] }), 403, 'Unauthorized');
});
refusal(19, 'no User-Agent', async () => {
  refused(await withHeaders({ 'User-Agent': null }), 400, 'InvalidInput');
  assert.deepStrictEqual(await amazon.codes(), ['bad_user_agent']);
});
refusal(20, 'a User-Agent without Language', async () => {
  refused(await withHeaders({ 'User-Agent': 'app/1.0 (Platform=Linux)' }), 400, 'InvalidInput');
  assert.deepStrictEqual(await amazon.codes(), ['bad_user_agent']);
});
refusal(21, 'a User-Agent of another shape', async () => {
  for (const agent of [
    'curl/8.0',
    'app (Language=C)',
    'a/b/1.0 (Language=C)',
    'app/1.0 (Language=C',
    'app/1.0 (Language)',
  ]) {
    refused(await withHeaders({ 'User-Agent': agent }), 400, 'InvalidInput');
  }
  for (const agent of ['app/1.0 (Language=PHP/8.2)', 'my\\/app/1.0 (Language=C; Platform=a\\)b; Host=x)']) {
    assert.strictEqual((await withHeaders({ 'User-Agent': agent })).status, 200, agent);
  }
});
refusal(22, 'a User-Agent of 501 characters', async () => {
  const agent = (n) => `${'app/1.0 (Language='.padEnd(n - 1, 'C')})`;
  assert.strictEqual((await withHeaders({ 'User-Agent': agent(500) })).status, 200);
  refused(await withHeaders({ 'User-Agent': agent(501) }), 400, 'InvalidInput');
});
refusal(23, 'a seller without the role', async () => {
  await amazon.sim('world', { accounts: [{ seller: 'A1SELLER', roles: [] }] });
  refused(await amazon.call('POST', `${FEEDS}/documents`, { contentType: 'text/xml' }), 403, 'Unauthorized');
});
refusal(24, 'orders with the shipping role alone', async () => {
  await amazon.sim('world', { accounts: [{ seller: 'A1SELLER', roles: ['direct_to_consumer_shipping'] }] });
  refused(await read(), 403, 'Unauthorized');
  assert.strictEqual((await amazon.call('POST', `${FEEDS}/documents`, { contentType: 'text/xml' })).status, 201);
});
refusal(25, 'an Accept header without JSON', async () => {
  refused(await withHeaders({ Accept: 'text/html' }), 400, 'InvalidInput');
  assert.strictEqual((await withHeaders({ Accept: null })).status, 200);
});
refusal(26, 'a body that is not labelled JSON', async () => {
  const answer = await amazon.call(
    'POST',
    `${FEEDS}/documents`,
    { contentType: 'text/xml' },
    { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
  );
  refused(answer, 415, 'InvalidInput');
});
refusal(27, 'a body of more than 1 MiB', async () => {
  refused(await amazon.call('POST', `${FEEDS}/documents`, { contentType: 'x'.repeat(1048577) }), 413, 'InvalidInput');
});
refusal(28, 'a body that is no JSON object', async () => {
  for (const body of ['{"contentType":', '[]', '"x"', 'null', '{"contentType":"text/xml"}}']) {
    refused(await amazon.call('POST', `${FEEDS}/documents`, body), 400, 'InvalidInput');
  }
});
refusal(29, 'no body where one is needed, and one where none is', async () => {
  refused(await amazon.call('POST', `${FEEDS}/documents`, ''), 400, 'InvalidInput');
  refused(await amazon.call('GET', ONE, '{}'), 400, 'InvalidInput');
});
refusal(30, 'an unknown path', async () => {
  refused(await amazon.call('GET', '/feeds/2020-09-04/feeds'), 404, 'NotFound');
  refused(await amazon.call('PUT', `${ORDERS}/${id(1)}/cancellation`, {}), 404, 'NotFound');
});
refusal(31, 'a wrong method', async () => {
  refused(
    await exchange(amazon.port, {
      method: 'PUT',
      url: `${FEEDS}/documents`,
      headers: [['User-Agent', AGENT]],
      body: '{}',
    }),
    403,
    'Unauthorized',
  );
});
refusal(32, 'a request over the bucket', async () => {
  const url = `${ORDERS}?lastUpdatedAfter=2025-01-01T00:00:00Z`;
  for (let i = 0; i < 20; i += 1) assert.strictEqual((await amazon.call('GET', url)).status, 200);
  const answer = await amazon.call('GET', url);
  refused(answer, 429, 'QuotaExceeded');
  assert.strictEqual(answer.headers['x-amzn-ratelimit-limit'], undefined);
  await amazon.advance(179);
  assert.strictEqual((await amazon.call('GET', url)).status, 200);
  assert.strictEqual((await amazon.call('GET', url)).status, 429);
  const { counts } = await amazon.sim('requests');
  assert.strictEqual(counts.searchOrders.throttled, 2);
  assert.strictEqual((await amazon.call('GET', url, undefined, { seller: 'A2OTHER' })).status, 200);
});
refusal(33, 'knocking on without a pause', async () => {
  await amazon.sim('world', { rates: { getOrder: [0.5, 1] } });
  await read();
  for (let i = 0; i < 5; i += 1) refused(await read(), 429, 'QuotaExceeded');
  assert.deepStrictEqual(await amazon.codes(), []);
  await read();
  assert.deepStrictEqual(await amazon.codes(), ['over_rate']);
});
test('pauses between refused requests are no violation', async () => {
  await amazon.sim('world', { rates: { createFeedDocument: [0.0083, 1] } });
  const knock = () => amazon.call('POST', `${FEEDS}/documents`, { contentType: 'text/xml' });
  await knock();
  for (const wait of [1, 2, 4, 8, 16, 32]) {
    assert.strictEqual((await knock()).status, 429);
    await amazon.advance(wait);
  }
  assert.deepStrictEqual(await amazon.codes(), []);
});
refusal(34, 'an unknown parameter', async () => {
  refused(await amazon.call('GET', `${ONE}?include=PACKAGES`), 400, 'InvalidInput');
});
refusal(35, 'a parameter twice, or without a value', async () => {
  refused(await amazon.call('GET', `${ONE}?includedData=PACKAGES&includedData=FULFILLMENT`), 400, 'InvalidInput');
  refused(await amazon.call('GET', `${ONE}?includedData=`), 400, 'InvalidInput');
});
refusal(36, 'paths that give personal data', async () => {
  for (const path of [
    '/orders/v0/orders/303-0000000-0000001/address',
    '/orders/v0/orders/303-0000000-0000001/buyerInfo',
    '/tokens/2021-03-01/restrictedDataToken',
  ]) {
    const answer = await raw(
      amazon.port,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUser-Agent: ${AGENT}\r\nConnection: close\r\n\r\n`,
    );
    assert.strictEqual(answer.status, 403);
  }
  assert.deepStrictEqual(await amazon.codes(), Array(3).fill('personal_data_requested'));
});
refusal(37, 'an access token in the address', async () => {
  const token = await amazon.token();
  refused(await amazon.call('GET', `${ONE}?access_token=${encodeURIComponent(token)}`), 400, 'InvalidInput');
  assert.deepStrictEqual(await amazon.codes(), ['secret_in_url']);
  assert.ok(!JSON.stringify(await amazon.sim('requests')).includes(encodeURIComponent(token)));
});
test('sellers are kept apart', async () => {
  assert.strictEqual((await read({ seller: 'A2OTHER' })).status, 404);
  await amazon.sim('world', { accounts: [account('A3NEW')] });
  assert.strictEqual((await read({ seller: 'A3NEW' })).status, 404);
});
