'use strict';

const path = require('node:path');
const { spawnSync } = require('node:child_process');

const ROOT = path.join(__dirname, '..', '..', '..');
const STATUSSYNC = path.join(ROOT, 'bin', 'statussync');
const SHOP = path.join(__dirname, '..', 'shop.php');
const LONGEST = 300000;

// The product as an owner has it: its command line, nothing else.
class Product {
  constructor({ dsn, clock, env }) {
    Object.assign(this, { dsn, clock, env: { ...process.env, ...env } });
    this.calls = 0;
  }

  // Exit 1 says that a person is needed, which here is often so.
  cli(args, { input = '', env = {}, codes = [0] } = {}) {
    this.calls += 1;
    const all = ['--dsn', this.dsn, '--clock', this.clock, ...args];
    const options = { input, env: { ...this.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 28, timeout: LONGEST };
    const done = spawnSync(STATUSSYNC, all, options);
    if (done.error) throw done.error;
    if (!codes.includes(done.status)) {
      const end = done.signal ? `ended by ${done.signal}` : `exit ${done.status}`;
      throw new Error(`statussync ${args.join(' ')}: ${end}\n${done.stderr}${done.stdout}`.trim());
    }
    return done.stdout;
  }

  json(args, options) {
    const text = this.cli([...args, '--json'], options);
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`statussync ${args.join(' ')} --json: not one JSON document: ${text.slice(0, 200)}`);
    }
  }

  run(args) {
    return this.json(['run', ...args], { codes: [0, 1] }).accounts;
  }

  shop(action, input = '') {
    const options = { input, env: this.env, encoding: 'utf8', timeout: LONGEST };
    const done = spawnSync(process.env.PHP || 'php', [SHOP, action, this.dsn], options);
    if (done.error || done.status !== 0) throw new Error(`shop.php ${action}: ${done.error || done.stderr}`);
  }
}

module.exports = { Product };
