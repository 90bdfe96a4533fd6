import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../platform/errors/api-error.ts';
import type { ErrorEntry } from '../platform/errors/catalogue.ts';
import { apiError, catalogue, type ErrorType, errorAreas } from './catalogue.ts';

const entries = Object.entries<ErrorEntry>(catalogue);

/** Texts of official SDK fixtures (and their siblings), kept as they are on the wire. */
const withoutFullStop = new Set([
  'no_login_redirect_urls_set',
  'no_signup_redirect_urls_set',
  'no_invite_redirect_urls_set',
  'reset_password',
  'invalid_trusted_auth_token',
]);

describe('the catalogue', () => {
  test('has every name in one area only', () => {
    const names = Object.values(errorAreas).flatMap((area) => Object.keys(area));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.toSorted()).toEqual(Object.keys(catalogue).toSorted());
  });

  test.each(entries)('%s has an error status, a wire name and a presentable message', (name, e) => {
    expect(name).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
    expect(Number.isInteger(e.status) && e.status >= 400 && e.status <= 599).toBe(true);
    expect(e.message).toBe(e.message.trim());
    expect(e.message.length).toBeGreaterThan(9);
    if (!withoutFullStop.has(name)) expect(e.message).toMatch(/\.$/);
    // A self-hosted server must not send people to somebody else's site, desk or dashboard; the
    // developer of the application they use is theirs (two wire texts of OAuth callbacks).
    const text = e.message.replace('the application developer for support', '');
    expect(text).not.toMatch(/stytch\.com|https?:\/\/\w|dashboard|\bsupport\b|@/i);
  });

  test('keeps the texts that official SDK tests assert', () => {
    expect(catalogue.unable_to_auth_magic_link.message).toBe(
      'The magic link could not be authenticated because it was either already used or expired. Send another magic link to this user.',
    );
    expect(catalogue.magic_link_not_found.message).toBe(
      'The magic link could not be authenticated, try sending another magic link to the user.',
    );
  });

  test('keeps the word pkce in the PKCE names, which the web SDK looks for', () => {
    for (const name of Object.keys(errorAreas.pkce)) expect(name).toContain('pkce');
  });
});

describe('apiError', () => {
  test('takes status and message from the catalogue', () => {
    const error = apiError('user_not_found');
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      type: 'user_not_found',
      status: 404,
      message: 'User could not be found.',
    });
    expect(error.details).toBeUndefined();
    expect(error).not.toHaveProperty('cause');
  });

  test('takes a more specific message, details and a cause', () => {
    const cause = new Error('inner');
    const error = apiError('bad_request', { message: 'Own text.', details: { a: 1 }, cause });
    expect(error).toMatchObject({ status: 400, message: 'Own text.', details: { a: 1 }, cause });
  });
});

// The wire facts lie beside a development checkout only.
const reference = new URL('../../../shared/reference/errors-and-conventions.md', import.meta.url);
if (existsSync(reference)) {
  const sections = [
    '3.2',
    '3.3',
    '3.4',
    '3.5',
    '3.6',
    '3.7',
    '3.8',
    '3.9',
    '3.11',
    '3.12',
    '3.15',
    '3.17',
    '3.18',
    '3.24',
  ];
  /** B2B, or only ever made up by an SDK. */
  const neverSent = new Set(['session_authorization_error', 'unknown_error']);
  const rows = errorRows(readFileSync(reference, 'utf8'), sections);

  describe('the reference', () => {
    test('is read', () => {
      expect(rows.length).toBeGreaterThan(200);
    });

    test.each(rows.filter((row) => /[DWTS]/.test(row.mark) && !neverSent.has(row.name)))(
      '$name is in the catalogue with its known status $status',
      ({ name, status }) => {
        expect(catalogue[name as ErrorType]?.status).toBe(status);
      },
    );

    test('agrees with the catalogue wherever both have a name, guessed statuses included', () => {
      const differing = rows.filter(({ name, status }) => {
        const own = catalogue[name as ErrorType];
        return own !== undefined && own.status !== status;
      });
      expect(differing).toEqual([]);
    });
  });
}

interface Row {
  name: string;
  status: number;
  mark: string;
}

/** The `error_type | HTTP mark | ...` rows of the wanted sections of the reference. */
function errorRows(markdown: string, wanted: readonly string[]): Row[] {
  return markdown
    .split(/^### /m)
    .filter((section) => wanted.includes(section.split(' ', 1)[0] ?? ''))
    .flatMap((section) => [...section.matchAll(/^\| `(\w+)` \| (\d{3}) (\w)/gm)])
    .map(([, name = '', status, mark = '']) => ({ name, status: Number(status), mark }));
}
