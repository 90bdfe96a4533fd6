import { expect, test } from 'vitest';
import { mergeClaims } from './merge-claims.ts';

const mine = 'mine@example.com';
const victim = 'victim@example.com';
const addressOf = ({ email, email_verified }: Record<string, unknown>) => [email, email_verified];

test('what the ID token says counts more than what UserInfo says', () => {
  const merged = mergeClaims({ sub: '1', name: 'A', locale: 'de' }, { sub: '1', name: 'B' });
  expect(merged).toMatchObject({ sub: '1', name: 'B', locale: 'de' });
  expect(mergeClaims({ sub: '1' }, undefined)).toEqual({ sub: '1' });
});

test.each([
  [
    'of UserInfo proves no other address of the ID token',
    { email: mine, email_verified: true },
    { email: victim },
    [victim, undefined],
  ],
  [
    'of the ID token proves no address of UserInfo',
    { email: victim },
    { email_verified: true },
    [victim, undefined],
  ],
  [
    'of UserInfo proves the same address of the ID token',
    { email: mine, email_verified: true },
    { email: mine },
    [mine, true],
  ],
  [
    'of the ID token counts where both have one',
    { email: mine, email_verified: true },
    { email: mine, email_verified: false },
    [mine, false],
  ],
  ['and an address of UserInfo alone', { email: mine, email_verified: true }, {}, [mine, true]],
])('a flag %s', (_what, profile, proven, expected) => {
  expect(addressOf(mergeClaims(profile, { sub: '1', ...proven }))).toEqual(expected);
});
