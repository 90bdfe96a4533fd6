// What processes used, from Linux's /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** @param {string | number} pid @returns {{ parent: number; ticks: number } | undefined} */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // "pid (name) state parent ...": the name may hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // it ended meanwhile
  }
}

/** A process and what it started. @param {number} root @returns {number[]} */
export function processTree(root) {
  /** @type {Map<number, number>} */
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (stat) parents.set(Number(name), stat.parent);
  }
  const tree = [root];
  for (const parent of tree) {
    for (const [pid, of] of parents) if (of === parent) tree.push(pid);
  }
  return tree;
}

/** Seconds of processor time, user and system, all threads. @param {number[]} pids */
export const cpuSeconds = (pids) =>
  pids.reduce((sum, pid) => sum + (statOf(pid)?.ticks ?? 0), 0) / TICKS_A_SECOND;

/**
 * Counts from now: answers what tells the seconds of processor time since. A process that ended
 * meanwhile counts for nothing; subtracting sums would count its whole life off.
 * @param {number[]} pids
 */
export function stopwatch(pids) {
  const before = pids.map((pid) => cpuSeconds([pid]));
  return () =>
    pids.reduce((sum, pid, index) => {
      const stat = statOf(pid);
      return stat ? sum + stat.ticks / TICKS_A_SECOND - (before[index] ?? 0) : sum;
    }, 0);
}

/** Resident set in MB (1e6 bytes) of each process. @param {number[]} pids */
export const residentMegabytes = (pids) =>
  pids.map((pid) => {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kib) * 1_024) / 1e6;
  });
