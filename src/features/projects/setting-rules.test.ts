import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { managedSettings } from './managed-settings.ts';
import { checkName, checkSettings } from './setting-rules.ts';

function errorType(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.type;
    throw error;
  }
  return 'no error';
}

describe('settings', () => {
  test.each([
    [{ user_lock_threshold: 1 }, 'no error'],
    [{ user_lock_threshold: 100 }, 'no error'],
    [{ user_lock_threshold: 0 }, 'invalid_user_lock_threshold'],
    [{ user_lock_threshold: 101 }, 'invalid_user_lock_threshold'],
    [{ user_lock_threshold: 1.5 }, 'invalid_user_lock_threshold'],
    [{ user_lock_threshold: Number.NaN }, 'invalid_user_lock_threshold'],
    [{ user_lock_ttl: 300 }, 'no error'],
    [{ user_lock_ttl: 604_800 }, 'no error'],
    [{ user_lock_ttl: 299 }, 'invalid_user_lock_ttl'],
    [{ user_lock_ttl: 604_801 }, 'invalid_user_lock_ttl'],
    [{ zero_downtime_session_migration_url: '' }, 'no error'],
    [{ zero_downtime_session_migration_url: 'https://idp.example.com/userinfo' }, 'no error'],
    [{ zero_downtime_session_migration_url: 'file:///etc/passwd' }, 'invalid_url'],
    [{ idp_authorization_url: 'http://localhost:3000/authorize' }, 'no error'],
    [{ idp_authorization_url: 'javascript:alert(1)' }, 'invalid_url'],
    [{ idp_authorization_url: `https://a.example/${'a'.repeat(2_048)}` }, 'invalid_url'],
    [{}, 'no error'],
  ])('%j: %s', (settings, expected) => {
    expect(errorType(() => checkSettings(settings))).toBe(expected);
  });

  test('a request cannot reach settings that are not on the environment object', () => {
    const request = { name: 'x', user_lock_ttl: 300, rbac_policy: {}, mail_sender: {} };
    expect(managedSettings(request)).toEqual({ user_lock_ttl: 300 });
  });
});

test.each([
  ['Ünïcode 名前', 'no error'],
  ['a'.repeat(255), 'no error'],
  ['', 'invalid_project_name'],
  [' ', 'invalid_project_name'],
  ['a'.repeat(256), 'invalid_project_name'],
  // It stands in the header of mails.
  ['a\r\nBcc: b', 'invalid_project_name'],
])('the name %j: %s', (name, expected) => {
  expect(errorType(() => checkName(name, 'invalid_project_name'))).toBe(expected);
});
