import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { applyCreate, applyDelete, applyUpdate, maxRedirectUrls } from './defaults.ts';
import type { RedirectUrlType, RegisteredUrl, ValidType } from './matching.ts';

/** `LOGIN*` is a default, `LOGIN` is not. */
const types = (...names: string[]): ValidType[] =>
  names.map((name) => ({
    type: name.replace('*', '') as RedirectUrlType,
    isDefault: name.endsWith('*'),
  }));
const row = (url: string, ...names: string[]): RegisteredUrl => ({
  url,
  validTypes: types(...names),
});
const show = (rows: RegisteredUrl[]): Record<string, string> =>
  Object.fromEntries(
    rows.map(({ url, validTypes }) => [
      url,
      validTypes.map(({ type, isDefault }) => type + (isDefault ? '*' : '')).join(' '),
    ]),
  );

const a = 'https://a.example/';
const b = 'https://b.example/';
const c = 'https://c.example/';
const wild = 'https://*.c.example.com/';

const errorType = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    if (error instanceof ApiError) return error.type;
    throw error;
  }
};

describe('creating', () => {
  test('the first URL of a type makes it the default, asked for or not', () => {
    expect(show(applyCreate([], a, types('LOGIN', 'SIGNUP'), false))).toEqual({
      [a]: 'LOGIN* SIGNUP*',
    });
  });

  test('the first URL of a type with promotion off leaves the type without a default', () => {
    expect(show(applyCreate([], a, types('LOGIN'), true))).toEqual({ [a]: 'LOGIN' });
    expect(show(applyCreate([], a, types('LOGIN*'), true))).toEqual({ [a]: 'LOGIN*' });
  });

  test('a second URL leaves the default where it is', () => {
    expect(show(applyCreate([row(a, 'LOGIN*')], b, types('LOGIN'), false))).toEqual({
      [a]: 'LOGIN*',
      [b]: 'LOGIN',
    });
  });

  test('a new default takes the place of the old one, of that type only', () => {
    expect(show(applyCreate([row(a, 'LOGIN*', 'SIGNUP*')], b, types('LOGIN*'), true))).toEqual({
      [a]: 'LOGIN SIGNUP*',
      [b]: 'LOGIN*',
    });
  });

  test('a URL that exists merges the types and takes no default away', () => {
    const once = applyCreate([], a, types('LOGIN*'), false);
    expect(show(applyCreate(once, a, types('SIGNUP', 'LOGIN'), false))).toEqual({
      [a]: 'LOGIN* SIGNUP*',
    });
  });

  test('a type named twice counts once', () => {
    expect(show(applyCreate([], a, types('LOGIN*', 'LOGIN'), true))).toEqual({ [a]: 'LOGIN*' });
  });

  test('a wildcard URL is never promoted', () => {
    expect(show(applyCreate([], wild, types('LOGIN'), false))).toEqual({ [wild]: 'LOGIN' });
    expect(show(applyCreate([row(wild, 'LOGIN')], a, types('LOGIN'), false))).toEqual({
      [wild]: 'LOGIN',
      [a]: 'LOGIN*',
    });
  });

  test('leaves types it does not touch as they are', () => {
    expect(show(applyCreate([row(a, 'INVITE')], b, types('LOGIN'), false))).toEqual({
      [a]: 'INVITE',
      [b]: 'LOGIN*',
    });
  });

  test('stops at 100 URLs, but still merges', () => {
    const full = Array.from({ length: maxRedirectUrls }, (_, i) => row(`${a}${i}`, 'LOGIN'));
    expect(errorType(() => applyCreate(full, b, types('LOGIN'), false))).toBe(
      'too_many_redirect_urls',
    );
    expect(applyCreate(full, `${a}7`, types('SIGNUP'), false)).toHaveLength(maxRedirectUrls);
  });
});

describe('updating', () => {
  test('replaces the types', () => {
    expect(show(applyUpdate([row(a, 'LOGIN*', 'SIGNUP*')], a, types('INVITE'), true))).toEqual({
      [a]: 'INVITE',
    });
  });

  test('promotes another URL where a type lost its default', () => {
    const rows = [row(a, 'LOGIN*'), row(wild, 'LOGIN'), row(b, 'LOGIN'), row(c, 'LOGIN')];
    const expected = { [wild]: 'LOGIN', [b]: 'LOGIN*', [c]: 'LOGIN' };
    expect(show(applyUpdate(rows, a, types('LOGIN'), false))).toEqual({
      [a]: 'LOGIN',
      ...expected,
    });
    expect(show(applyUpdate(rows, a, types('SIGNUP'), false))).toEqual({
      [a]: 'SIGNUP*',
      ...expected,
    });
  });

  test('keeps the default where there is no other URL for it', () => {
    expect(show(applyUpdate([row(a, 'LOGIN*')], a, types('LOGIN'), false))).toEqual({
      [a]: 'LOGIN*',
    });
  });

  test('gives up the default with promotion off', () => {
    expect(show(applyUpdate([row(a, 'LOGIN*'), row(b, 'LOGIN')], a, types('LOGIN'), true))).toEqual(
      {
        [a]: 'LOGIN',
        [b]: 'LOGIN',
      },
    );
  });

  test('moves the default here when asked', () => {
    expect(
      show(applyUpdate([row(a, 'LOGIN*'), row(b, 'LOGIN')], b, types('LOGIN*'), true)),
    ).toEqual({ [a]: 'LOGIN', [b]: 'LOGIN*' });
  });

  test('of an unknown URL fails', () => {
    expect(errorType(() => applyUpdate([], a, types('LOGIN'), false))).toBe(
      'redirect_url_not_found',
    );
  });
});

describe('deleting', () => {
  const rows = [row(a, 'LOGIN*', 'SIGNUP*'), row(b, 'LOGIN'), row(c, 'INVITE')];

  test('promotes another URL of the types that lost their default', () => {
    expect(show(applyDelete(rows, a, false))).toEqual({ [b]: 'LOGIN*', [c]: 'INVITE' });
  });

  test('promotes none with promotion off', () => {
    expect(show(applyDelete(rows, a, true))).toEqual({ [b]: 'LOGIN', [c]: 'INVITE' });
  });

  test('of an unknown URL fails, also of one that only looks alike', () => {
    expect(errorType(() => applyDelete(rows, 'https://A.example/', false))).toBe(
      'redirect_url_not_found',
    );
  });
});

test('whatever is done, a type never has two defaults, and with promotion never loses its last', () => {
  const someTypes = fc.uniqueArray(fc.constantFrom('LOGIN', 'LOGIN*', 'SIGNUP', 'SIGNUP*'), {
    minLength: 1,
    selector: (name) => name.replace('*', ''),
  });
  const step = fc.record({
    act: fc.constantFrom('create', 'update', 'delete'),
    url: fc.constantFrom(a, b, c),
    names: someTypes,
    off: fc.boolean(),
  });
  const count = (rows: RegisteredUrl[], type: string, onlyDefaults: boolean): number =>
    rows
      .flatMap((r) => r.validTypes)
      .filter((valid) => valid.type === type && (valid.isDefault || !onlyDefaults)).length;

  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (steps, neverOff) => {
      let rows: RegisteredUrl[] = [];
      for (const { act, url, names, off: wanted } of steps) {
        const off = wanted && !neverOff;
        const known = rows.some((r) => r.url === url);
        if (act !== 'create' && !known) continue;
        const before = structuredClone(rows);
        const given = rows;
        if (act === 'create') rows = applyCreate(rows, url, types(...names), off);
        if (act === 'update') rows = applyUpdate(rows, url, types(...names), off);
        if (act === 'delete') rows = applyDelete(rows, url, off);
        expect(given).toEqual(before);
        for (const type of ['LOGIN', 'SIGNUP']) {
          expect(count(rows, type, true)).toBeLessThanOrEqual(1);
          if (neverOff && count(rows, type, false) > 0) expect(count(rows, type, true)).toBe(1);
        }
      }
    }),
    { numRuns: 500 },
  );
});
