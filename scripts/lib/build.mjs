// TypeScript to dist/.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesUnder } from './files.mjs';
import { packageScript, ROOT, runNode } from './run.mjs';

/** What `selvage` runs. */
export const ENTRY = join(ROOT, 'dist', 'src', 'cli', 'main.js');
// Not in dist/, which is published.
const STAMP = join(ROOT, '.cache', 'build-stamp');

function sources() {
  return [...filesUnder('src'), ...filesUnder('migrations')].filter(
    (file) => !file.endsWith('.test.ts') && !file.startsWith('src/testing/'),
  );
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'tsconfig.json', 'tsconfig.build.json', ...sources()]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Removes what an earlier build left of sources that are gone. */
function removeStale() {
  const expected = new Set(
    sources()
      .map((file) => `dist/${file.replace(/\.ts$/, '.js')}`)
      .flatMap((file) => [file, `${file}.map`]),
  );
  for (const file of filesUnder('dist')) {
    if (!expected.has(file)) rmSync(join(ROOT, file), { force: true });
  }
}

export async function build() {
  // Before compiling: sources that change meanwhile make the result stale.
  const stamp = fingerprint();
  rmSync(STAMP, { force: true });
  removeStale();
  const tsc = packageScript('typescript', 'bin/tsc');
  if ((await runNode([tsc, '-p', 'tsconfig.build.json'])) !== 0) throw new Error('tsc failed');
  if (existsSync(ENTRY)) chmodSync(ENTRY, 0o755);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamp);
}

/** Builds unless dist/ is what the sources say. */
export async function ensureBuilt() {
  if (existsSync(ENTRY) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint())
    return;
  console.error('Building ...');
  await build();
}
