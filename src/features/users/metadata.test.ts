import { describe, expect, test } from 'vitest';
import { mergeMetadata } from './metadata.ts';

const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));

/** `{"a":"..."}` of exactly so many bytes. */
const ofBytes = (bytes: number, filler = 'x') => {
  const room = bytes - Buffer.byteLength('{"a":""}');
  return { a: filler.repeat(room / Buffer.byteLength(filler)) };
};

describe('metadata', () => {
  test('not given stays as it is', () => {
    const stored = { a: 1 };
    expect(mergeMetadata(stored, undefined)).toBe(stored);
    expect(mergeMetadata(stored, {})).toEqual(stored);
  });

  test('merges at the top level only: a given key replaces the whole value', () => {
    expect(mergeMetadata({ a: { x: 1 }, b: 1 }, { a: { y: 2 } })).toEqual({ a: { y: 2 }, b: 1 });
    expect(mergeMetadata({ a: [1, 2] }, { a: [3] })).toEqual({ a: [3] });
  });

  test('null deletes a key at the top level and is a value below', () => {
    expect(mergeMetadata({ a: 1, b: 2 }, { a: null, missing: null })).toEqual({ b: 2 });
    expect(mergeMetadata({}, { a: { x: null } })).toEqual({ a: { x: null } });
  });

  test('false, zero and empty values are values', () => {
    const given = { a: false, b: 0, c: '', d: [], e: {} };
    expect(mergeMetadata({}, given)).toEqual(given);
  });

  test('leaves what was stored untouched', () => {
    const stored = { a: 1 };
    mergeMetadata(stored, { a: null, b: 2 });
    expect(stored).toEqual({ a: 1 });
  });

  test('may hold 20 keys, counted after the merge', () => {
    expect(Object.keys(mergeMetadata({}, keys(20)))).toHaveLength(20);
    expect(() => mergeMetadata({}, keys(21))).toThrow(
      expect.objectContaining({ type: 'metadata_too_many_keys' }),
    );
    expect(() => mergeMetadata(keys(20), { one_more: 1 })).toThrow(
      expect.objectContaining({ type: 'metadata_too_many_keys' }),
    );
    expect(() => mergeMetadata(keys(20), { key0: null, one_more: 1 })).not.toThrow();
  });

  test.each(['x', 'ü'])('may hold 4096 bytes of JSON in UTF-8, filled with %s', (filler) => {
    expect(() => mergeMetadata({}, ofBytes(4_096, filler))).not.toThrow();
    expect(() => mergeMetadata({}, ofBytes(4_098, filler))).toThrow(
      expect.objectContaining({ type: 'metadata_too_large' }),
    );
  });

  test('counts its bytes after the merge', () => {
    const stored = ofBytes(4_000);
    expect(() => mergeMetadata(stored, { b: 'x'.repeat(100) })).toThrow(
      expect.objectContaining({ type: 'metadata_too_large' }),
    );
    expect(() => mergeMetadata(stored, { a: null, b: 'x'.repeat(4_000) })).not.toThrow();
  });
});
