// npm test: installs what is missing, then runs every check and test, and stops at the first step
// that fails.
//
//   npm test                                    everything
//   npm test -- --ring unit                     one ring: checks, unit, integration, acceptance, compat
//   npm test -- --ring integration users/       only test files whose path holds "users/"
import './lib/check-node.mjs';

// Loaded only now: an old Node has been told already.
const { existsSync } = await import('node:fs');
const { join } = await import('node:path');
const { parseArgs } = await import('node:util');
const { build } = await import('./lib/build.mjs');
const { runCompat } = await import('./lib/compat.mjs');
const { ensureInstalled } = await import('./lib/install.mjs');
const { packageScript, ROOT, runNode } = await import('./lib/run.mjs');
const { canDiffSpec, diffSpec } = await import('./lib/spec-diff.mjs');
const { runVitest } = await import('./lib/vitest.mjs');

const RINGS = ['checks', 'unit', 'integration', 'acceptance', 'compat'];

const { values, positionals } = parseArgs({
  options: { ring: { type: 'string', multiple: true, default: RINGS } },
  allowPositionals: true,
});
const unknown = values.ring.filter((ring) => !RINGS.includes(ring));
if (unknown.length > 0) {
  console.error(`no such ring: ${unknown.join(', ')}; there are ${RINGS.join(', ')}`);
  process.exit(2);
}

const totals = { passed: 0, failed: 0, skipped: 0 };

/** @param {number} code */
const succeeded = (code) => code === 0;
/** @param {string[]} args */
const node = async (...args) => succeeded(await runNode(args));
/** @param {Promise<import('./lib/vitest.mjs').Outcome>} outcome */
const counted = async (outcome) => {
  const { passed, failed, skipped } = await outcome;
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  return failed === 0;
};

const GENERATED = 'scripts/check-generated.mjs';
const tsc = packageScript('typescript', 'bin/tsc');

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string[]} rings the rings that need it
 * @property {() => Promise<boolean>} run whether it succeeded
 * @property {() => boolean} [applies] default: always
 */

/** @type {Step[]} */
const steps = [
  { title: 'dependencies', rings: RINGS, run: () => ensureInstalled().then(() => true) },
  {
    title: 'types',
    rings: ['checks'],
    run: async () =>
      (await node(tsc, '--noEmit', '-p', 'tsconfig.json')) &&
      (await node(tsc, '--noEmit', '-p', 'scripts/tsconfig.json')),
  },
  {
    title: 'lint and format',
    rings: ['checks'],
    run: () => node(packageScript('@biomejs/biome', 'bin/biome'), 'check', '.'),
  },
  {
    title: 'unused code',
    rings: ['checks'],
    run: () => node(packageScript('knip', 'bin/knip.js')),
  },
  { title: 'boundaries', rings: ['checks'], run: () => node('scripts/check-boundaries.mjs') },
  { title: 'licences', rings: ['checks'], run: () => node('scripts/check-licenses.mjs') },
  {
    title: 'build',
    rings: ['checks', 'acceptance', 'compat'],
    run: () => build().then(() => true),
  },
  {
    title: 'generated facts are current',
    rings: ['checks'],
    applies: () => existsSync(join(ROOT, GENERATED)),
    run: () => node(GENERATED),
  },
  {
    title: 'API description against the reference',
    rings: ['checks'],
    applies: canDiffSpec,
    run: async () => succeeded(await diffSpec()),
  },
  {
    title: 'unit tests',
    rings: ['unit'],
    run: () => counted(runVitest(['unit'], positionals)),
  },
  {
    title: 'integration tests on both databases',
    rings: ['integration'],
    run: () => counted(runVitest(['integration-sqlite', 'integration-postgres'], positionals)),
  },
  {
    title: 'acceptance tests',
    rings: ['acceptance'],
    run: () => counted(runVitest(['acceptance'], positionals)),
  },
  { title: 'the newest Node', rings: ['compat'], run: () => counted(runCompat()) },
];

/** @param {Step} step @returns {Promise<boolean>} */
async function perform(step) {
  console.log(`\n== ${step.title}`);
  const begin = performance.now();
  let good = false;
  try {
    good = await step.run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`-- ${step.title}: ${good ? 'good' : 'FAILED'} (${seconds} s)`);
  return good;
}

let good = true;
for (const step of steps) {
  if (!step.rings.some((ring) => values.ring.includes(ring)) || step.applies?.() === false)
    continue;
  good = await perform(step);
  if (!good) break;
}
if (!good) process.exitCode = 1;
// A check that is no test counts too: nobody shall read "0 failed" after a failure.
if (!good && totals.failed === 0) totals.failed = 1;
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
