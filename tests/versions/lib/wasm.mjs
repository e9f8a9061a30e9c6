// Compiles every PHP file of php_src with the PHP versions that Debian has not: in WebAssembly, from
// npm, installed below build/ on first use. Last line: N passed, N failed, N skipped.
// usage: node wasm.mjs CHECKOUT
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const RELEASE = '3.1.56';
const VERSIONS = ['8.0', '8.1', '8.3'];
const packageOf = (version) => `@php-wasm/node-${version.replace('.', '-')}`;
const root = process.argv[2];
const home = join(root, 'build', 'php-wasm');

// Only the interpreters wanted, and no scripts of theirs.
function install() {
  const names = ['@php-wasm/universal', ...VERSIONS.map(packageOf)];
  if (names.every((name) => existsSync(join(home, 'node_modules', name, 'package.json')))) {
    return;
  }
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"private": true}\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, ...names.map((name) => `${name}@${RELEASE}`)], {
    cwd: home,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 300000,
  });
}

async function load(name) {
  const found = createRequire(join(home, 'package.json')).resolve(name);
  return import(pathToFileURL(found));
}

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : path.endsWith('.php') ? [path] : [];
    })
    .sort();

// These builds have no "php -l". Including a file compiles all of it, and a return put behind what
// has to stand first keeps it from running. Each file is a request of its own.
const LINT = `<?php
error_reporting(-1);
ini_set('display_errors', '1');
ini_set('html_errors', '0');
$source = file_get_contents('/file.php');
$head = '/\\A<\\?php\\b(?:\\s|\\/\\/[^\\n]*|\\#[^\\n]*|\\/\\*.*?\\*\\/|declare\\s*\\([^)]*\\)\\s*;|namespace\\s+[\\w\\\\\\\\]+\\s*;)*/s';
file_put_contents('/file.php', preg_replace($head, '$0return;', $source, 1, $found));
if ($found !== 1) {
    echo 'no opening tag';
    return;
}
try {
    include '/file.php';
    echo 'compiled';
} catch (\\Throwable $e) {
    echo $e->getMessage(), ' on line ', $e->getLine();
}`;

async function faultsOf(version, files) {
  const { PHP, loadPHPRuntime } = await load('@php-wasm/universal');
  const { getPHPLoaderModule } = await load(packageOf(version));
  const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule(), { processId: 1 }));
  const said = (await php.run({ code: '<?php echo PHP_VERSION;' })).text;
  if (!said.startsWith(`${version}.`)) {
    throw new Error(`this is PHP ${said}, not ${version}`);
  }
  const faults = [];
  for (const file of files) {
    php.writeFile('/file.php', readFileSync(file));
    const { text } = await php.run({ code: LINT }).catch((error) => ({ text: String(error.message) }));
    if (text !== 'compiled') {
      faults.push(`${file.slice(root.length + 1)}: ${text.trim()}`);
    }
  }
  return { said, faults };
}

async function main() {
  const files = filesBelow(join(root, 'php_src'));
  const count = { passed: 0, failed: 0, skipped: 0 };
  try {
    install();
  } catch (error) {
    console.log(`skipped: wasm: the interpreters cannot be installed: ${error.message.split('\n')[0]}`);
    count.skipped = VERSIONS.length;
  }
  for (const version of count.skipped > 0 ? [] : VERSIONS) {
    const { said, faults } = await faultsOf(version, files).catch((e) => ({ said: version, faults: [e.message] }));
    console.log(`${faults.length > 0 ? 'FAIL' : 'ok  '} wasm (${said}): ${files.length} files of php_src compile`);
    faults.flatMap((fault) => fault.split('\n')).forEach((line) => console.log(`  | ${line}`));
    count[faults.length > 0 ? 'failed' : 'passed'] += 1;
  }
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exit(count.failed > 0 ? 1 : 0);
}

await main();
