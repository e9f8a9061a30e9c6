'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const SCRIPT = path.join(__dirname, '..', '..', '..', 'lib', 'mariadb');

// One private MariaDB for all shops of a test process; ended with it.
let directory = null;
let socket = null;

function start() {
  if (socket !== null) return socket;
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-modified-db-'));
  const done = spawnSync(SCRIPT, ['start', directory], { encoding: 'utf8', timeout: 120000, stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status !== 0) throw new Error(`no MariaDB: ${done.stderr}`);
  socket = done.stdout.trim().split('\n').pop();
  process.on('exit', stop);
  return socket;
}

function stop() {
  if (directory === null) return;
  spawnSync(SCRIPT, ['stop', directory]);
  fs.rmSync(directory, { recursive: true, force: true });
  directory = null;
}

// Statements that the server has seen since `from` (a length of the log), of one database user.
function log() {
  return fs.readFileSync(path.join(directory, 'general.log'), 'utf8');
}

// Statements of our own connections while `work` goes on and a moment later (what a request does behind its answer), a
// list for each connection: all of it, connecting included.
async function watched(work) {
  const from = log().length;
  await work();
  await new Promise((r) => setTimeout(r, 300));
  const threads = {};
  for (const line of log().slice(from).split('\n')) {
    const m = /^(?:\d{6}\s+\d+:\d+:\d+)?\s+(\d+) (Query|Execute)\t(.*)$/.exec(line);
    if (m) (threads[m[1]] = threads[m[1]] || []).push(m[3]);
  }
  return Object.values(threads).filter((list) => /STRICT_ALL_TABLES/.test(list[0] || ''));
}

module.exports = { start, stop, log, watched };
