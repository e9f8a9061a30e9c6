'use strict';

const { refuse, invalid } = require('./answer');

// App/Version (Language=...; Name=Value): a slash in the app name, an opening
// bracket in the version, and ; ) = in attributes must be escaped.
const ATTRIBUTE = '(?:\\\\.|[^\\\\=;()])+=(?:\\\\.|[^\\\\;)])+';
const USER_AGENT = new RegExp(`^(?:\\\\.|[^\\\\/()])+/(?:\\\\.|[^\\\\()/])+ \\(${ATTRIBUTE}(?:; ?${ATTRIBUTE})*\\)$`);

const ROLES = {
  feeds: ['inventory_and_order_tracking', 'direct_to_consumer_shipping'],
  orders: ['inventory_and_order_tracking'],
  confirm: ['inventory_and_order_tracking', 'direct_to_consumer_shipping'],
};
const ROLE_OF = {
  searchOrders: ROLES.orders,
  getOrder: ROLES.orders,
  confirmShipment: ROLES.confirm,
};

function userAgentFault(agent) {
  if (!agent) return 'The User-Agent header is missing.';
  if (agent.length > 500) return 'The User-Agent header is longer than 500 characters.';
  if (!USER_AGENT.test(agent)) return 'The User-Agent header is not of the form Name/Version (Language=...).';
  if (!/[(;]\s*Language=/.test(agent)) return 'The User-Agent header has no Language attribute.';
  return null;
}

function checkUserAgent(sim, rq) {
  const fault = userAgentFault(rq.headers['user-agent']);
  if (!fault) return;
  sim.violation('bad_user_agent', `${rq.op}: ${fault}`, { seller: rq.seller });
  throw invalid(fault);
}

function checkToken(sim, rq) {
  const token = rq.headers['x-amz-access-token'];
  if (rq.rawHeaders.filter((name) => name === 'x-amz-access-token').length > 1) {
    throw refuse(403, 'More than one access token was sent.');
  }
  if (!token) throw refuse(403, 'Access token is missing in the request header.');
  const known = sim.tokens.get(token);
  if (!known) throw refuse(403, 'The access token you provided is revoked, malformed or invalid.');
  if (known.expires <= sim.clock.now()) throw refuse(403, 'The access token you provided has expired.');
  const account = sim.accounts.get(known.seller);
  if (!account || account.revoked || account.secret_expired) {
    throw refuse(403, 'The access token you provided is revoked, malformed or invalid.');
  }
  rq.account = account;
}

function checkRate(sim, rq) {
  const { granted, pushy } = sim.buckets.take(rq.account.seller, rq.op, sim.clock.now());
  if (granted) return;
  if (pushy) {
    sim.violation('over_rate', `${rq.op} was called again and again while refused with 429`, {
      seller: rq.account.seller,
    });
  }
  throw refuse(429);
}

function checkRole(rq) {
  const needed = ROLE_OF[rq.op] || ROLES.feeds;
  if (!rq.account.roles.some((role) => needed.includes(role))) throw refuse(403);
}

// Not every operation knows the statuses 413 and 415.
const SIZED = ['createFeedDocument'];
const typed = (op) => op !== 'confirmShipment';

function checkMedia(rq) {
  const accept = rq.headers.accept;
  if (accept !== undefined && !/(^|,)\s*(application\/(json|\*)|\*\/\*)\s*(;|,|$)/i.test(accept)) {
    throw invalid('The Accept header does not allow application/json.');
  }
  if (rq.method !== 'POST') {
    if (rq.body.length > 0) throw invalid('A request body is not expected.');
    return;
  }
  const type = rq.headers['content-type'] || '';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw typed(rq.op) ? refuse(415, `Content type: ${type}`) : invalid(`Content type: ${type}`);
  }
  if (rq.tooLarge || rq.body.length > 1048576) {
    throw SIZED.includes(rq.op) ? refuse(413) : invalid('The request body is too large.');
  }
}

// The order of the checks is that of a gateway: who, how often, may he, what.
function admit(sim, rq) {
  checkUserAgent(sim, rq);
  checkToken(sim, rq);
  checkRate(sim, rq);
  checkRole(rq);
  checkMedia(rq);
}

function jsonBody(rq) {
  const wrong = invalid('The request body is not valid JSON.');
  if (rq.body.length === 0) throw invalid('The request body is missing.');
  let value;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rq.body));
  } catch {
    throw wrong;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrong;
  return value;
}

// Query parameters: known names only, none twice, none empty.
function queryOf(rq, known) {
  const out = {};
  for (const [name, value] of rq.query) {
    if (!known.includes(name)) throw invalid(`Unknown parameter: ${name}`);
    if (Object.hasOwn(out, name)) throw invalid(`Parameter given twice: ${name}`);
    if (value === '') throw invalid(`Parameter without a value: ${name}`);
    out[name] = value;
  }
  return out;
}

module.exports = { admit, jsonBody, queryOf, userAgentFault };
