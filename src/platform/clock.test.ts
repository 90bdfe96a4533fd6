import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTimestamp, toTimestamp } from './clock.ts';

test('a timestamp is UTC in whole seconds, cut and not rounded', () => {
  expect(toTimestamp(Date.UTC(2025, 3, 8, 17, 42, 4, 999))).toBe('2025-04-08T17:42:04Z');
  expect(toTimestamp(0)).toBe('1970-01-01T00:00:00Z');
});

test('a timestamp is the beginning of what ECMAScript says, for any instant of four-digit years', () => {
  const instants = fc.integer({ min: Date.UTC(-1, 0), max: Date.UTC(9999, 11, 31) });
  fc.assert(
    fc.property(instants, (instant) => {
      const text = new Date(instant).toISOString();
      expect(toTimestamp(instant)).toBe(text.replace(/\.\d{3}Z$/, 'Z'));
    }),
  );
});

describe('parseTimestamp', () => {
  const instant = Date.UTC(2025, 3, 8, 17, 42, 4);

  test.each([
    ['2025-04-08T17:42:04Z', instant],
    ['2025-04-08t17:42:04z', instant],
    ['2025-04-08T19:42:04+02:00', instant],
    ['2025-04-08T17:42:04.5Z', instant + 500],
    ['2025-04-08T17:42:04.123456789Z', instant + 123],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0001-01-01T00:00:00Z', Date.parse('0001-01-01T00:00:00Z')],
  ])('reads %s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  test.each([
    '',
    '2025-04-08',
    '2025-04-08T17:42:04',
    '2025-04-08 17:42:04Z',
    '2025-04-08T17:42Z',
    '2025-04-08T17:42:04+0200',
    '2025-04-08T17:42:04.Z',
    '2025-13-08T17:42:04Z',
    '2025-04-31T17:42:04Z',
    '2025-02-29T00:00:00Z',
    '2025-04-08T24:00:00Z',
    '2025-04-08T25:42:04Z',
    '2025-04-08T17:60:04Z',
    '2025-04-08T17:42:04+25:00',
    '+12025-04-08T17:42:04Z',
    '1744134124000',
    ' 2025-04-08T17:42:04Z',
    '2025-04-08T17:42:04Z\n',
    'Tue, 08 Apr 2025 17:42:04 GMT',
  ])('refuses "%s"', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
