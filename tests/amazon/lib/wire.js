'use strict';

const http = require('node:http');
const https = require('node:https');
const { match } = require('./routes');
const { dispatch } = require('./dispatch');
const { disturb } = require('./disturb');
const { inspect } = require('./inspect');
const { iso } = require('./times');

const LIMIT = 10485760 + 65536;

// The whole body, or what fits; null when the client went away.
function readBody(req) {
  return new Promise((resolve) => {
    const parts = [];
    let size = 0;
    req.on('data', (part) => {
      size += part.length;
      if (size <= LIMIT) parts.push(part);
    });
    req.on('end', () =>
      resolve({ body: size <= LIMIT ? Buffer.concat(parts) : Buffer.alloc(0), tooLarge: size > LIMIT }),
    );
    req.on('close', () => resolve(null));
    req.on('error', () => resolve(null));
  });
}

const decode = (text) => {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
};

function request(req, { body, tooLarge }) {
  const at = req.url.indexOf('?');
  const path = at < 0 ? req.url : req.url.slice(0, at);
  const query =
    at < 0 || at === req.url.length - 1
      ? []
      : req.url
          .slice(at + 1)
          .split('&')
          .map((pair) => {
            const eq = pair.indexOf('=');
            return eq < 0 ? [decode(pair), ''] : [decode(pair.slice(0, eq)), decode(pair.slice(eq + 1))];
          });
  return {
    method: req.method,
    url: req.url,
    path,
    query,
    headers: req.headers,
    body,
    tooLarge,
    account: null,
    rawHeaders: req.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
  };
}

// Whose request it is, for faults and counts; being known is no permission.
function sellerOf(sim, rq) {
  if (rq.kind === 'api') {
    const known = sim.tokens.get(rq.headers['x-amz-access-token']);
    return known ? known.seller : null;
  }
  if (rq.kind === 'storage') {
    const doc = sim.documents.get((rq.values.object || '').split('/').pop());
    return doc ? doc.seller : null;
  }
  const refreshToken = new URLSearchParams(rq.body.toString('latin1')).get('refresh_token');
  const account = [...sim.accounts.values()].find((a) => a.refresh_token === refreshToken);
  return account ? account.seller : null;
}

// Does the request concern this order? A feed does through its document.
const namesOrder = (sim, rq) => (order) => {
  if (rq.values.order === order) return true;
  if (rq.op === 'storagePut') return rq.body.includes(order);
  if (rq.op !== 'createFeed') return false;
  const id = /"inputFeedDocumentId"\s*:\s*"([^"]+)"/.exec(rq.body.toString('utf8'));
  const doc = id && sim.documents.get(id[1]);
  return Boolean(doc && doc.content && doc.content.includes(order));
};

function requestId(sim) {
  const n = sim.next().toString(16).padStart(12, '0');
  return `5ca1ab1e-0000-4000-8000-${n}`;
}

function logged(rq, entry) {
  const query = rq.secretUrl || rq.kind !== 'api' || rq.query.length === 0 ? '' : rq.url.slice(rq.path.length);
  entry.path = rq.secretUrl ? '(withheld)' : rq.path + query;
}

function send(res, { answer, wire, bytes }) {
  const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(answer.body, 'utf8');
  res.sendDate = false;
  const headers = { ...answer.headers };
  if (answer.status !== 204) headers['content-length'] = String(body.length);
  if (wire !== 'truncate') {
    res.writeHead(answer.status, headers);
    return res.end(body);
  }
  headers['content-length'] = String(Math.max(1, body.length));
  res.writeHead(answer.status, headers);
  res.flushHeaders();
  const part = body.subarray(0, bytes === undefined ? Math.floor(body.length / 2) : bytes);
  return res.write(part, () => res.socket && res.socket.destroySoon());
}

class FrontEnd {
  constructor(sim, log) {
    this.sim = sim;
    this.log = log;
  }

  async handle(req, res) {
    const whole = await readBody(req);
    if (whole === null) return;
    const rq = request(req, whole);
    if (rq.path.startsWith('/_sim/')) {
      const answer = inspect(this.sim, rq);
      send(res, { answer, wire: 'whole' });
      return;
    }
    Object.assign(rq, match(rq.method, rq.path), { requestId: requestId(this.sim) });
    this.answer(rq, req, res);
  }

  answer(rq, req, res) {
    const { sim } = this;
    sim.advance();
    rq.seller = sellerOf(sim, rq);
    const entry = sim.log.begin({
      op: rq.op,
      seller: rq.seller,
      at: sim.clock.now(),
      method: rq.method,
      requestId: rq.requestId,
    });
    const { fault, fate } = sim.faults.pick(rq.op, { seller: rq.seller, names: namesOrder(sim, rq) });
    rq.fate = fate;
    if (fault) entry.fault = fault.what;
    const out = disturb(sim, rq, fault, () => dispatch(sim, rq));
    logged(rq, entry);
    sim.log.end(entry, out.answer === null || out.wire === 'truncate' ? 0 : out.answer.status);
    if (this.log) this.log.write(`${JSON.stringify({ time: iso(entry.at), ...entry })}\n`);
    if (out.wire === 'drop') req.socket.destroy();
    else if (out.delay > 0) setTimeout(() => send(res, out), out.delay);
    else send(res, out);
  }
}

// A bug of the simulator must be loud: 599 is no status Amazon knows.
function crash(res, error) {
  process.stderr.write(`amazon simulator: ${error.stack}\n`);
  if (!res.headersSent) res.writeHead(599, { 'content-type': 'text/plain' });
  res.end(`simulator error: ${error.message}\n`);
}

function createServer(sim, { tls, log }) {
  const front = new FrontEnd(sim, log);
  const listener = (req, res) => front.handle(req, res).catch((error) => crash(res, error));
  const options = { keepAliveTimeout: 60000, requestTimeout: 0, headersTimeout: 60000, maxHeaderSize: 65536 };
  return tls
    ? https.createServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, listener)
    : http.createServer(options, listener);
}

module.exports = { createServer };
