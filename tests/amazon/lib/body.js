'use strict';

const { invalid } = require('./answer');

// Strict JSON bodies. A shape is 'string', 'integer', [shape] for a list,
// { '*': shape } for a map, or { key: shape, 'key?': shape } for an object.
function check(value, shape, path, found) {
  if (shape === 'string') return typeof value === 'string' ? undefined : found.type.push(path);
  if (shape === 'integer') return Number.isInteger(value) ? undefined : found.type.push(path);
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return found.type.push(path);
    return value.forEach((entry, i) => check(entry, shape[0], `${path}[${i}]`, found));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return found.type.push(path || 'body');
  const at = (key) => (path ? `${path}.${key}` : key);
  if (shape['*']) return Object.keys(value).forEach((key) => check(value[key], shape['*'], at(key), found));
  return checkKeys(value, shape, at, found);
}

function checkKeys(value, shape, at, found) {
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(shape, key) && !Object.hasOwn(shape, `${key}?`)) found.unknown.push(at(key));
  }
  for (const [name, inner] of Object.entries(shape)) {
    const key = name.replace(/\?$/, '');
    if (Object.hasOwn(value, key)) check(value[key], inner, at(key), found);
    else if (key === name) found.missing.push(at(key));
  }
}

function demand(value, shape) {
  const found = { missing: [], unknown: [], type: [] };
  check(value, shape, '', found);
  const said = [];
  if (found.missing.length) said.push(`missing required fields [${found.missing.join(', ')}]`);
  if (found.unknown.length) said.push(`unknown fields [${found.unknown.join(', ')}]`);
  if (found.type.length) said.push(`fields with invalid type [${found.type.join(', ')}]`);
  if (said.length) throw invalid(`Request has ${said.join('; ')}`);
}

module.exports = { demand };
