'use strict';

// An old PHP's command line: PHP 5.6 in WebAssembly. usage: node cli56.js FOLDER FILE [ARGUMENT ...]; FILE lies below FOLDER
const { PHP } = require('@php-wasm/node');

const [root, ...argv] = process.argv.slice(2);

PHP.load('5.6').then(async (php) => {
  php.mkdirTree(root);
  php.mount({ root }, root);
  process.exitCode = await php.cli(['php', ...argv]);
});
