'use strict';

const { spawn } = require('node:child_process');
const { Shop } = require('./shop');
const { amazon, open } = require('./amazon');
const browser = require('./browser');

// A shop with an account that is switched on, its web server, and the administrator's browser: {shop, page}.
async function running(kind = {}, serve = {}) {
  const shop = await Shop.make(kind);
  await amazon(shop);
  shop.install();
  open(shop);
  await shop.serve(serve);
  return { shop, page: await browser.visit(shop) };
}

// While somebody else holds these tables.
async function held(shop, tables, work) {
  const lock = `$p = new PDO($argv[1], "root", ""); $p->exec("LOCK TABLES ${tables.map((name) => `${name} WRITE`).join(', ')}"); echo "held"; fgets(STDIN);`;
  const holder = spawn('php', ['-r', lock, `mysql:unix_socket=${shop.socket};dbname=${shop.database}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  await new Promise((resolve, reject) => { holder.stdout.once('data', resolve); holder.once('exit', reject); });
  try {
    return await work();
  } finally {
    holder.stdin.end('\n');
  }
}

module.exports = { running, held };
