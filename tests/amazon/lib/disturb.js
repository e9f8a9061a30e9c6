'use strict';

const crypto = require('node:crypto');
const { CODES, json, fromRefusal, Refusal } = require('./answer');
const { finish } = require('./dispatch');

const LWA_ERRORS = { 400: 'invalid_request', 401: 'invalid_client', 500: 'server_error', 503: 'server_error' };

// A refusal made to order, in the shape of the API that was asked.
function refusal(rq, fault) {
  const status = fault.status || 400;
  const usual = CODES[status] || CODES[500];
  if (rq.kind === 'lwa') {
    return json(status, {
      error: fault.code || LWA_ERRORS[status] || 'server_error',
      error_description: fault.message || usual[1],
    });
  }
  const code =
    fault.code ||
    (rq.kind === 'storage' ? { 403: 'AccessDenied', 503: 'SlowDown' }[status] || 'InternalError' : usual[0]);
  return fromRefusal(rq.kind, new Refusal(status, code, fault.message || usual[1]), rq.requestId);
}

const bodyText = (body) => (typeof body === 'string' ? body : JSON.stringify(body));

// Answers given instead of Amazon's.
const INSTEAD = {
  refuse: refusal,
  status: (rq, fault) => ({
    status: fault.status || 503,
    headers: fault.body === undefined || typeof fault.body === 'string' ? {} : { 'content-type': 'application/json' },
    body: fault.body === undefined ? '' : bodyText(fault.body),
  }),
  html: (rq, fault) => ({
    status: fault.status || 502,
    headers: { 'content-type': 'text/html' },
    body: fault.body || '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>',
  }),
  redirect: (rq, fault) => ({
    status: fault.status || 307,
    headers: { location: fault.location || 'http://127.0.0.1:9/' },
    body: '',
  }),
};

const WRONG = (value) => {
  if (typeof value === 'string') return { not: 'a string' };
  if (Array.isArray(value)) return 'not a list';
  return typeof value === 'number' ? [value] : 17;
};

// field is a path with dots; a number is a place in a list.
function alter(answer, fault) {
  let value;
  try {
    value = JSON.parse(answer.body);
  } catch {
    return answer;
  }
  const keys = fault.field.split('.');
  const last = keys.pop();
  let at = value;
  for (const key of keys) at = at && at[key];
  if (!at || typeof at !== 'object' || !(last in at)) return answer;
  if (fault.what === 'missing_field') delete at[last];
  else at[last] = fault.value === undefined ? WRONG(at[last]) : fault.value;
  return { ...answer, body: JSON.stringify(value) };
}

function instead(sim, rq, fault) {
  const answer = INSTEAD[fault.what](rq, fault);
  return finish(sim, rq, { ...answer, headers: { ...answer.headers, ...(fault.headers || {}) } });
}

function kill(sim) {
  for (const pid of sim.victims) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
  sim.victims = [];
}

// Takes the answer of the real handler and the fault, and returns how the
// answer goes onto the wire: { answer, wire, delay }.
function disturb(sim, rq, fault, proceed) {
  if (!fault) return { answer: proceed(), wire: 'whole', delay: 0 };
  const { what } = fault;
  const after = fault.when === 'after' || what === 'drop_after';
  if (fault.clock_seconds) sim.clock.advance(fault.clock_seconds);
  if (INSTEAD[what]) {
    if (after) proceed();
    return { answer: instead(sim, rq, fault), wire: 'whole', delay: 0 };
  }
  if (what === 'drop_before' || what === 'drop_after' || what === 'kill_client') {
    if (after) proceed();
    if (what === 'kill_client') kill(sim);
    return { answer: null, wire: 'drop', delay: 0 };
  }
  const answer = proceed();
  if (what === 'slow') return { answer, wire: 'whole', delay: (fault.seconds || 0) * 1000 };
  if (what === 'truncate') return { answer, wire: 'truncate', delay: 0, bytes: fault.bytes };
  if (what === 'garbage')
    return { answer: { ...answer, body: crypto.randomBytes(fault.bytes || 200) }, wire: 'whole', delay: 0 };
  return { answer: alter(answer, fault), wire: 'whole', delay: 0 };
}

module.exports = { disturb };
