'use strict';

// Raw bytes over a socket: what is sent is written here, letter by letter.
const net = require('node:net');
const tls = require('node:tls');
const { exchangeFaults } = require('./models');

function split(buffer) {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
  const headers = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  return { status: Number(first.split(' ')[1]), headers, rest: buffer.subarray(end + 4) };
}

function whole(head) {
  if (head.status === 100) return false;
  if (head.status === 204 || head.status === 304) return true;
  return head.headers['content-length'] !== undefined && head.rest.length >= Number(head.headers['content-length']);
}

// Sends bytes and resolves with { status, headers, body }, or with status 0
// when the connection ends before a whole answer.
function raw(port, bytes, { ca } = {}) {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1' };
    const socket = ca ? tls.connect({ ...options, ca, servername: 'localhost' }) : net.connect(options);
    let got = Buffer.alloc(0);
    let head = null;
    const done = (complete) => {
      socket.destroy();
      if (!head) return resolve({ status: 0, headers: {}, body: got, complete: false });
      return resolve({ status: head.status, headers: head.headers, body: head.rest, complete });
    };
    socket.setTimeout(10000, () => reject(new Error('no answer within 10 seconds')));
    socket.on('error', (error) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done(false) : reject(error),
    );
    socket.on(ca ? 'secureConnect' : 'connect', () => socket.write(bytes));
    socket.on('data', (part) => {
      got = Buffer.concat([got, part]);
      head = split(got);
      if (head && whole(head)) done(true);
    });
    socket.on('close', () => done(false));
  });
}

// The bytes of one request. Headers are pairs, so that one can stand twice.
function bytesOf(method, url, headers, body = '') {
  const content = Buffer.isBuffer(body) ? body : Buffer.from(body, 'utf8');
  const names = headers.map(([name]) => name.toLowerCase());
  const lines = [`${method} ${url} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close'];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  const sized = names.includes('content-length') || names.includes('transfer-encoding');
  if (!sized && (content.length || ['POST', 'PUT'].includes(method))) lines.push(`Content-Length: ${content.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
}

// One exchange; where Amazon's models are at hand it is held against them.
async function exchange(port, { method, url, headers, body = '' }, options = {}) {
  const answer = await raw(port, bytesOf(method, url, headers, body), options);
  answer.text = answer.body.toString('utf8');
  if (/json/.test(answer.headers['content-type'] || '') && answer.complete && !options.disturbed)
    answer.json = JSON.parse(answer.text);
  if (answer.status && !options.disturbed) {
    const wrong = exchangeFaults({ method, url, body: Buffer.from(body) }, answer);
    if (wrong && wrong.length) throw new Error(`${method} ${url}: ${wrong.join('; ')}`);
  }
  return answer;
}

module.exports = { raw, bytesOf, exchange };
