'use strict';

// What a handler throws when Amazon would refuse. The front end dresses it in
// the shape of the API that was asked.
class Refusal extends Error {
  constructor(status, code, message, details) {
    super(message);
    Object.assign(this, { status, code, details });
  }
}

const CODES = {
  400: ['InvalidInput', 'Invalid Input'],
  401: ['Unauthorized', 'Access to requested resource is denied.'],
  403: ['Unauthorized', 'Access to requested resource is denied.'],
  404: ['NotFound', 'The requested resource does not exist.'],
  413: ['InvalidInput', 'The request body is too large.'],
  415: ['InvalidInput', 'The request content type is not supported.'],
  429: ['QuotaExceeded', 'You exceeded your quota for the requested resource.'],
  500: ['InternalFailure', 'We encountered an internal error. Please try again.'],
  503: ['ServiceUnavailable', 'Service is temporarily unavailable. Please try again.'],
};

const refuse = (status, details, code, message) => {
  const usual = CODES[status] || CODES[500];
  return new Refusal(status, code || usual[0], message || usual[1], details || '');
};
const invalid = (details, code, message) => refuse(400, details, code, message);

const json = (status, value, headers = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
const empty = (status, headers = {}) => ({ status, headers, body: '' });

const escapeXml = (value) =>
  String(value).replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[c],
  );

function s3Error(status, code, message, requestId) {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body:
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message>` +
      `<RequestId>${requestId}</RequestId><HostId>simulated</HostId></Error>`,
  };
}

function fromRefusal(kind, refusal, requestId) {
  const { status, code, message, details } = refusal;
  if (kind === 'lwa') return json(status, { error: code, error_description: message }, { 'cache-control': 'no-store' });
  if (kind === 'storage') return s3Error(status, code, message, requestId);
  return json(status, { errors: [{ code, message, details: details || '' }] }, { 'x-amzn-errortype': code });
}

module.exports = { Refusal, CODES, refuse, invalid, json, empty, escapeXml, s3Error, fromRefusal };
