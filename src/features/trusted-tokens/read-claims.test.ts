import { expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { MAPPING } from '../../testing/trusted-issuer.ts';
import type { AttributeMapping, Profile } from './profile.ts';
import { readClaims } from './read-claims.ts';

const read = (claims: object, mapping: AttributeMapping = MAPPING) =>
  readClaims({ attributeMapping: mapping } as Profile, { ...claims });

function typeOf(run: () => unknown): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type;
  }
}

const good = { email: 'Ada@Example.com', jti: 'token-1' };

test('email and token id are enough', () => {
  expect(read(good)).toMatchObject({
    email: { address: 'Ada@Example.com', identifier: 'ada@example.com' },
    tokenId: 'token-1',
    externalId: undefined,
    roles: [],
  });
});

test('external id and roles are read where they are mapped and there', () => {
  const claims = { ...good, sub: 'ada-1', roles: ['a', 'b'] };
  expect(read(claims)).toMatchObject({ externalId: 'ada-1', roles: ['a', 'b'] });
  expect(read({ ...claims, sub: 7, roles: 'a' })).toMatchObject({ externalId: '7', roles: ['a'] });
  expect(read({ ...claims, sub: null, roles: null })).toMatchObject({ roles: [] });
  const { email, token_id } = MAPPING;
  expect(read(claims, { email, token_id })).toMatchObject({ externalId: undefined, roles: [] });
});

test('a claim is named as a whole, or by the path to it', () => {
  const mapping = { ...MAPPING, role_ids: 'https://example.com/roles', token_id: 'ids.token' };
  const claims = { ...good, 'https://example.com/roles': ['a'], ids: { token: 'x' } };
  expect(read(claims, mapping)).toMatchObject({ tokenId: 'x', roles: ['a'] });
  expect(read({ ...claims, 'ids.token': 'y' }, mapping).tokenId).toBe('y');
});

test.each([
  [{ email: undefined }],
  [{ email: 7 }],
  [{ email: '' }],
  [{ email: 'ada' }],
  [{ email: ['ada@example.com'] }],
  [{ jti: undefined }],
  [{ jti: '' }],
  [{ jti: 'a\u0000b' }],
  [{ jti: 'a'.repeat(256) }],
  [{ jti: {} }],
  [{ sub: 'a b' }],
  [{ sub: 'user-test-5ac2a1de-2c1c-4a0b-9b7e-0d9d1c9a2f11' }],
  [{ roles: [1] }],
  [{ roles: { a: true } }],
  [{ email_verified: false }],
  [{ email_verified: 'false' }],
  [{ email_verified: null }],
])('%j is refused', (claims) => {
  expect(typeOf(() => read({ ...good, ...claims }))).toBe('jwt_invalid_claims');
});

test.each(['constructor', '__proto__', 'toString', 'a.__proto__.b', 'constructor.name'])(
  'what every object has is no claim: %s',
  (name) => {
    expect(typeOf(() => read({ ...good, a: {} }, { ...MAPPING, token_id: name }))).toBe(
      'jwt_invalid_claims',
    );
  },
);

test.each(['email', 'token_id'])('a profile that does not map %s serves no token', (name) => {
  const { [name as 'email']: _, ...mapping } = MAPPING;
  expect(typeOf(() => read(good, mapping))).toBe('trusted_token_profile_invalid_request');
});
