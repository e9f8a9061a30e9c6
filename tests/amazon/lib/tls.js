'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');

const openssl = (args, cwd) => execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });

// A throw-away authority and a certificate for 127.0.0.1 (or for the given
// name alone), in a directory that goes away with the process. Elliptic keys,
// because they are made at once.
function makeTls(name) {
  const subject = name || '127.0.0.1';
  const names = name ? `DNS:${name}` : 'IP:127.0.0.1,DNS:localhost';
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'amazon-sim-'));
  const remove = () => fs.rmSync(dir, { recursive: true, force: true });
  try {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    openssl(
      [
        'req',
        '-x509',
        ...key,
        '-keyout',
        'ca.key',
        '-out',
        'ca.pem',
        '-days',
        '3650',
        '-subj',
        '/CN=Simulated CA',
        '-addext',
        'keyUsage=critical,keyCertSign,cRLSign',
      ],
      dir,
    );
    openssl(['req', ...key, '-keyout', 'host.key', '-out', 'host.csr', '-subj', `/CN=${subject}`], dir);
    fs.writeFileSync(
      path.join(dir, 'host.ext'),
      `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`,
    );
    openssl(
      [
        'x509',
        '-req',
        '-in',
        'host.csr',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '3650',
        '-extfile',
        'host.ext',
        '-out',
        'host.pem',
      ],
      dir,
    );
    const read = (name) => fs.readFileSync(path.join(dir, name));
    return { ca: path.join(dir, 'ca.pem'), options: { key: read('host.key'), cert: read('host.pem') }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

module.exports = { makeTls };
