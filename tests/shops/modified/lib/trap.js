'use strict';

const http = require('node:http');

// Another host that notes in `seen` what it is asked for, for as long as test `t` lasts, also when it fails. Gives its address.
module.exports = async (t, seen) => {
  const host = http.createServer((request, answer) => { seen.push(request.url); answer.end(); });
  t.after(() => { host.close(); host.closeAllConnections(); });
  await new Promise((resolve) => { host.listen(0, '127.0.0.1', resolve); });
  return `http://127.0.0.1:${host.address().port}/`;
};
