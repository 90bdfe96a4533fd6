// Generated facts are committed; with --check they are compared instead of written.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const checking = process.argv.includes('--check');

/**
 * Writes a generated file, or with --check fails where the committed one differs.
 * @param {string} path from the root of the repository
 * @param {string} text
 */
export async function writeGenerated(path, text) {
  const file = join(root, path);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (before === text) return;
  if (checking) {
    console.error(`${path} is stale: run npm run generate and commit the result.`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${path}`);
}
