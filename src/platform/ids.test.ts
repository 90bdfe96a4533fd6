import { describe, expect, test } from 'vitest';
import { isUuid, orderedId, parseWireId, randomId, wireId } from './ids.ts';

const uuid = 'b05c992f-ebdc-489d-a754-c7e70ba13141';
const year2200 = Date.UTC(2200, 0, 1);

describe('orderedId', () => {
  test('is a uuid of version 7 that begins with its millisecond', () => {
    const id = orderedId(year2200);
    expect(isUuid(id)).toBe(true);
    expect(id[14]).toBe('7');
    expect('89ab').toContain(id[19]);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(year2200);
  });

  test('grows with every call, also within a millisecond and after the clock was set back', () => {
    const now = year2200 + 1_000;
    const times = [now, now, now + 1, now - 60_000, now];
    const ids = times.map((time) => orderedId(time));
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('goes on growing when a millisecond has used up its 4096 numbers', () => {
    const ids = Array.from({ length: 10_000 }, () => orderedId(year2200 + 2_000));
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isUuid)).toBe(true);
  });
});

test('randomId is a uuid of version 4', () => {
  expect(isUuid(randomId())).toBe(true);
  expect(randomId()[14]).toBe('4');
});

describe('a wire id', () => {
  test.each(['test', 'live'] as const)('can be read back in its environment: %s', (kind) => {
    expect(wireId('user', kind, uuid)).toBe(`user-${kind}-${uuid}`);
    expect(parseWireId('user', kind, wireId('user', kind, uuid))).toEqual({ ok: true, uuid });
  });

  test('may have a kind with a dash', () => {
    const id = wireId('phone-number', 'test', uuid);
    expect(parseWireId('phone-number', 'test', id)).toEqual({ ok: true, uuid });
  });

  test('of the other environment is told apart from a malformed one', () => {
    expect(parseWireId('user', 'test', `user-live-${uuid}`)).toEqual({
      ok: false,
      reason: 'other-environment',
    });
    expect(parseWireId('user', 'live', `user-test-${uuid}`)).toEqual({
      ok: false,
      reason: 'other-environment',
    });
  });

  test.each([
    '',
    'user',
    uuid,
    `user-${uuid}`,
    `user-test${uuid}`,
    `user-test-${uuid.slice(1)}`,
    `user-test-${uuid}0`,
    `user-test-${uuid} `,
    ` user-test-${uuid}`,
    `user-test-${uuid}\n`,
    `user-test-${uuid.toUpperCase()}`,
    `user-test-${uuid.replaceAll('-', '')}`,
    `user-prod-${uuid}`,
    `user-TEST-${uuid}`,
    `email-test-${uuid}`,
    `user-test_${uuid}`,
  ])('is refused as malformed: "%s"', (id) => {
    expect(parseWireId('user', 'test', id)).toEqual({ ok: false, reason: 'malformed' });
  });
});
