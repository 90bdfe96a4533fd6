// Keeps the direction http -> features -> platform, files small, and columns listed.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { filesUnder } from './lib/files.mjs';
import { ROOT } from './lib/run.mjs';

const MAX_LINES = 500;
const IMPORT =
  /(?:^|[;\s])(?:import|export)\b[^'"`;]*?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g;
const GENERATED = /^\/[/*].*generated/i;

/**
 * PostgreSQL refuses a prepared statement whose result has other columns than when it was prepared:
 * after a migration every node that still runs the version before would fail.
 */
const ALL_COLUMNS = /\b(selectAll|returningAll)\(|\breturning \*/;

/** @type {string[]} */
const problems = [];

/** @param {string} file */
const feature = (file) => /^src\/features\/([^/]+)\//.exec(file)?.[1];

/**
 * @param {string} from the importing file
 * @param {string} to the imported file, or what lies outside the rules
 * @returns {string | undefined} the rule it breaks
 */
function brokenRule(from, to) {
  if (from.startsWith('acceptance/')) {
    return to.startsWith('src/') ? 'acceptance tests know the server only from outside' : undefined;
  }
  // Tests build the world they need.
  if (from.endsWith('.test.ts') || from.startsWith('src/testing/')) return undefined;
  if (to.startsWith('src/testing/')) return 'the product may not use test helpers';
  if (from.startsWith('src/platform/') && /^src\/(features|http|cli|main\.ts)/.test(to)) {
    return 'platform may not know features, http or cli';
  }
  const own = feature(from);
  if (own === undefined) return undefined;
  if (to.endsWith('.store.ts') && feature(to) !== own) {
    return "a feature may use another's service, not its store";
  }
  // Operations, and the shapes they share, are what http is made of.
  const surface = /^src\/features\/[^/]+\/((api|sdk|management)\/|([\w-]+\.)?wire\.ts$)/.test(from);
  if (to.startsWith('src/http/') && !surface)
    return "only a feature's operations and wire shapes know http";
  return undefined;
}

/** @type {number[]} */
const sizes = [];
for (const file of [...filesUnder('src'), ...filesUnder('acceptance')]) {
  if (!/\.(ts|mts|mjs)$/.test(file)) continue;
  const text = readFileSync(join(ROOT, file), 'utf8');
  for (const match of text.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2] ?? '';
    if (!specifier.startsWith('.')) continue;
    const target = posix.join(posix.dirname(file), specifier);
    const rule = brokenRule(file, target);
    if (rule) problems.push(`${file} imports ${target}: ${rule}`);
  }
  if (!file.startsWith('src/') || file.endsWith('.test.ts') || GENERATED.test(text)) continue;
  if (ALL_COLUMNS.test(text)) problems.push(`${file} takes all columns: list them`);
  const lines = text.split('\n').length - 1;
  sizes.push(lines);
  if (lines > MAX_LINES) problems.push(`${file} has ${lines} lines, more than ${MAX_LINES}`);
}

sizes.sort((a, b) => a - b);
/** @param {number} part */
const quantile = (part) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * part))] ?? 0;
console.log(
  `${sizes.length} source files: lines median ${quantile(0.5)}, p90 ${quantile(0.9)}, max ${sizes.at(-1) ?? 0}`,
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
