'use strict';

const fs = require('node:fs');

// Debian's Chromium: the build without a window, which needs half the time, and the whole one where that is missing.
// The variable CHROMIUM names another.
const executable = process.env.CHROMIUM
  || ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((one) => fs.existsSync(one));

const launch = { executablePath: executable, args: ['--no-sandbox'] };

module.exports = { launch };
