import { createHash } from 'node:crypto';
import { apiError, type ErrorType } from './catalogue.ts';

/** A place in the order of the results. */
export interface Place {
  createdAt: number;
  id: string;
}

/** Where a page ended, and what the first page counted. */
export interface Cursor {
  last: Place;
  total: number;
}

const VERSION = 1;
const DIGEST_BYTES = 9;

/** Names a query, so that a cursor of another one is told from this one's. No secret. */
export const queryDigest = (environmentId: string, query: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([environmentId, query]))
    .digest()
    .subarray(0, DIGEST_BYTES)
    .toString('base64url');

export const encodeCursor = (digest: string, { last, total }: Cursor): string =>
  Buffer.from(JSON.stringify([VERSION, digest, total, last.createdAt, last.id])).toString(
    'base64url',
  );

function parse(text: string): unknown {
  // Node skips characters that are not base64url; a cursor of ours has none.
  if (!/^[A-Za-z0-9_-]{1,400}$/.test(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What a search says of its cursors. */
export interface CursorRules {
  invalid: ErrorType;
  isId(text: string): boolean;
}

/** Throws what `rules` say unless it is one of ours for this very query. */
export function decodeCursor(text: string, digest: string, { invalid, isId }: CursorRules): Cursor {
  const parts = parse(text);
  if (!Array.isArray(parts) || parts.length !== 5) throw apiError(invalid);
  const [version, query, total, createdAt, id] = parts as unknown[];
  const valid =
    version === VERSION &&
    query === digest &&
    Number.isSafeInteger(total) &&
    (total as number) >= -1 &&
    Number.isSafeInteger(createdAt) &&
    typeof id === 'string' &&
    isId(id);
  if (!valid) throw apiError(invalid);
  return { last: { createdAt: createdAt as number, id: id as string }, total: total as number };
}
