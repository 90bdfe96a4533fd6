import { describe, expect, it } from 'vitest';
import type { Environment } from '../projects/environment.ts';
import { filterNames, readOperand } from './search-operands.ts';

const environment = { id: 'e', kind: 'test' } as Environment;
const UUID = '0190163d-8694-739b-aea5-966c26f8ad90';

const read = (filter_name: unknown, filter_value?: unknown) =>
  readOperand(environment, {
    filter_name,
    ...(filter_value !== undefined && { filter_value }),
  });
const error = (type: string) =>
  expect.objectContaining({ type: `user_search_${type}`, status: 400 });
const otherError = (type: string) => expect.objectContaining({ type, status: 400 });

interface Case {
  filter: string;
  missing: string;
  good: unknown;
}

const id = (kind: string) => [`${kind}-test-${UUID}`];

const lists: Case[] = [
  { filter: 'user_id', missing: 'missing_user_ids', good: id('user') },
  { filter: 'email_address', missing: 'missing_email_addresses', good: ['Ada@Example.com'] },
  { filter: 'email_id', missing: 'missing_email_ids', good: id('email') },
  { filter: 'email_domain', missing: 'missing_email_domain', good: ['example.com'] },
  { filter: 'phone_number', missing: 'missing_phone_numbers', good: ['+12025550162'] },
  { filter: 'phone_id', missing: 'missing_phone_ids', good: id('phone-number') },
  { filter: 'oauth_provider', missing: 'missing_oauth_providers', good: ['google', 'tiktok'] },
  {
    filter: 'webauthn_registration_id',
    missing: 'missing_webauthn_registration_ids',
    good: id('webauthn-registration'),
  },
  {
    filter: 'biometric_registration_id',
    missing: 'missing_biometric_registration_ids',
    good: id('biometric-registration'),
  },
  { filter: 'totp_id', missing: 'missing_totp_ids', good: id('totp') },
  { filter: 'crypto_wallet_id', missing: 'missing_crypto_wallet_id', good: id('crypto-wallet') },
  { filter: 'crypto_wallet_address', missing: 'missing_crypto_wallet_address', good: ['0xAb'] },
];

const flags: Case[] = [
  { filter: 'email_verified', missing: 'missing_email_verified', good: true },
  { filter: 'phone_verified', missing: 'missing_phone_verified', good: false },
  { filter: 'webauthn_registration_verified', missing: 'missing_webauthn_verified', good: true },
  { filter: 'biometric_registration_verified', missing: 'missing_biometric_verified', good: true },
  { filter: 'totp_verified', missing: 'missing_totp_verified', good: true },
  { filter: 'crypto_wallet_verified', missing: 'missing_crypto_wallet_verified', good: false },
  { filter: 'password_exists', missing: 'missing_password', good: false },
];

const fuzzy: Case[] = [
  { filter: 'full_name_fuzzy', missing: 'missing_full_name_fuzzy', good: 'Ada' },
  { filter: 'email_address_fuzzy', missing: 'missing_email_address_fuzzy', good: '@ex' },
  { filter: 'phone_number_fuzzy', missing: 'missing_phone_number_fuzzy', good: '+49' },
];

const instants: Case[] = [
  {
    filter: 'created_at_greater_than',
    missing: 'missing_created_at_greater_than',
    good: '2024-01-01T00:00:00Z',
  },
  {
    filter: 'created_at_less_than',
    missing: 'missing_created_at_less_than',
    good: '2024-01-01T01:00:00.5+01:00',
  },
];

const between = {
  filter: 'created_at_between',
  good: { greater_than: '2024-01-01T00:00:00Z', less_than: '2024-02-01T00:00:00Z' },
};
const status: Case = { filter: 'status', missing: 'missing_status', good: 'active' };
const cases = [...lists, ...flags, ...fuzzy, ...instants, status];

describe('filter_name', () => {
  it('is needed', () => {
    for (const name of [undefined, null, '']) {
      expect(() => read(name, 'x')).toThrow(error('missing_filter_name'));
    }
  });

  it('is a text', () => {
    for (const name of [1, true, {}, ['status']]) {
      expect(() => read(name, 'x')).toThrow(error('filter_name_must_be_string'));
    }
  });

  it('is one of the known ones', () => {
    for (const name of ['Status', 'nonsense', 'constructor', '__proto__', 'toString']) {
      expect(() => read(name, 'x')).toThrow(error('filter_name_not_recognized'));
    }
  });

  it('is tested here for every filter there is', () => {
    expect([...cases, between].map(({ filter }) => filter).sort()).toEqual([...filterNames].sort());
  });
});

it('an operand is an object', () => {
  for (const operand of [null, 'status', 1, ['status', 'active']]) {
    expect(() => readOperand(environment, operand)).toThrow(otherError('bad_request'));
  }
});

describe.each(cases)('filter_value of $filter', ({ filter, missing, good }) => {
  it('is needed', () => {
    expect(() => read(filter)).toThrow(error('missing_filter_value'));
    for (const value of [null, '']) expect(() => read(filter, value)).toThrow(error(missing));
  });

  it('is read', () => {
    expect(read(filter, good)).toMatchObject({ key: expect.stringContaining(filter) });
  });
});

describe.each(lists)('the list of $filter', ({ filter, missing, good }) => {
  it('holds between one and a thousand texts', () => {
    expect(() => read(filter, [])).toThrow(error(missing));
    for (const value of [1, true, {}, [1], [null], [['x']]]) {
      expect(() => read(filter, value)).toThrow(error('expected_array_of_string'));
    }
    const [one] = good as string[];
    expect(read(filter, Array(1_000).fill(one))).toMatchObject({ most: 1 });
    expect(() => read(filter, Array(1_001).fill(one))).toThrow(
      error('maximum_filter_value_count_exceeded'),
    );
  });
});

it('a text in place of a list is refused, but for email_domain', () => {
  for (const { filter } of lists) {
    if (filter === 'email_domain')
      expect(read(filter, 'Example.com').value).toEqual(['example.com']);
    else expect(() => read(filter, 'x')).toThrow(error('expected_array_of_string'));
  }
});

it.each(flags)('$filter is true or false', ({ filter }) => {
  for (const value of ['true', 1, 0, [], {}]) {
    expect(() => read(filter, value)).toThrow(error('expected_bool'));
  }
  expect(read(filter, true).key).not.toBe(read(filter, false).key);
});

it.each(fuzzy)('$filter is a text of three characters or more', ({ filter }) => {
  for (const value of [1, true, [], ['abc'], {}]) {
    expect(() => read(filter, value)).toThrow(error('expected_string'));
  }
  for (const value of ['a', 'ab', '😀😀']) {
    expect(() => read(filter, value)).toThrow(error(`${filter}_too_short`));
  }
  expect(read(filter, '😀😀😀').value).toBe('😀😀😀');
});

it.each(instants)('$filter is an RFC 3339 timestamp', ({ filter }) => {
  for (const value of [1, true, [], {}, 'yesterday', '2024-01-01', '2024-13-01T00:00:00Z']) {
    expect(() => read(filter, value)).toThrow(error('expected_timestamp'));
  }
});

describe('created_at_between', () => {
  const { greater_than, less_than } = between.good;

  it('is an object with both ends', () => {
    expect(() => read('created_at_between')).toThrow(error('missing_filter_value'));
    expect(() => read('created_at_between', null)).toThrow(error('missing_filter_value'));
    for (const value of ['2024-01-01T00:00:00Z', 1, true, [greater_than, less_than]]) {
      expect(() => read('created_at_between', value)).toThrow(error('expected_object'));
    }
    expect(() => read('created_at_between', { less_than })).toThrow(error('missing_greater_than'));
    expect(() => read('created_at_between', { greater_than, less_than: null })).toThrow(
      error('missing_less_than'),
    );
    expect(() => read('created_at_between', { greater_than: 1, less_than })).toThrow(
      error('expected_timestamp'),
    );
  });

  it('is a span of time', () => {
    expect(read('created_at_between', between.good).created).toEqual({
      after: Date.UTC(2024, 0, 1),
      before: Date.UTC(2024, 1, 1),
    });
  });
});

it('status is active or pending', () => {
  expect(() => read('status', 1)).toThrow(error('expected_string'));
  for (const value of ['Active', 'deleted']) {
    expect(() => read('status', value)).toThrow(error('invalid_status_filter'));
  }
});

it('oauth_provider names providers', () => {
  for (const value of [['google', 'myspace'], ['Google'], ['']]) {
    expect(() => read('oauth_provider', value)).toThrow(error('invalid_oauth_provider_filter'));
  }
});

describe('ids', () => {
  it('of the other environment are refused', () => {
    for (const [filter, kind] of [
      ['user_id', 'user'],
      ['email_id', 'email'],
      ['phone_id', 'phone-number'],
    ]) {
      expect(() => read(filter, [`${kind}-live-${UUID}`])).toThrow(
        otherError('live_id_used_in_test_environment'),
      );
    }
  });

  it.each([
    ['user_id', ['user-test-1'], 'invalid_user_id'],
    ['user_id', ['with space'], 'invalid_user_id'],
    ['email_id', ['x'], 'invalid_email_id'],
    ['phone_id', [`phone-test-${UUID}`], 'invalid_id'],
    ['totp_id', [`email-test-${UUID}`], 'invalid_totp_id'],
    ['webauthn_registration_id', ['x'], 'invalid_webauthn_registration_id'],
    ['biometric_registration_id', ['x'], 'invalid_biometric_registration_id'],
    ['crypto_wallet_id', [''], 'invalid_crypto_wallet_id'],
  ])('%s %j is %s', (filter, value, type) => {
    expect(() => read(filter, value)).toThrow(otherError(type));
  });

  it('of users are ours or all external', () => {
    const [ours] = id('user');
    expect(() => read('user_id', [ours, 'external'])).toThrow(
      error('cannot_mix_internal_and_external_user_ids'),
    );
    expect(read('user_id', [ours]).key).not.toBe(read('user_id', ['external']).key);
  });
});

describe('equal values are written in one form', () => {
  it.each([
    ['email_address', [' Ada@Example.com '], ['ada@example.com']],
    ['email_domain', ['Example.COM', 'example.com'], ['example.com']],
    ['full_name_fuzzy', 'ADA', 'ada'],
    [
      'crypto_wallet_address',
      ['0x6DF2dB4Fb3DA35d241901Bd53367770BF03123f1'],
      ['0x6df2db4fb3da35d241901bd53367770bf03123f1'],
    ],
    ['crypto_wallet_address', ['SoLanaAddress'], ['SoLanaAddress']],
  ])('%s %j', (filter, value, read_) => {
    expect(read(filter, value).value).toEqual(read_);
  });
});
