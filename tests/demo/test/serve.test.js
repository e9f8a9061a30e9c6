'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { test } = require('node:test');

const PAGES = ['amazon', 'amazon?page=log', 'amazon?page=list', 'amazon?page=settings', 'amazon?page=preview', 'amazon?page=health', '', 'statussync.css'];

const listening = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => resolve(server));
});

// A shop that serves its pages, in a process group of its own, as a terminal starts one.
function serving(t, port, ...more) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'statussync-serve-'));
  const child = spawn(process.execPath, [path.join(__dirname, 'serving.js'), dir, ...more],
    { detached: true, env: { ...process.env, STATUSSYNC_DEMO_PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { child, out: '', err: '', ended: new Promise((done) => { child.once('exit', (code, signal) => done([code, signal])); }) };
  child.stdout.on('data', (part) => { run.out += part; });
  child.stderr.on('data', (part) => { run.err += part; });
  t.after(() => {
    try { process.kill(-child.pid, 'SIGKILL'); } catch { /* nothing is left, as it should be */ }
    fs.rmSync(dir, { recursive: true, force: true });
  });
  return run;
}

async function until(what, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await what();
    if (found || Date.now() > end) return found;
    await new Promise((done) => { setTimeout(done, 100); });
  }
}

for (const whom of ['the group, as Ctrl-C does', 'the demo alone, as kill does']) {
  test(`--serve: pages until SIGINT to ${whom}; then nothing is left running`, async (t) => {
    const probe = await listening();
    const { port } = probe.address();
    await new Promise((done) => { probe.close(done); });
    const all = whom.startsWith('the group');
    const run = serving(t, port, ...(all ? [] : ['bare']));
    assert.ok(await until(() => run.out.includes(`pages: http://127.0.0.1:${port}/amazon`)), run.out + run.err);
    const get = (page) => fetch(`http://127.0.0.1:${port}/${page}`);
    await until(() => get('amazon').catch(() => null), 20);
    for (const page of all ? PAGES : ['amazon']) {
      const answer = await get(page);
      assert.equal(answer.status, 200, page);
      assert.doesNotMatch(await answer.text(), /Fatal error|Warning:/, page);
    }
    if (all) assert.match(await (await get('amazon?page=list')).text(), /30\d-\d{7}-\d{7}/, 'orders are there');
    process.kill(all ? -run.child.pid : run.child.pid, 'SIGINT');
    const late = new Promise((done) => { setTimeout(done, 15000, 'still running').unref(); });
    assert.deepEqual(await Promise.race([run.ended, late]), [0, null], run.err);
    const left = () => { try { return process.kill(-run.child.pid, 0); } catch { return false; } };
    assert.ok(await until(() => !left(), 10), 'the group is empty');
    await assert.rejects(get('amazon'), 'nobody listens');
  });
}

test('--serve: a port that is taken is said', async (t) => {
  const other = await listening();
  t.after(() => other.close());
  const run = serving(t, other.address().port, 'bare');
  const [code] = await run.ended;
  assert.equal(code, 1);
  assert.match(run.err, new RegExp(`port ${other.address().port} taken.*STATUSSYNC_DEMO_PORT`));
});
