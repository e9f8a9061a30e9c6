'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const { before, after, beforeEach, test } = require('node:test');
const { start, refusal, FEEDS, order, id } = require('../testlib/sim');
const { ships } = require('../testlib/feed');
const { raw } = require('../testlib/raw');

let amazon;
before(async () => {
  amazon = await start();
});
after(() => amazon.stop());
beforeEach(() => amazon.reset([order(1)]));

const TYPE = ['Content-Type', 'text/xml; charset=UTF-8'];

function refused(answer, status, code) {
  assert.strictEqual(answer.status, status, answer.text);
  assert.match(answer.text, new RegExp(`<Code>${code}</Code>`));
  assert.strictEqual(answer.headers['content-type'], 'application/xml');
}
const make = (body) => amazon.call('POST', `${FEEDS}/documents`, body);
const reportUrl = async () => {
  const { feed } = await amazon.runFeed(ships([{ id: 1, order: id(1) }]));
  return (await amazon.call('GET', `${FEEDS}/documents/${feed.resultFeedDocumentId}`)).json.url;
};

test('what was uploaded comes back, with its content type', async () => {
  const doc = await amazon.document();
  assert.strictEqual((await amazon.storage('PUT', doc.url, 'abc')).status, 200);
  const again = (await amazon.call('GET', `${FEEDS}/documents/${doc.feedDocumentId}`)).json;
  const got = await amazon.storage('GET', again.url);
  assert.strictEqual(got.text, 'abc');
  assert.strictEqual(got.headers['content-type'], 'text/xml; charset=UTF-8');
});

refusal(38, 'createFeedDocument without contentType', async () => {
  const answer = await make({});
  assert.strictEqual(answer.status, 400);
  assert.match(answer.json.errors[0].details, /missing required fields \[contentType\]/);
});
refusal(39, 'contentType that is no string', async () => {
  for (const contentType of [1, null, ['text/xml'], { a: 1 }])
    assert.strictEqual((await make({ contentType })).status, 400);
});
refusal(40, 'createFeedDocument with an unknown key', async () => {
  assert.strictEqual((await make({ contentType: 'text/xml', size: 1 })).status, 400);
});
refusal(41, 'contentType that is no media type', async () => {
  for (const contentType of ['', 'xml', 'text/xml; charset='])
    assert.strictEqual((await make({ contentType })).status, 400);
});
refusal(42, 'an upload with another content type', async () => {
  const { url } = await amazon.document();
  for (const type of ['text/xml', 'text/xml; charset=utf-8', 'text/xml;charset=UTF-8']) {
    refused(await amazon.storage('PUT', url, 'abc', [['Content-Type', type]]), 403, 'SignatureDoesNotMatch');
  }
});
refusal(43, 'an upload without a content type', async () => {
  const { url } = await amazon.document();
  refused(await amazon.storage('PUT', url, 'abc', []), 403, 'SignatureDoesNotMatch');
});
refusal(44, 'an upload after five minutes', async () => {
  const { url } = await amazon.document();
  await amazon.advance(300);
  assert.strictEqual((await amazon.storage('PUT', url, 'abc')).status, 200);
  await amazon.advance(1);
  refused(await amazon.storage('PUT', url, 'abc'), 403, 'AccessDenied');
});
refusal(45, 'an address that was changed', async () => {
  const { url } = await amazon.document();
  refused(
    await amazon.storage('PUT', url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'), 'abc'),
    403,
    'SignatureDoesNotMatch',
  );
});
refusal(46, 'an address without its signature', async () => {
  const { url } = await amazon.document();
  refused(await amazon.storage('PUT', url.split('?')[0], 'abc'), 403, 'AccessDenied');
});
refusal(47, 'an upload to a download address', async () => {
  const { url } = await amazon.document();
  refused(await amazon.storage('GET', url), 403, 'SignatureDoesNotMatch');
  refused(await amazon.storage('PUT', await reportUrl(), 'abc'), 403, 'SignatureDoesNotMatch');
});
refusal(48, 'an upload in chunks', async () => {
  const { url } = await amazon.document();
  refused(
    await amazon.storage('PUT', url, '3\r\nabc\r\n0\r\n\r\n', [TYPE, ['Transfer-Encoding', 'chunked']]),
    501,
    'NotImplemented',
  );
});
refusal(49, 'an upload without a length', async () => {
  const { url } = await amazon.document();
  const { pathname, search } = new URL(url);
  const answer = await raw(
    amazon.port,
    `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Type: ${TYPE[1]}\r\nConnection: close\r\n\r\n`,
  );
  refused({ ...answer, text: answer.body.toString() }, 411, 'MissingContentLength');
});
refusal(50, 'an access token to the storage host', async () => {
  const { url } = await amazon.document();
  refused(
    await amazon.storage('PUT', url, 'abc', [TYPE, ['x-amz-access-token', await amazon.token()]]),
    403,
    'AccessDenied',
  );
  refused(
    await amazon.storage('GET', await reportUrl(), '', [['X-Amz-Access-Token', await amazon.token()]]),
    403,
    'AccessDenied',
  );
  assert.deepStrictEqual(await amazon.codes(), ['token_to_storage', 'token_to_storage']);
});
refusal(51, 'an Authorization header to the storage host', async () => {
  const { url } = await amazon.document();
  refused(await amazon.storage('PUT', url, 'abc', [TYPE, ['Authorization', 'Bearer x']]), 400, 'InvalidArgument');
  assert.deepStrictEqual(await amazon.codes(), ['token_to_storage']);
});
refusal(52, 'a header for the storage host that was not signed', async () => {
  const { url } = await amazon.document();
  refused(await amazon.storage('PUT', url, 'abc', [TYPE, ['x-amz-date', '20251124T160000Z']]), 403, 'AccessDenied');
});
refusal(53, 'a document of 10 MiB', async () => {
  const { url } = await amazon.document();
  refused(await amazon.storage('PUT', url, Buffer.alloc(10485760, 32)), 400, 'EntityTooLarge');
  assert.strictEqual((await amazon.storage('PUT', url, Buffer.alloc(10485759, 32))).status, 200);
  refused(await amazon.storage('PUT', url, Buffer.alloc(11000000, 32)), 400, 'EntityTooLarge');
  assert.deepStrictEqual(await amazon.codes(), ['feed_too_large', 'feed_too_large']);
});
refusal(54, 'an upload whose digest is wrong', async () => {
  const { url } = await amazon.document();
  const md5 = (text) => crypto.createHash('md5').update(text).digest('base64');
  assert.strictEqual((await amazon.storage('PUT', url, 'abc', [TYPE, ['Content-MD5', md5('abc')]])).status, 200);
  refused(await amazon.storage('PUT', url, 'abc', [TYPE, ['Content-MD5', md5('abd')]]), 400, 'BadDigest');
});
refusal(55, 'a download after five minutes', async () => {
  const url = await reportUrl();
  await amazon.advance(301);
  refused(await amazon.storage('GET', url), 403, 'AccessDenied');
});
refusal(56, 'another method for the storage host', async () => {
  const { url } = await amazon.document();
  refused(await amazon.storage('POST', url, 'abc', [TYPE]), 405, 'MethodNotAllowed');
});
test('addresses are good for the time of Amazon, not of a skewed client', async () => {
  await amazon.sim('world', { clock_skew: 1000 });
  const { url } = await amazon.document();
  assert.strictEqual((await amazon.storage('PUT', url, 'abc')).status, 200);
});
