import { describe, expect, test } from 'vitest';
import { mergeCustomClaims } from './custom-claims.ts';

const refused = (type: string) => expect.objectContaining({ type });

/** `{"a":"..."}` of exactly so many bytes. */
const ofBytes = (bytes: number, filler = 'x') => {
  const room = bytes - Buffer.byteLength('{"a":""}');
  return { a: filler.repeat(room / Buffer.byteLength(filler)) };
};

describe('custom claims', () => {
  test('merge at every depth', () => {
    const stored = { a: { b: { c: 1, d: 2 } }, e: 3 };
    const given = { a: { b: { c: 9, f: 4 } } };
    expect(mergeCustomClaims(stored, given)).toEqual({ a: { b: { c: 9, d: 2, f: 4 } }, e: 3 });
  });

  test('null deletes a key at any depth, also one that is not there', () => {
    const stored = { a: { b: 1, c: 2 }, d: 3 };
    expect(mergeCustomClaims(stored, { a: { b: null, x: null }, d: null, y: null })).toEqual({
      a: { c: 2 },
    });
    expect(mergeCustomClaims({}, { a: { b: null } })).toEqual({ a: {} });
  });

  test('scalars and lists replace what was there, and are replaced', () => {
    expect(mergeCustomClaims({ a: [1, 2] }, { a: [3] })).toEqual({ a: [3] });
    expect(mergeCustomClaims({ a: { b: 1 } }, { a: 'text' })).toEqual({ a: 'text' });
    expect(mergeCustomClaims({ a: [1] }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
    expect(mergeCustomClaims({ a: 'text' }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  });

  test('a null in a list is a value', () => {
    expect(mergeCustomClaims({}, { a: [null, 1] })).toEqual({ a: [null, 1] });
  });

  test('leave what was stored untouched', () => {
    const stored = { a: { b: 1 } };
    mergeCustomClaims(stored, { a: { b: 2 } });
    expect(stored).toEqual({ a: { b: 1 } });
  });

  test.each(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])(
    'ignore the registered name %s at the top, and keep it below',
    (name) => {
      expect(mergeCustomClaims({ a: 1 }, { [name]: 'x', b: 2 })).toEqual({ a: 1, b: 2 });
      expect(mergeCustomClaims({}, { a: { [name]: 'x' } })).toEqual({ a: { [name]: 'x' } });
    },
  );

  test.each(['https://stytch.com/session', 'https://stytch.com/', 'https://stytch.com/roles'])(
    'refuse a name in the namespace of the API: %s',
    (name) => {
      expect(() => mergeCustomClaims({}, { [name]: {} })).toThrow(
        refused('stytch_claims_in_custom_claims'),
      );
      expect(() => mergeCustomClaims({}, { [name]: null })).toThrow(
        refused('stytch_claims_in_custom_claims'),
      );
    },
  );

  test('take names that only look like it, such as those of other vendors', () => {
    const claims = {
      'https://hasura.io/jwt/claims': { role: 'user' },
      'https://stytch.community': 1,
    };
    expect(mergeCustomClaims({}, claims)).toEqual(claims);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'take a name that every object inherits for one of their own: %s',
    (name) => {
      expect(mergeCustomClaims({}, { [name]: { x: 1 } })).toEqual({ [name]: { x: 1 } });
    },
  );

  test('never touch the prototype of objects', () => {
    const given = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}');
    const merged = mergeCustomClaims({}, given);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(merged['polluted']).toBeUndefined();
    expect(JSON.parse(JSON.stringify(merged))).not.toHaveProperty('polluted');
  });

  test.each(['x', 'ü'])('may hold 4096 bytes of JSON in UTF-8, filled with %s', (filler) => {
    expect(() => mergeCustomClaims({}, ofBytes(4_096, filler))).not.toThrow();
    expect(() => mergeCustomClaims({}, ofBytes(4_098, filler))).toThrow(
      refused('custom_claims_too_large'),
    );
  });

  test('count their bytes after the merge', () => {
    const stored = ofBytes(4_000);
    expect(() => mergeCustomClaims(stored, { b: 'x'.repeat(100) })).toThrow(
      refused('custom_claims_too_large'),
    );
    expect(() => mergeCustomClaims(stored, { a: null, b: 'x'.repeat(4_000) })).not.toThrow();
  });
});
