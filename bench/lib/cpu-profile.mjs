// Reads what profiler.mjs wrote: where the main thread spent its time.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../scripts/lib/run.mjs';

/** Self time in these is not work. */
const IDLE = new Set(['(idle)', '(root)']);
const SHOWN = 45;

/**
 * @typedef {object} Node
 * @property {number} id
 * @property {{ functionName: string; url: string; lineNumber: number }} callFrame
 * @property {number[]} [children]
 */

/** @param {Node} node */
function label({ callFrame: { functionName, url, lineNumber } }) {
  const path = url.startsWith('file:') ? relative(ROOT, fileURLToPath(url)) : url;
  const place = path.replace(/^node_modules\//, '').replace(/^dist\//, '');
  return `${functionName || '(anonymous)'}${place === '' ? '' : `  ${place}:${lineNumber + 1}`}`;
}

/**
 * Microseconds by function: alone, and with everything it called.
 * @param {string} file
 */
function times(file) {
  /** @type {{ nodes: Node[]; samples: number[]; timeDeltas: number[] }} */
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** @type {Map<number, number>} */
  const spent = new Map();
  for (const [index, id] of samples.entries()) {
    spent.set(id, (spent.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  }
  /** @type {Map<string, number>} */
  const self = new Map();
  /** @type {Map<string, number>} */
  const total = new Map();
  const add = (/** @type {Map<string, number>} */ map, /** @type {string} */ key, us = 0) =>
    map.set(key, (map.get(key) ?? 0) + us);

  /** @param {number} id @param {Set<string>} above @returns {number} */
  const visit = (id, above) => {
    const node = byId.get(id);
    if (!node || node.callFrame.functionName === '(idle)') return 0;
    const name = label(node);
    const own = spent.get(id) ?? 0;
    if (!IDLE.has(node.callFrame.functionName)) add(self, name, own);
    // A function that calls itself counts once.
    const first = !above.has(name);
    if (first) above.add(name);
    const inclusive = (node.children ?? []).reduce((sum, child) => sum + visit(child, above), own);
    if (first) {
      above.delete(name);
      add(total, name, inclusive);
    }
    return inclusive;
  };
  const busy = visit(nodes[0]?.id ?? 0, new Set());
  return { self, total, busy };
}

/** @param {Map<string, number>} map @param {number} busy */
const lines = (map, busy) =>
  [...map]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([name, us]) => `${((us / busy) * 100).toFixed(1).padStart(6)} %  ${name}`)
    .join('\n');

/** A profile as text. @param {string} file */
export function profileText(file) {
  const { self, total, busy } = times(file);
  return `${file}\n\nalone\n${lines(self, busy)}\n\nwith what they called\n${lines(total, busy)}\n`;
}
