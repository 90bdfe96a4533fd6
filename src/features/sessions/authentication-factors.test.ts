import { describe, expect, test } from 'vitest';
import { mergeFactor, type ProvenFactor, withoutFactor } from './authentication-factors.ts';
import type { AuthenticationFactor } from './wire.ts';

const first = Date.UTC(2025, 0, 1, 12);
const later = first + 61_500;

const email = (email_id: string): ProvenFactor => ({
  type: 'magic_link',
  delivery_method: 'email',
  email_factor: { email_id, email_address: 'ada@example.com' },
});
const phone = (delivery_method: 'sms' | 'whatsapp', phone_id: string): ProvenFactor => ({
  type: 'otp',
  delivery_method,
  phone_number_factor: { phone_id, phone_number: '+12025550162' },
});
const password: ProvenFactor = { type: 'password', delivery_method: 'knowledge' };
const oauth = (id: string): ProvenFactor => ({
  type: 'oauth',
  delivery_method: 'oauth_google',
  google_oauth_factor: { id, provider_subject: 'subject', email_id: 'email-1' },
});

const merge = (...proofs: [ProvenFactor, number][]): AuthenticationFactor[] =>
  proofs.reduce<AuthenticationFactor[]>(
    (factors, [proof, at]) => mergeFactor(factors, proof, at),
    [],
  );

describe('a proof', () => {
  test('carries three equal times when it is new', () => {
    expect(merge([email('email-1'), first])).toEqual([
      {
        ...email('email-1'),
        last_authenticated_at: '2025-01-01T12:00:00Z',
        created_at: '2025-01-01T12:00:00Z',
        updated_at: '2025-01-01T12:00:00Z',
      },
    ]);
  });

  test('of the same factor refreshes its entry where it stands and keeps created_at', () => {
    const factors = merge([email('email-1'), first], [password, first], [email('email-1'), later]);
    expect(factors.map((factor) => factor.type)).toEqual(['magic_link', 'password']);
    expect(factors[0]).toMatchObject({
      last_authenticated_at: '2025-01-01T12:01:01Z',
      created_at: '2025-01-01T12:00:00Z',
      updated_at: '2025-01-01T12:01:01Z',
    });
    expect(factors[1]?.updated_at).toBe('2025-01-01T12:00:00Z');
  });

  test('takes over what the factor says now, such as a changed spelling', () => {
    const [factor] = mergeFactor(
      merge([email('email-1'), first]),
      {
        ...email('email-1'),
        email_factor: { email_id: 'email-1', email_address: 'Ada@example.com' },
      },
      later,
    );
    expect(factor?.email_factor?.email_address).toBe('Ada@example.com');
  });

  test.each<[string, ProvenFactor, ProvenFactor]>([
    ['type', email('email-1'), { ...email('email-1'), type: 'otp' }],
    ['delivery', phone('sms', 'phone-1'), phone('whatsapp', 'phone-1')],
    ['id', email('email-1'), email('email-2')],
    ['OAuth registration', oauth('oauth-user-1'), oauth('oauth-user-2')],
    ['kind', password, email('email-1')],
  ])('of another %s is appended', (_what, one, other) => {
    const factors = merge([one, first], [other, later]);
    expect(factors).toHaveLength(2);
    expect(factors[1]).toMatchObject(other);
  });

  test('of a password or an import, which have no id, stands once in a session', () => {
    const imported: ProvenFactor = { type: 'imported', delivery_method: 'imported_auth0' };
    const factors = merge(
      [password, first],
      [imported, first],
      [password, later],
      [imported, later],
    );
    expect(factors.map((factor) => factor.type)).toEqual(['password', 'imported']);
  });

  test('leaves the list it was given untouched', () => {
    const factors = merge([email('email-1'), first]);
    const copy = structuredClone(factors);
    mergeFactor(factors, email('email-1'), later);
    expect(factors).toEqual(copy);
  });
});

describe('a deleted factor of the user', () => {
  test('takes away every proof by it, however it was delivered, and no other', () => {
    const factors = merge(
      [email('email-1'), first],
      [{ ...email('email-1'), type: 'otp' }, first],
      [email('email-2'), first],
      [phone('sms', 'phone-1'), first],
      [password, first],
    );
    const left = withoutFactor(factors, 'email-1');
    expect(left.map((factor) => [factor.type, factor.delivery_method])).toEqual([
      ['magic_link', 'email'],
      ['otp', 'sms'],
      ['password', 'knowledge'],
    ]);
    expect(withoutFactor(factors, 'email-3')).toEqual(factors);
  });

  test('takes away an OAuth proof by its registration', () => {
    const factors = merge([oauth('oauth-user-1'), first], [oauth('oauth-user-2'), first]);
    expect(withoutFactor(factors, 'oauth-user-1')).toEqual([factors[1]]);
    // The address that the provider told stands in the proof, but did not prove it.
    expect(withoutFactor(factors, 'email-1')).toEqual(factors);
  });
});

describe('a session that collects proofs', () => {
  test('keeps the newest thirty', () => {
    let factors: AuthenticationFactor[] = [];
    for (let index = 0; index < 40; index += 1) {
      const proven = {
        type: 'magic_link' as const,
        delivery_method: 'embedded' as const,
        embeddable_magic_link_factor: { embedded_id: `embedded-${index}` },
      };
      factors = mergeFactor(factors, proven, index * 1_000);
    }
    expect(factors).toHaveLength(30);
    expect(factors.at(-1)?.embeddable_magic_link_factor?.embedded_id).toBe('embedded-39');
  });
});
