'use strict';

// What "bin/demo --serve" does once its days are over, without them: a shop as it is after the first release, its pages, cron.
// usage: serving.js FOLDER [bare]     bare: the shop before there is an account, which is quicker
const { Demo } = require('../drive');
const { serve } = require('../lib/serve');

async function main(dir, bare) {
  const demo = new Demo({ orders: 60, seed: 1, style: 'tap', dsn: '', faults: '' }, dir);
  try {
    await demo.open();
    demo.apply(demo.world.start);
    if (bare) demo.product.cli(['account', 'list']); // makes the tables
    else await demo.activate();
    await serve(demo);
  } finally {
    if (demo.sim) demo.sim.stop();
  }
}

main(process.argv[2], process.argv[3] === 'bare').catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
