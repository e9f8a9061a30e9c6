'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Shop, ROOT } = require('../lib/shop');
const { open, amazon, sell } = require('../lib/amazon');

function list(folder, below = '') {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    return entry.isDirectory() ? list(folder, name) : [`${name} ${fs.statSync(path.join(folder, name)).size}`];
  }).sort();
}

for (const kind of [{ charset: 'latin1', engine: 'MyISAM' }, { charset: 'utf8', engine: 'MyISAM' }, { charset: 'utf8mb4', engine: 'InnoDB' }]) {
  describe(`install and uninstall, ${kind.charset} and ${kind.engine}`, () => {
    let shop;
    let untouched;
    before(async () => { shop = await Shop.make(kind); untouched = list(shop.folder); });
    after(() => shop.remove());
    const column = () => shop.sql('SHOW COLUMNS FROM admin_access').map((row) => row.Field);

    test('finds the renamed admin folder and registers the module', () => {
      const { out } = shop.install();
      assert.match(out, /admin folder: admin_k3x9/);
      assert.ok(fs.existsSync(path.join(shop.folder, 'admin_k3x9/statussync.php')));
      assert.ok(!fs.existsSync(path.join(shop.folder, 'admin')));
      assert.equal(shop.sql("SELECT configuration_value AS v FROM configuration WHERE configuration_key = 'MODULE_SYSTEM_INSTALLED'")[0].v, 'statussync.php');
      const access = Object.fromEntries(shop.sql('SELECT * FROM admin_access').map((row) => [row.customers_id, [Number(row.statussync), Number(row.statussync_settings)]]));
      assert.deepEqual(access, { 1: [1, 1], 2: [1, 0], 4: [0, 0], groups: [9, 9] });
      assert.equal(shop.sql("SELECT COUNT(*) AS n FROM scheduled_tasks WHERE tasks = 'statussync'")[0].n, 1);
    });

    test('a second install changes nothing', () => {
      const before = list(shop.folder);
      assert.match(shop.install().out, /\b0 files/);
      assert.deepEqual(list(shop.folder), before);
      assert.equal(shop.sql("SELECT COUNT(*) AS n FROM scheduled_tasks WHERE tasks = 'statussync'")[0].n, 1);
    });

    test('uninstall leaves the shop as it was, and keeps the data', () => {
      shop.cli(['uninstall', shop.folder], { options: [] });
      assert.deepEqual(list(shop.folder), untouched);
      assert.deepEqual(column(), ['customers_id', 'configuration', 'module_export', 'orders']);
      assert.equal(shop.sql("SELECT COUNT(*) AS n FROM scheduled_tasks WHERE tasks = 'statussync'")[0].n, 0);
      assert.ok(shop.sql("SHOW TABLES LIKE 'statussync\\_%'").length > 8);
    });

    test('a new install finds the data again; --drop-data drops them', async () => {
      await amazon(shop);
      shop.install();
      open(shop);
      await sell(shop);
      shop.cli(['run'], { codes: [0, 1] });
      shop.cli(['uninstall', shop.folder], { options: [] });
      assert.match(shop.install().out, /earlier data found: 1 account/);
      shop.cli(['uninstall', shop.folder, '--drop-data'], { options: [] });
      assert.equal(shop.sql("SHOW TABLES LIKE 'statussync\\_%'").length, 0);
      assert.deepEqual(list(shop.folder), untouched);
    });
  });
}

describe('files of others', () => {
  let shop;
  before(async () => { shop = await Shop.make(); });
  after(() => shop.remove());

  test('a foreign file in the way is named, and nothing at all is written', () => {
    const file = path.join(shop.folder, 'admin_k3x9/statussync.php');
    fs.writeFileSync(file, '<?php // somebody else');
    const before = list(shop.folder);
    const { code, err } = shop.install(null);
    assert.equal(code, 2);
    assert.match(err, /admin_k3x9\/statussync\.php: is there and not ours/);
    assert.deepEqual(list(shop.folder), before);
    fs.rmSync(file);
  });

  test('a file of ours that was changed by hand is neither overwritten nor removed', () => {
    shop.install();
    const file = path.join(shop.folder, 'api/statussync/cron.php');
    fs.appendFileSync(file, '// mine\n');
    const { code, err } = shop.install(null);
    assert.equal(code, 2);
    assert.match(err, /cron\.php: was changed by hand/);
    const gone = shop.cli(['uninstall', shop.folder], { options: [], codes: [1] });
    assert.match(gone.err, /cron\.php was changed by hand and stays/);
    assert.match(fs.readFileSync(file, 'utf8'), /\/\/ mine/);
    fs.rmSync(file);
  });

  // Whoever installs has the rights of the shop's owner, root too.
  test('without write access nothing changes, and what cannot be written is named; with it the same command goes on', () => {
    const owner = process.getuid() === 0 ? 65534 : process.getuid();
    const own = (place, uid) => { if (process.getuid() === 0) fs.chownSync(place, uid, uid); };
    const everything = (uid) => ['', ...fs.readdirSync(shop.folder, { recursive: true })].forEach((name) => own(path.join(shop.folder, name), uid));
    shop.install();
    shop.cli(['uninstall', shop.folder], { options: [] });
    fs.chmodSync(shop.home, 0o755);
    const said = (folder, error) => {
      const before = list(shop.folder);
      everything(owner);
      own(folder, 0);
      fs.chmodSync(folder, 0o555);
      try {
        const { code, err } = shop.install(null);
        assert.equal(code, 2, err);
        assert.match(err, error);
        assert.doesNotMatch(err, /Stack trace|Warning|Permission denied in/);
        assert.deepEqual(list(shop.folder), before);
      } finally {
        everything(process.getuid());
        fs.chmodSync(folder, 0o755);
      }
    };
    said(path.join(shop.folder, 'api'), /api\/statussync: cannot be made; check the rights of \S+\/api$/m);
    said(path.join(shop.folder, 'includes'), /includes\/external\S*: cannot be made/);
    said(path.join(shop.folder, 'admin_k3x9'), /admin_k3x9\/\S+: cannot be (made|written)/);
    shop.install();
    // an update: the new files cannot be laid beside the old ones
    const file = path.join(shop.folder, 'includes/external/statussync/php_src/Store/Hints.php');
    fs.rmSync(file);
    said(path.dirname(file), /Hints\.php: cannot be written/);
    shop.install();
    assert.ok(fs.existsSync(file));
  });

  test('a file where our folder belongs is named, and nothing changes', () => {
    fs.rmSync(path.join(shop.folder, 'api/statussync'), { recursive: true, force: true });
    fs.writeFileSync(path.join(shop.folder, 'api/statussync'), 'a file where our folder belongs');
    const before = list(shop.folder).filter((line) => !/manifest/.test(line));
    const { code, err } = shop.install(null);
    assert.equal(code, 2);
    assert.match(err, /api\/statussync: cannot be made|cron\.php: cannot be written/);
    assert.deepEqual(list(shop.folder).filter((line) => !/manifest/.test(line)), before);
  });

  test('a folder that is no shop is refused', () => {
    const { code, err } = shop.cli(['install', shop.home], { options: [], codes: null });
    assert.equal(code, 2);
    assert.match(err, /has no includes\/configure\.php/);
  });
});

describe('update over an older version', () => {
  let shop;
  before(async () => { shop = await Shop.make(); shop.install(); });
  after(() => shop.remove());

  test('files of the older version that are no longer used go', () => {
    const manifest = path.join(shop.folder, 'includes/external/statussync/manifest.json');
    const old = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    const stale = path.join(shop.folder, 'includes/external/statussync/old.php');
    fs.writeFileSync(stale, '<?php');
    old.files['includes/external/statussync/old.php'] = require('node:crypto').createHash('sha256').update('<?php').digest('hex');
    old.version = '0.0.9';
    fs.writeFileSync(manifest, JSON.stringify(old));
    assert.match(shop.install().out, /updated from 0\.0\.9/);
    assert.ok(!fs.existsSync(stale));
  });

  test('tables are migrated while nobody else does it: a held lease is waited for; then they are of this version', () => {
    const version = () => shop.sql("SELECT value AS v FROM statussync_meta WHERE name = 'schema'")[0].v;
    shop.sql("UPDATE statussync_meta SET value = '0' WHERE name = 'schema'");
    shop.sql("REPLACE INTO statussync_lease (account, owner, fence, takeover, expires_at) VALUES ('', 'migrate-other', 1, 0, UNIX_TIMESTAMP() + 3)");
    const begun = Date.now();
    shop.install();
    assert.ok(Date.now() - begun > 1500, 'waited for the other program');
    const [, wanted] = /const VERSION = (\d+);/.exec(fs.readFileSync(path.join(ROOT, 'php_src/Store/Schema.php'), 'utf8'));
    assert.equal(version(), wanted);
    assert.equal(shop.cli(['account', 'list']).code, 0);
  });
});

describe('packages', () => {
  test('one command makes a zip for FTP and one for the module loader', async () => {
    const { spawnSync } = require('node:child_process');
    const shop = await Shop.make({ admin: 'admin' });
    const done = spawnSync(path.join(ROOT, 'bin/package'), ['modified', shop.home], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    const [ftp, mmlc] = done.stdout.trim().split('\n');
    const unpacked = (zip) => { // name => content
      const code = '$all = []; foreach (new RecursiveIteratorIterator(new PharData($argv[1])) as $f) $all[substr($f->getPathname(), strlen("phar://" . $argv[1]) + 1)]'
        + ' = base64_encode(file_get_contents($f->getPathname())); echo json_encode($all);';
      return JSON.parse(spawnSync('php', ['-r', code, zip], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout);
    };
    const below = (all, folder) => Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith(folder)).map(([name, text]) => [name.slice(folder.length), text]));
    const loader = unpacked(mmlc);
    const files = below(unpacked(ftp), 'shop-root/');
    assert.ok(Object.keys(files).length > 100 && files['admin/statussync.php']);
    assert.deepEqual(below(loader, 'src/'), files, 'both packages put the same into the shop');
    const text = (name) => Buffer.from(loader[name], 'base64').toString('utf8');
    assert.deepEqual(Object.keys(loader).filter((name) => !name.startsWith('src/')).sort(),
      ['LICENSE', 'README.md', 'changelog.md', 'docs/description.md', 'docs/install.md', 'docs/usage.md', 'moduleinfo.json']);
    const [, version] = /const NUMBER = '([\d.]+)'/.exec(fs.readFileSync(path.join(ROOT, 'php_src/Install/Version.php'), 'utf8'));
    const { modifiedCompatibility, php, ...info } = JSON.parse(text('moduleinfo.json'));
    assert.deepEqual(Object.keys(info).sort(), ['archiveName', 'category', 'description', 'developer', 'name', 'price', 'require', 'shortDescription', 'sourceDir', 'version']);
    assert.deepEqual([info.archiveName, info.sourceDir, info.version, info.require], ['statussync/statussync', 'src', version, {}]);
    assert.match(text('changelog.md'), new RegExp(`^## ${version.replaceAll('.', '\\.')}$`, 'm'));
    assert.equal(JSON.parse(text('src/includes/external/statussync/manifest.json')).version, version);
    const [, from, to, least] = /^Supported: (\d\.\d) to (\d\.\d), PHP (\d\.\d) to/m.exec(fs.readFileSync(path.join(ROOT, 'docs/shops/modified.md'), 'utf8'));
    const series = [...new Set(modifiedCompatibility.map((one) => /^\d+\.\d+(?=\.\d+$)/.exec(one)[0]))];
    assert.deepEqual([series[0], series.at(-1)], [from, to]);
    assert.deepEqual(php, { version: `>=${least}` });
    // copied by hand, then the module is installed in the shop's admin; "install" takes such a copy over
    spawnSync('php', ['-r', '(new PharData($argv[1]))->extractTo($argv[2]);', ftp, path.join(shop.home, 'unpacked')]);
    fs.cpSync(path.join(shop.home, 'unpacked/shop-root'), shop.folder, { recursive: true });
    assert.match(shop.install().out, /\b0 files/);
    shop.remove();
  });
});
