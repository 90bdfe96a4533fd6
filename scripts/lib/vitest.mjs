// Running test projects and counting their tests.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './run.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed at least 1 when the run failed for any reason
 * @property {number} skipped
 */

/**
 * @param {string[]} projects
 * @param {string[]} filters only files whose path holds one of these
 * @param {{ root?: string, node?: string }} [where] another checkout, another Node
 * @returns {Promise<Outcome>}
 */
export async function runVitest(projects, filters, { root = ROOT, node = process.execPath } = {}) {
  const folder = join(ROOT, '.cache', 'test');
  const report = join(folder, `${projects.join('+')}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const code = await run(
    node,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...projects.map((project) => `--project=${project}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...filters,
    ],
    { cwd: root },
  );
  const totals = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const failed = totals.numFailedTests ?? 0;
  return {
    passed: totals.numPassedTests ?? 0,
    // A file that cannot be loaded fails without a test that fails.
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped: (totals.numPendingTests ?? 0) + (totals.numTodoTests ?? 0),
  };
}
