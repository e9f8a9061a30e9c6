'use strict';

// The web server of an old shop: PHP 5.6 in WebAssembly, one request after the other, as XTC shops run it.
// usage: node php56.js FOLDER SOCKET STATE [NAME=VALUE ...]   (INI settings); prints {"port", "db"} as one line
// PHP in WebAssembly reaches no UNIX socket: "db" is a port of this machine that leads to the one given.
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { PHP } = require('@php-wasm/node');

const [folder, socket, state, ...ini] = process.argv.slice(2);
const TYPES = { '.css': 'text/css', '.js': 'text/javascript', '.gif': 'image/gif', '.png': 'image/png', '.jpg': 'image/jpeg', '.html': 'text/html' };
const quoted = (text) => `'${String(text).replace(/[\\']/g, '\\$&')}'`;

let php = null;
let last = Promise.resolve();

async function interpreter() {
  if (php) return php;
  const made = await PHP.load('5.6');
  for (const root of new Set([folder, state])) { // nothing else of this machine
    made.mkdirTree(root);
    made.mount({ root }, root);
  }
  made.setPhpIniEntry('session.save_path', state);
  made.setPhpIniEntry('log_errors', '1');
  made.setPhpIniEntry('error_log', path.join(state, 'php.log'));
  made.setPhpIniEntry('date.timezone', 'Europe/Berlin');
  for (const one of ini) made.setPhpIniEntry(one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1));
  php = made;
  return php;
}

async function serve(request, body) {
  const url = new URL(request.url, 'http://shop.invalid');
  let file = path.join(folder, decodeURIComponent(url.pathname));
  if (!file.startsWith(folder)) return { status: 403, headers: {}, body: '' };
  if (fs.existsSync(file) && fs.statSync(file).isDirectory()) file = path.join(file, 'index.php');
  if (!fs.existsSync(file) || path.basename(file).startsWith('.')) return { status: 404, headers: {}, body: 'not found' };
  if (!file.endsWith('.php')) return { status: 200, headers: { 'content-type': TYPES[path.extname(file)] || 'application/octet-stream' }, body: fs.readFileSync(file) };
  const name = file.slice(folder.length);
  const facts = { SCRIPT_NAME: name, PHP_SELF: name, SCRIPT_FILENAME: file, DOCUMENT_ROOT: folder, REMOTE_ADDR: '127.0.0.1', SERVER_NAME: '127.0.0.1' };
  const set = Object.entries(facts).map(([key, value]) => `$_SERVER[${quoted(key)}]=${quoted(value)};`).join('');
  const answer = await (await interpreter()).run({
    code: `<?php ${set} unset($_SERVER['argv']); chdir(${quoted(path.dirname(file))}); require ${quoted(file)};`, relativeUri: request.url, protocol: 'http', method: request.method,
    headers: request.headers, body: body.toString('latin1'),
  });
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([key]) => key !== 'content-length'));
  return { status: answer.httpStatusCode, headers, body: Buffer.from(answer.bytes) };
}

function answer(request, response, body) {
  last = last.then(() => serve(request, body)).catch((error) => {
    php = null; // what is left of it is not to be trusted
    fs.appendFileSync(path.join(state, 'php.log'), `${request.url}: ${error.stack || JSON.stringify(error)}\n`);
    return { status: 500, headers: {}, body: '' };
  }).then((done) => {
    response.writeHead(done.status, done.headers);
    response.end(done.body);
  });
}

const listening = (server) => new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server.address().port)); });

async function main() {
  const db = await listening(net.createServer((client) => {
    const there = net.connect(socket);
    client.pipe(there).pipe(client);
    client.on('error', () => there.destroy());
    there.on('error', () => client.destroy());
  }));
  const port = await listening(http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => answer(request, response, Buffer.concat(parts)));
  }));
  process.stdout.write(`${JSON.stringify({ port, db })}\n`);
}

process.on('uncaughtException', (error) => { php = null; fs.appendFileSync(path.join(state, 'php.log'), `${error.stack}\n`); });
process.on('disconnect', () => process.exit(0));
main();
