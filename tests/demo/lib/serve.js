'use strict';

const path = require('node:path');
const { spawn } = require('node:child_process');

const ROUTER = path.join(__dirname, '..', 'pages.php');
const PORT = process.env.STATUSSYNC_DEMO_PORT || '8080';

// Leaves the pages at 127.0.0.1 and plays the cron job until it is told to stop. The web server's PHP has no
// extension: what a page asks for is done by the next call, as on most servers.
async function serve(demo) {
  const env = { ...demo.product.env, STATUSSYNC_DEMO_DSN: demo.product.dsn, STATUSSYNC_DEMO_NOW: demo.sim.clock };
  const php = spawn(process.env.PHP || 'php', ['-S', `127.0.0.1:${PORT}`, ROUTER], { env, stdio: 'ignore' });
  process.stdout.write(`pages: http://127.0.0.1:${PORT}/amazon (Ctrl-C ends)\n`);
  let going = true;
  const stopped = new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.removeAllListeners(signal);
      process.once(signal, done);
    }
    php.once('exit', done);
  });
  stopped.then(() => {
    going = false;
  });
  while (going) {
    await Promise.race([stopped, new Promise((done) => { setTimeout(done, 5000); })]);
    if (going) {
      await demo.sim.until((await demo.sim.now()) + 5);
      demo.product.cli(['run', '--if-due'], { codes: [0, 1, 2, 75] });
    }
  }
  php.kill();
}

module.exports = { serve };
