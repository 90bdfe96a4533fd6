// What users install with Selvage must carry a permissive licence.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/run.mjs';

const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'ISC',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]);

/**
 * @param {string} expression SPDX: "A", "A OR B", "(A AND B)"
 * @returns {boolean}
 */
function allowed(expression) {
  const bare = expression.replace(/[()]/g, '');
  return bare
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((name) => ALLOWED.has(name.trim())));
}

/** @param {{ license?: unknown, licenses?: unknown }} manifest @returns {string} */
function licenceOf({ license, licenses }) {
  const [first] = Array.isArray(licenses) ? licenses : [licenses];
  const value = license ?? first;
  if (typeof value === 'object' && value !== null && 'type' in value) return String(value.type);
  return typeof value === 'string' ? value : 'none given';
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
let count = 0;
/** @type {string[]} */
const offenders = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.dev || entry.devOptional) continue;
  const manifest = join(ROOT, path, 'package.json');
  // An optional package of another platform is not installed; the lock file knows its licence.
  const found = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : entry;
  const licence = licenceOf(found);
  count += 1;
  if (!allowed(licence)) offenders.push(`${path}: ${licence}`);
}
console.log(`${count} production dependencies, ${offenders.length} with another licence`);
for (const offender of offenders) console.error(offender);
process.exitCode = offenders.length > 0 ? 1 : 0;
