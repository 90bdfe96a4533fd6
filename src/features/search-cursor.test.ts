import { describe, expect, it } from 'vitest';
import { isUuid } from '../platform/ids.ts';
import { decodeCursor, encodeCursor, queryDigest } from './search-cursor.ts';

const cursor = {
  last: { createdAt: 1_700_000_000_000, id: '0190163d-8694-739b-aea5-966c26f8ad90' },
  total: 42,
};
const rules = { invalid: 'user_search_invalid_cursor', isId: isUuid } as const;
const digest = queryDigest('environment', ['and', []]);
const encoded = encodeCursor(digest, cursor);
const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const invalid = expect.objectContaining({ type: 'user_search_invalid_cursor' });

describe('a search cursor', () => {
  it('comes back as it was given', () => {
    expect(decodeCursor(encoded, digest, rules)).toEqual(cursor);
  });

  it('is of letters that need no escape in a URL', () => {
    expect(encoded).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('is refused for another query and for another environment', () => {
    for (const other of [
      queryDigest('environment', ['or', []]),
      queryDigest('other', ['and', []]),
    ]) {
      expect(() => decodeCursor(encoded, other, rules)).toThrow(invalid);
    }
  });

  const { createdAt, id } = cursor.last;
  it.each([
    ['empty', ''],
    ['no base64url', 'ö'],
    ['with padding', `${encoded}=`],
    ['cut', encoded.slice(0, -4)],
    ['too long', 'a'.repeat(10_000)],
    ['no list', forged({})],
    ['null', forged(null)],
    ['of another version', forged([2, digest, 1, createdAt, id])],
    ['without an instant', forged([1, digest, 1, null, id])],
    ['with a text for an instant', forged([1, digest, 1, '0', id])],
    ['with a fraction for an instant', forged([1, digest, 1, 0.5, id])],
    ['with an impossible total', forged([1, digest, -2, createdAt, id])],
    ['with an id that is none', forged([1, digest, 1, createdAt, "' or 1=1"])],
    ['with more members', forged([1, digest, 1, createdAt, id, 1])],
  ])('%s is refused', (_name, text) => {
    expect(() => decodeCursor(text, digest, rules)).toThrow(invalid);
  });
});
