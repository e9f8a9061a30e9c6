'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { spawn, spawnSync } = require('node:child_process');

const ROUTER = path.join(__dirname, '..', 'pages.php');
const PORT = process.env.STATUSSYNC_DEMO_PORT || '8080';

// Why the pages cannot be left at the port; null if they can.
function refused() {
  if (!/^[1-9]\d{0,4}$/.test(PORT) || Number(PORT) > 65535) return Promise.resolve(`STATUSSYNC_DEMO_PORT=${PORT}: is no port`);
  return new Promise((done) => {
    const server = net.createServer();
    server.once('error', (error) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`;
      done(`port ${PORT} of 127.0.0.1 ${why}; name another one for the pages by STATUSSYNC_DEMO_PORT`);
    });
    server.listen(Number(PORT), '127.0.0.1', () => server.close(() => done(null)));
  });
}

// What makes this PHP load the module that bin/build made for it; nothing if it has one already.
function extension(php) {
  const build = 'echo extension_loaded("statussync") ? "" : PHP_VERSION . (PHP_ZTS ? "-zts" : "") . (PHP_DEBUG ? "-debug" : "");';
  const name = spawnSync(php, ['-r', build], { encoding: 'utf8' }).stdout;
  const module = name && path.join(__dirname, '..', '..', '..', 'build', name, 'modules', 'statussync.so');
  return module && fs.existsSync(module) ? ['-d', `extension=${module}`] : [];
}

// Leaves the pages at 127.0.0.1 and plays the cron job until it is told to stop: what a page asks for is done by its
// next call, as on most servers. Their PHP has the extension, so that no page says it is missing.
async function serve(demo) {
  const env = { ...demo.product.env, STATUSSYNC_DEMO_DSN: demo.product.dsn, STATUSSYNC_DEMO_NOW: demo.sim.clock };
  const interpreter = process.env.PHP || 'php';
  const php = spawn(interpreter, [...extension(interpreter), '-S', `127.0.0.1:${PORT}`, ROUTER], { env, stdio: 'ignore' });
  process.stdout.write(`pages: http://127.0.0.1:${PORT}/amazon (Ctrl-C ends)\n`);
  let going = true;
  let alone = false;
  const stopped = new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.removeAllListeners(signal);
      process.once(signal, () => done(false));
    }
    // a terminal's Ctrl-C reaches the web server as well, and it may be the quicker one
    php.once('exit', () => setTimeout(() => done(true), 300));
  });
  stopped.then((ended) => {
    going = false;
    alone = ended;
  });
  while (going) {
    let turn;
    await Promise.race([stopped, new Promise((done) => { turn = setTimeout(done, 5000); })]);
    clearTimeout(turn); // it would keep a demo that was told to end
    if (going) {
      await demo.sim.until((await demo.sim.now()) + 5);
      demo.product.cli(['run', '--if-due'], { codes: [0, 1, 2, 75] });
    }
  }
  php.kill();
  if (alone) throw new Error(`the web server ended; is port ${PORT} taken? Name another one in STATUSSYNC_DEMO_PORT`);
}

module.exports = { extension, refused, serve };
