import { createSecretKey } from 'node:crypto';
import { base64url, createLocalJWKSet, type JSONWebKeySet, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import {
  AUDIENCE,
  asJwk,
  goodClaims,
  ISSUER,
  type IssuerKey,
  issuerKey,
  signToken,
} from '../../testing/trusted-issuer.ts';
import type { RemoteKeys } from './jwks-cache.ts';
import type { Profile } from './profile.ts';
import { verifyToken } from './verify-token.ts';

const profile = (changes: Partial<Profile>): Profile => ({
  id: 'id',
  name: 'Issuer',
  issuer: ISSUER,
  audience: AUDIENCE,
  publicKeyType: 'PEM',
  jwksUrl: null,
  attributeMapping: {},
  canJitProvision: false,
  pemFiles: [],
  ...changes,
});

const withPems = (...texts: string[]) =>
  profile({ pemFiles: texts.map((publicKey, index) => ({ id: String(index), publicKey })) });
const withUrl = profile({ publicKeyType: 'JWK', jwksUrl: 'https://issuer.example.com/keys' });

const keySet = (...keys: object[]) =>
  createLocalJWKSet({ keys } as JSONWebKeySet) as unknown as RemoteKeys;
const noSet = () => {
  throw new Error('no key set was asked for');
};

const now = () => Date.now();
const verifyPem = (token: string, ...keys: IssuerKey[]) =>
  verifyToken(withPems(...keys.map(({ pem }) => pem)), token, noSet, now());
const verifyJwk = (token: string, ...keys: object[]) =>
  verifyToken(withUrl, token, () => keySet(...keys), now());

async function typeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type;
  }
}

const key = issuerKey('one');
const INVALID = 'invalid_trusted_auth_token';

describe('a signature', () => {
  test.each([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ])('by %s is accepted, from PEM and from JWK', async (alg) => {
    const signer = issuerKey('one', alg);
    const token = await signToken(signer);
    expect(await verifyPem(token, signer)).toMatchObject({ iss: ISSUER });
    expect(await verifyJwk(token, asJwk(signer))).toMatchObject({ iss: ISSUER });
  });

  test('by any key of the profile is accepted', async () => {
    const keys = [1, 2, 3, 4, 5].map((number) => issuerKey(String(number)));
    expect(await verifyPem(await signToken(keys[4] as IssuerKey), ...keys)).toBeTruthy();
  });

  test('by a key without a kid is found among those that fit', async () => {
    const keys = [issuerKey('1'), issuerKey('2'), issuerKey('3')];
    const token = await signToken(keys[2] as IssuerKey, {}, { kid: undefined });
    expect(await verifyJwk(token, ...keys.map(asJwk))).toBeTruthy();
  });

  test('by another key is refused', async () => {
    const token = await signToken(issuerKey('one'));
    expect(await typeOf(verifyPem(token, key))).toBe(INVALID);
    expect(await typeOf(verifyJwk(token, asJwk(key)))).toBe(INVALID);
    expect(await typeOf(verifyJwk(token))).toBe(INVALID);
  });

  test('under a kid that the set has not is refused', async () => {
    expect(await typeOf(verifyJwk(await signToken(key, {}, { kid: 'two' }), asJwk(key)))).toBe(
      INVALID,
    );
  });

  test.each(['HS256', 'HS384', 'HS512'])(
    'by %s with a public key as secret is refused',
    async (alg) => {
      const rsa = issuerKey('one', 'RS256');
      const secret = createSecretKey(Buffer.from(rsa.pem));
      const token = await new SignJWT(goodClaims())
        .setProtectedHeader({ alg, kid: 'one' })
        .sign(secret);
      expect(await typeOf(verifyPem(token, rsa))).toBe(INVALID);
      const oct = { kty: 'oct', k: base64url.encode(rsa.pem), kid: 'one', alg };
      expect(await typeOf(verifyJwk(token, oct))).toBe(INVALID);
    },
  );

  test.each(['none', 'None', 'NONE', ''])('by "%s" is refused', async (alg) => {
    const part = (value: object) => base64url.encode(JSON.stringify(value));
    const unsigned = `${part({ alg, kid: 'one' })}.${part(goodClaims())}.`;
    expect(await typeOf(verifyPem(unsigned, key))).toBe(INVALID);
    expect(await typeOf(verifyJwk(unsigned, asJwk(key)))).toBe(INVALID);
  });

  test('is refused where a key in the header is not one of the profile', async () => {
    const other = issuerKey('one');
    const token = await signToken(other, {}, { jwk: asJwk(other) });
    expect(await typeOf(verifyPem(token, key))).toBe(INVALID);
  });

  test('is not checked with a key of another kind', async () => {
    expect(await typeOf(verifyPem(await signToken(key), issuerKey('one', 'RS256')))).toBe(INVALID);
    expect(await typeOf(verifyPem(await signToken(key), issuerKey('one', 'ES384')))).toBe(INVALID);
  });

  test('with a header that must be understood and is not, is refused', async () => {
    const [, payload, signature] = (await signToken(key)).split('.');
    const header = base64url.encode(
      JSON.stringify({ alg: 'ES256', kid: 'one', crit: ['x'], x: 1 }),
    );
    expect(await typeOf(verifyPem(`${header}.${payload}.${signature}`, key))).toBe(INVALID);
  });
});

describe('a token', () => {
  const check = async (claims: JWTPayload) => typeOf(verifyPem(await signToken(key, claims), key));
  const at = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

  test.each([
    ['of another issuer', { iss: 'https://other.example.com' }, 'jwt_invalid_issuer'],
    ['of no issuer', { iss: undefined }, 'jwt_invalid_issuer'],
    ['of an issuer that is almost ours', { iss: `${ISSUER}/` }, 'jwt_invalid_issuer'],
    ['for another audience', { aud: 'other' }, 'jwt_invalid_audience'],
    ['for no audience', { aud: undefined }, 'jwt_invalid_audience'],
    [
      'for an audience that is no text',
      { aud: [1] as unknown as string[] },
      'jwt_invalid_audience',
    ],
    ['for several, us too', { aud: ['other', AUDIENCE] }, 'accepted'],
    ['without an end', { exp: undefined }, 'jwt_invalid_claims'],
    ['with an end that is no number', { exp: 'never' as unknown as number }, 'jwt_invalid_claims'],
    ['with a beginning that is no number', { nbf: {} as unknown as number }, 'jwt_invalid_claims'],
  ])('%s: %j', async (_name, claims, outcome) => {
    expect(await check(claims as JWTPayload)).toBe(outcome);
  });

  test('is good from its beginning to its end, within what clocks differ by', async () => {
    expect(await check({ exp: at(-20) })).toBe('accepted');
    expect(await check({ exp: at(-40) })).toBe(INVALID);
    expect(await check({ nbf: at(20) })).toBe('accepted');
    expect(await check({ nbf: at(60) })).toBe(INVALID);
  });

  test('whose signature is wrong does not tell what else is', async () => {
    const token = await signToken(issuerKey('one'), { iss: 'other', exp: 0 });
    expect(await typeOf(verifyPem(token, key))).toBe(INVALID);
  });

  test.each([
    '',
    'a',
    'a.b.c',
    '...',
    'eyJhbGciOiJFUzI1NiJ9..',
    `eyJhbGciOiJFUzI1NiJ9.${base64url.encode('[]')}.AAAA`,
    'null.null.null',
    `${base64url.encode('null')}.e30.AAAA`,
    `${base64url.encode('{"alg":["ES256"]}')}.e30.AAAA`,
    'a.b.c.d.e',
    `${'a'.repeat(40_000)}.b.c`,
  ])('that is none is refused (%#)', async (token) => {
    expect(await typeOf(verifyPem(token, key))).toBe(INVALID);
    expect(await typeOf(verifyJwk(token, asJwk(key)))).toBe(INVALID);
  });
});

describe('a profile', () => {
  const INVALID_PROFILE = 'trusted_token_profile_invalid_request';

  test('whose every PEM is broken says so', async () => {
    const broken = '-----BEGIN PUBLIC KEY-----\nfake\n-----END PUBLIC KEY-----';
    const token = await signToken(key);
    const verify = (...pems: string[]) =>
      typeOf(verifyToken(withPems(...pems), token, noSet, now()));
    expect(await verify(broken)).toBe(INVALID_PROFILE);
    expect(await verify(broken, key.pem)).toBe('accepted');
  });

  test('whose key set cannot be had says so', async () => {
    const failing = (async () => {
      throw new Error('unreachable');
    }) as unknown as RemoteKeys;
    const verify = verifyToken(withUrl, await signToken(key), () => failing, now());
    expect(await typeOf(verify)).toBe(INVALID_PROFILE);
  });
});
