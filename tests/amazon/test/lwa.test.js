'use strict';

const assert = require('node:assert');
const { before, after, beforeEach, test } = require('node:test');
const { start, refusal, account, ORDERS, id, order } = require('../testlib/sim');
const { exchange } = require('../testlib/raw');

const GOOD =
  'grant_type=refresh_token&refresh_token=Atzr%7CA1SELLER&client_id=client.A1SELLER&client_secret=secret.A1SELLER';
let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() => amazon.reset());

function refused(answer, status, error) {
  assert.strictEqual(answer.status, status, answer.text);
  assert.strictEqual(answer.json.error, error);
  assert.ok(answer.json.error_description);
}

test('a good request gets a token that opens the API', async () => {
  await amazon.reset([order(1)]);
  const answer = await amazon.lwa(GOOD);
  assert.strictEqual(answer.status, 200);
  assert.strictEqual(answer.json.token_type, 'bearer');
  assert.strictEqual(answer.json.expires_in, 3600);
  assert.strictEqual((await amazon.call('GET', `${ORDERS}/${id(1)}`)).status, 200);
});

test('expires_in may be a string, the refresh token may be left out, the token may be long', async () => {
  await amazon.reset([], { token: { expires_in_type: 'string', refresh_token: false, length: 2048 } });
  const { json } = await amazon.lwa(GOOD);
  assert.strictEqual(json.expires_in, '3600');
  assert.strictEqual(json.refresh_token, undefined);
  assert.strictEqual(json.access_token.length, 2048);
});

refusal(1, 'a token is not to be had with GET', async () => {
  refused(await exchange(amazon.port, { method: 'GET', url: '/auth/o2/token', headers: [] }), 400, 'invalid_request');
});
refusal(2, 'another content type', async () => {
  refused(await amazon.lwa(GOOD, [['Content-Type', 'text/plain']]), 400, 'invalid_request');
});
refusal(3, 'no grant_type', async () => {
  refused(await amazon.lwa(GOOD.replace('grant_type=refresh_token&', '')), 400, 'invalid_request');
});
refusal(4, 'no refresh_token', async () => {
  refused(await amazon.lwa(GOOD.replace('refresh_token=Atzr%7CA1SELLER&', '')), 400, 'invalid_request');
});
refusal(5, 'a parameter twice', async () => {
  refused(await amazon.lwa(`${GOOD}&client_id=client.A1SELLER`), 400, 'invalid_request');
});
refusal(6, 'credentials in the address', async () => {
  refused(await amazon.lwa('', undefined, `/auth/o2/token?${GOOD}`), 400, 'invalid_request');
  assert.deepStrictEqual(await amazon.codes(), ['secret_in_url']);
  const log = JSON.stringify(await amazon.sim('requests'));
  assert.ok(!log.includes('secret.A1SELLER'));
});
refusal(7, 'another grant', async () => {
  refused(
    await amazon.lwa(GOOD.replace('grant_type=refresh_token', 'grant_type=password')),
    400,
    'unsupported_grant_type',
  );
});
refusal(8, 'an unknown client', async () => {
  refused(await amazon.lwa(GOOD.replace('client.A1SELLER', 'client.X')), 401, 'invalid_client');
});
refusal(9, 'a wrong secret', async () => {
  refused(await amazon.lwa(GOOD.replace('secret.A1SELLER', 'secret.X')), 401, 'invalid_client');
});
refusal(10, 'a secret older than 180 days', async () => {
  await amazon.sim('world', { accounts: [{ seller: 'A1SELLER', secret_expired: true }] });
  refused(await amazon.lwa(GOOD), 401, 'invalid_client');
});
refusal(11, 'a wrong refresh token', async () => {
  refused(await amazon.lwa(GOOD.replace('Atzr%7CA1SELLER', 'Atzr%7Cnone')), 400, 'invalid_grant');
});
refusal(12, 'a revoked authorisation', async () => {
  await amazon.sim('world', { accounts: [{ seller: 'A1SELLER', revoked: true }] });
  refused(await amazon.lwa(GOOD), 400, 'invalid_grant');
});
refusal(13, 'the refresh token of another application', async () => {
  refused(await amazon.lwa(GOOD.replace('Atzr%7CA1SELLER', 'Atzr%7CA2OTHER')), 400, 'invalid_grant');
});

test('one application may serve several sellers', async () => {
  const shared = { client_id: 'app', client_secret: 's' };
  await amazon.sim('reset', { world: { accounts: [account('A1SELLER', shared), account('A2OTHER', shared)] } });
  for (const seller of ['A1SELLER', 'A2OTHER']) {
    const answer = await amazon.lwa(
      `grant_type=refresh_token&refresh_token=Atzr%7C${seller}&client_id=app&client_secret=s`,
    );
    assert.strictEqual(answer.status, 200);
  }
});
