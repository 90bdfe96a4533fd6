import { type FileHandle, open } from 'node:fs/promises';
import { expectedError } from '../../../platform/errors/expected-error.ts';
import type { BreachSource } from './breach-source.ts';
import { sha1Hex } from './sha1-hex.ts';

/** Below this the bytes are read at once and searched as text. */
const WINDOW = 8 * 1_024;
/** More than a line has: 40 digits, a colon, a count, CR and LF. */
const MAX_LINE = 80;
const LINE = /^([0-9A-F]{40})(?::(\d+))?$/i;
/** Places at which the order is checked when the file is opened. */
const PROBES = 64;

interface Line {
  hash: string;
  count: number;
}

function parseLine(text: string): Line | undefined {
  const [, hash, count = '1'] = LINE.exec(text.trimEnd()) ?? [];
  return hash ? { hash: hash.toUpperCase(), count: Number(count) } : undefined;
}

export interface OfflineSet extends BreachSource {
  close(): Promise<void>;
}

/**
 * A file of breached passwords as they can be downloaded: lines `<SHA-1 in hex>:<count>` (the count
 * may be absent), sorted by hash, of any size. It is never loaded: a question takes some twenty
 * reads. Replace it by renaming a new one over it, and restart. Rejects with an explained error where
 * the file cannot be read, or is not sorted or not of this form as far as samples tell.
 */
export async function openOfflineSet(path: string): Promise<OfflineSet> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw expectedError(`The list of breached passwords cannot be opened: ${error.code}`, error);
  });
  try {
    const { size } = await file.stat();
    await checkFile(file, size);
    return {
      isBreached: (password) => search(file, size, sha1Hex(password)),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function read(file: FileHandle, from: number, length: number): Promise<string> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.toString('latin1', 0, filled);
}

/** The first whole line that begins at `offset` or after it. */
async function lineAfter(file: FileHandle, offset: number): Promise<Line | undefined> {
  // One byte earlier: a line that begins exactly at the offset follows a line end.
  const from = Math.max(0, offset - 1);
  const text = await read(file, from, 2 * MAX_LINE);
  const start = offset === 0 ? 0 : text.indexOf('\n') + 1;
  if (offset > 0 && start === 0) return undefined;
  return parseLine(text.slice(start).split('\n', 1)[0] ?? '');
}

/** Bisects bytes. The line, if there is one, begins at `low` or later, and before `high`. */
async function search(file: FileHandle, size: number, wanted: string): Promise<boolean> {
  let low = 0;
  let high = size;
  while (high - low > WINDOW) {
    const middle = Math.floor((low + high) / 2);
    const line = await lineAfter(file, middle);
    if (!line) throw new Error(`the list of breached passwords is damaged near byte ${middle}`);
    if (line.hash === wanted) return line.count > 0;
    if (line.hash < wanted) low = middle;
    else high = middle;
  }
  const lines = (await read(file, low, high - low + MAX_LINE)).split('\n').map(parseLine);
  return lines.some((line) => line?.hash === wanted && line.count > 0);
}

async function checkFile(file: FileHandle, size: number): Promise<void> {
  const wrong = (what: string) =>
    expectedError(`The list of breached passwords ${what}. Lines must be <SHA-1>:<count>, sorted.`);
  if (size === 0) throw wrong('is empty');
  let previous = '';
  for (let probe = 0; probe < PROBES; probe += 1) {
    const line = await lineAfter(file, Math.floor((size * probe) / PROBES));
    // The last places of a short file lie in its last line.
    if (!line && (probe === 0 || size > PROBES * MAX_LINE)) throw wrong('is not of the right form');
    if (line && line.hash < previous) throw wrong('is not sorted');
    previous = line?.hash ?? previous;
  }
}
