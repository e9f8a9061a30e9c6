'use strict';

const crypto = require('node:crypto');
const { Refusal } = require('./answer');
const { amzDate, parseIso } = require('./times');

const MAX_BYTES = 10485760;
const LIFETIME = 300;

const deny = (text) => new Refusal(403, 'AccessDenied', text);

function signature(sim, method, key, params) {
  const text = [
    method,
    key,
    ...Object.keys(params)
      .sort()
      .map((k) => `${k}=${params[k]}`),
  ].join('\n');
  return crypto.createHmac('sha256', sim.storageKey).update(text).digest('hex');
}

// A presigned address: good for one method, one object and 300 seconds.
function presign(sim, method, key, extra = {}) {
  const params = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Date': amzDate(sim.amazonNow()),
    'X-Amz-SignedHeaders': method === 'PUT' ? 'content-type;host' : 'host',
    'X-Amz-Expires': String(LIFETIME),
    'X-Amz-Credential': 'SIMULATED/eu-west-1/s3/aws4_request',
    ...extra,
  };
  const signed = { ...params, 'X-Amz-Signature': signature(sim, method, key, params) };
  const query = Object.entries(signed)
    .map(([k, v]) => `${k}=${encodeURIComponent(v)}`)
    .join('&');
  return `${sim.base}/_storage/${key}?${query}`;
}

function checkSigned(sim, rq) {
  const params = {};
  for (const [name, value] of rq.query) {
    if (Object.hasOwn(params, name)) throw new Refusal(400, 'InvalidArgument', `Repeated parameter ${name}`);
    params[name] = value;
  }
  const given = params['X-Amz-Signature'];
  delete params['X-Amz-Signature'];
  if (!given || !params['X-Amz-Date']) throw deny('Access Denied');
  if (given !== signature(sim, rq.method, rq.values.object, params)) {
    throw new Refusal(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  }
  const d = params['X-Amz-Date'];
  const made = parseIso(`${d.slice(0, 4)}-${d.slice(4, 6)}-${d.slice(6, 11)}:${d.slice(11, 13)}:${d.slice(13)}`);
  if (sim.amazonNow() > made + Number(params['X-Amz-Expires'])) throw deny('Request has expired');
  return params;
}

function checkHeaders(sim, rq) {
  if (rq.headers['x-amz-access-token']) {
    sim.violation('token_to_storage', 'an access token was sent to the storage host', { seller: rq.seller });
    throw deny('There were headers present in the request which were not signed');
  }
  if (rq.headers.authorization) {
    sim.violation('token_to_storage', 'an Authorization header was sent to the storage host', { seller: rq.seller });
    throw new Refusal(400, 'InvalidArgument', 'Only one auth mechanism allowed');
  }
  if (rq.rawHeaders.some((name) => name.startsWith('x-amz-'))) {
    throw deny('There were headers present in the request which were not signed');
  }
}

function documentOf(sim, rq) {
  const id = rq.values.object.split('/').pop();
  return sim.documents.get(id);
}

function put(sim, rq) {
  if (rq.headers['transfer-encoding']) {
    throw new Refusal(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented');
  }
  if (rq.headers['content-length'] === undefined) {
    throw new Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  checkHeaders(sim, rq);
  checkSigned(sim, rq);
  const doc = documentOf(sim, rq);
  if (!doc || doc.kind !== 'input') throw deny('Access Denied');
  if (rq.headers['content-type'] !== doc.contentType) {
    throw new Refusal(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  }
  const md5 = rq.headers['content-md5'];
  if (md5 && md5 !== crypto.createHash('md5').update(rq.body).digest('base64')) {
    throw new Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  if (rq.tooLarge || rq.body.length >= MAX_BYTES) {
    sim.violation('feed_too_large', 'a feed document of 10 MiB or more was uploaded', { seller: doc.seller });
    throw new Refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  doc.content = rq.body;
  return { status: 200, headers: { etag: `"${crypto.createHash('md5').update(rq.body).digest('hex')}"` }, body: '' };
}

function get(sim, rq) {
  checkHeaders(sim, rq);
  const params = checkSigned(sim, rq);
  const doc = documentOf(sim, rq);
  if (!doc || doc.content === null || doc.content === undefined) {
    throw new Refusal(404, 'NoSuchKey', 'The specified key does not exist.');
  }
  const headers = { 'content-type': doc.contentType };
  if (params['response-content-encoding']) headers['content-encoding'] = params['response-content-encoding'];
  return { status: 200, headers, body: doc.content };
}

module.exports = { presign, put, get, MAX_BYTES };
