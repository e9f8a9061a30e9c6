'use strict';

const { Refusal, refuse, fromRefusal } = require('./answer');
const { admit } = require('./access');
const { httpDate } = require('./times');
const { token } = require('./lwa');
const storage = require('./storage');
const feeds = require('./feeds');
const orders = require('./orders');
const { confirmShipment } = require('./confirm');

const API = { ...feeds, getOrder: orders.getOrder, searchOrders: orders.searchOrders, confirmShipment };
const PERSONAL = /^\/(orders\/v0\/orders\/[^/]+\/(address|buyerInfo|orderItems\/buyerInfo)|tokens\/)/;

// Paths that exist at Amazon but must not be used, and paths that do not.
function unknown(sim, rq) {
  if (PERSONAL.test(rq.path)) {
    sim.violation('personal_data_requested', `${rq.method} ${rq.path}`, { seller: rq.seller });
    throw refuse(403);
  }
  if (rq.kind === 'lwa') throw new Refusal(400, 'invalid_request', 'The request is not supported.');
  if (rq.kind === 'storage') throw new Refusal(405, 'MethodNotAllowed', 'The specified method is not allowed.');
  throw rq.otherMethod ? refuse(403, 'Method not allowed.') : refuse(404);
}

function work(sim, rq) {
  if (rq.op === 'unknown') return unknown(sim, rq);
  if (rq.op === 'token') return token(sim, rq);
  if (rq.op === 'storagePut') return storage.put(sim, rq);
  if (rq.op === 'storageGet') return storage.get(sim, rq);
  admit(sim, rq);
  return API[rq.op](sim, rq);
}

// Secrets that may never stand in an address.
function checkUrl(sim, rq) {
  let plain = rq.url;
  try {
    plain = decodeURIComponent(rq.url.replace(/\+/g, ' '));
  } catch {
    // A malformed escape: the raw form is looked at.
  }
  const secret =
    plain.includes('Atza|') ||
    [...sim.accounts.values()].some((a) => plain.includes(a.client_secret) || plain.includes(a.refresh_token));
  if (!secret) return;
  rq.secretUrl = true;
  sim.violation('secret_in_url', `${rq.op}: a secret stands in the address`, { seller: rq.seller });
}

const RATED = new Set([200, 201, 202, 204, 400, 404]);

function finish(sim, rq, answer) {
  const headers = { ...answer.headers, date: httpDate(sim.clock.now() + sim.world.clock_skew) };
  if (rq.kind === 'storage') headers['x-amz-request-id'] = rq.requestId;
  else headers['x-amzn-requestid'] = rq.requestId;
  const rate = sim.buckets.rateOf(rq.op);
  if (rate && RATED.has(answer.status) && rq.account) headers['x-amzn-ratelimit-limit'] = String(rate[0]);
  return { ...answer, headers };
}

// One request to one answer, as Amazon would give it.
function dispatch(sim, rq) {
  checkUrl(sim, rq);
  try {
    return finish(sim, rq, work(sim, rq));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return finish(sim, rq, fromRefusal(rq.kind, error, rq.requestId));
  }
}

module.exports = { dispatch, finish };
