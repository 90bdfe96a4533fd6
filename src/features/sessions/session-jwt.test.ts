import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createVault } from '../../platform/crypto/vault.ts';
import { wireId } from '../../platform/ids.ts';
import type { Environment } from '../projects/environment.ts';
import { defaultSettings } from '../projects/environment-settings.ts';
import {
  activeKey,
  createSessionJwts,
  readSessionJwt,
  type SessionJwtOptions,
} from './session-jwt.ts';
import { newSigningKeyRow, readSigningKey, type SigningKey } from './signing-key.ts';
import type { Session } from './wire.ts';

const SECOND = 1_000;
const start = Date.UTC(2025, 0, 1, 12);
const vault = createVault([Buffer.alloc(32, 1)]);
const environmentId = '00000000-0000-4000-8000-00000000000a';
const otherId = '00000000-0000-4000-8000-00000000000b';
const claim = 'https://stytch.com/session';

async function newKey(
  environment: string,
  number: number,
  times: { signsFrom?: number; listedUntil?: number | null } = {},
): Promise<SigningKey> {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const row = await newSigningKeyRow(environment, id, vault);
  const stored = {
    ...row,
    environment_id: environment,
    id,
    created_at: start,
    signs_from: times.signsFrom ?? start,
    listed_until: times.listedUntil ?? null,
  };
  return readSigningKey(stored, 'test', vault);
}

const environmentOf = (id: string, signingKeys: SigningKey[]): Environment =>
  ({
    id,
    projectId: wireId('project', 'test', id),
    kind: 'test',
    signingKeys,
    settings: defaultSettings(),
    // A moved clock must not reach the token's times.
    now: () => start + 1_000_000 * SECOND,
  }) as unknown as Environment;

let key: SigningKey;
let nextKey: SigningKey;
let otherKey: SigningKey;
let environment: Environment;
let other: Environment;
beforeAll(async () => {
  key = await newKey(environmentId, 1);
  nextKey = await newKey(environmentId, 2, { signsFrom: start + 60 * SECOND });
  otherKey = await newKey(otherId, 3);
  environment = environmentOf(environmentId, [key]);
  other = environmentOf(otherId, [otherKey]);
});

const session: Session = {
  session_id: 'session-test-00000000-0000-4000-8000-000000000001',
  user_id: 'user-test-00000000-0000-4000-8000-000000000002',
  authentication_factors: [{ type: 'password', delivery_method: 'knowledge' }],
  roles: ['stytch_user'],
  started_at: '2025-01-01T12:00:00Z',
  last_accessed_at: '2025-01-01T12:00:00Z',
  expires_at: '2025-01-01T13:00:00Z',
  attributes: { ip_address: '', user_agent: '' },
  custom_claims: null,
};

const plain: SessionJwtOptions = { issuerUrl: undefined, reuseSeconds: 0 };
const refused = (type: string) => expect.objectContaining({ type });

function minter(options: Partial<SessionJwtOptions> = {}) {
  let now = start;
  const jwts = createSessionJwts({ ...plain, ...options }, { now: () => now });
  return {
    mint: (given: Partial<Session> = {}, where = environment) =>
      jwts.mint(where, { ...session, ...given }),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

/** As the Node SDK does, with the members that the JWKS operation lists. */
const verifyAsSdk = (jwt: string, options: { issuer?: string; at?: number } = {}) =>
  jwtVerify(
    jwt,
    createLocalJWKSet({
      keys: [
        {
          kty: 'RSA',
          use: 'sig',
          key_ops: ['verify'],
          alg: 'RS256',
          kid: key.kid,
          n: key.n,
          e: key.e,
        },
      ],
    }),
    {
      audience: environment.projectId,
      issuer: options.issuer ?? `stytch.com/${environment.projectId}`,
      typ: 'JWT',
      currentDate: new Date(options.at ?? start),
    },
  );

describe('a session JWT', () => {
  test('is verified by jose with the checks of the Node SDK', async () => {
    const jwt = await minter().mint();
    const { payload, protectedHeader } = await verifyAsSdk(jwt);
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: key.kid, typ: 'JWT' });
    const { session_id, user_id, custom_claims, ...rest } = session;
    expect(payload).toEqual({
      aud: [environment.projectId],
      iss: `stytch.com/${environment.projectId}`,
      sub: user_id,
      iat: start / SECOND,
      nbf: start / SECOND,
      exp: start / SECOND + 300,
      [claim]: { id: session_id, ...rest },
    });
  });

  test('lives five minutes, however long the session lives', async () => {
    const jwt = await minter().mint({ expires_at: '2026-01-01T12:00:00Z' });
    await expect(verifyAsSdk(jwt, { at: start + 299 * SECOND })).resolves.toBeDefined();
    await expect(verifyAsSdk(jwt, { at: start + 300 * SECOND })).rejects.toThrow();
  });

  test('has the custom claims at its top, where they cannot replace its own', async () => {
    const claims = { tier: 'gold', sub: 'eve', exp: 9e9, [claim]: { id: 'x' } };
    const { payload } = await verifyAsSdk(await minter().mint({ custom_claims: claims }));
    expect(payload).toMatchObject({
      tier: 'gold',
      sub: session.user_id,
      exp: start / SECOND + 300,
    });
    expect(payload[claim]).toMatchObject({ id: session.session_id });
  });

  test('takes the public URL as issuer where that is configured', async () => {
    const issuerUrl = 'https://login.example.com';
    const jwt = await minter({ issuerUrl }).mint();
    await expect(verifyAsSdk(jwt, { issuer: issuerUrl })).resolves.toBeDefined();
    await expect(verifyAsSdk(jwt)).rejects.toThrow();
  });

  test('cannot be minted without a key', async () => {
    await expect(minter().mint({}, environmentOf(environmentId, []))).rejects.toThrow();
  });
});

describe('the key that signs', () => {
  test('is the newest whose time has come', () => {
    const both = environmentOf(environmentId, [key, nextKey]);
    expect(activeKey(both, start)).toBe(key);
    expect(activeKey(both, nextKey.signsFrom - 1)).toBe(key);
    expect(activeKey(both, nextKey.signsFrom)).toBe(nextKey);
  });

  test('is the first one also on a node whose clock is behind', () => {
    expect(activeKey(environment, start - 5 * SECOND)).toBe(key);
    expect(activeKey(environmentOf(environmentId, []), start)).toBeUndefined();
  });
});

describe('a JWT handed out again', () => {
  test('is the same while it is younger than the limit, whatever last_accessed_at says', async () => {
    const { mint, advance } = minter({ reuseSeconds: 30 });
    const jwt = await mint();
    advance(30 * SECOND - 1);
    expect(await mint({ last_accessed_at: '2025-01-01T12:00:29Z' })).toBe(jwt);
    advance(1);
    expect(await mint()).not.toBe(jwt);
  });

  test('never has a life shorter than the limit takes off', async () => {
    const { mint, advance } = minter({ reuseSeconds: 30 });
    await mint();
    advance(29 * SECOND);
    const { payload } = await verifyAsSdk(await mint(), { at: start + 29 * SECOND });
    expect((payload.exp ?? 0) * SECOND - (start + 29 * SECOND)).toBeGreaterThanOrEqual(
      270 * SECOND,
    );
  });

  test.each<[string, Partial<Session>]>([
    ['expiry', { expires_at: '2025-01-01T14:00:00Z' }],
    ['claims', { custom_claims: { tier: 'gold' } }],
    ['roles', { roles: ['stytch_user', 'admin'] }],
    ['factors', { authentication_factors: [] }],
    ['user', { user_id: 'user-test-00000000-0000-4000-8000-000000000003' }],
    ['session', { session_id: 'session-test-00000000-0000-4000-8000-000000000004' }],
  ])('is a new one if its %s changed', async (_what, change) => {
    const { mint } = minter({ reuseSeconds: 30 });
    const jwt = await mint();
    expect(await mint(change)).not.toBe(jwt);
    expect(await mint(change)).toBe(await mint(change));
  });

  test('is a new one if the key that signs changed', async () => {
    const { mint, advance } = minter({ reuseSeconds: 60 });
    const both = environmentOf(environmentId, [key, nextKey]);
    advance(59 * SECOND);
    const jwt = await mint({}, both);
    advance(SECOND);
    expect(await mint({}, both)).not.toBe(jwt);
  });

  test('is a new one after the clock was set back', async () => {
    const { mint, advance } = minter({ reuseSeconds: 30 });
    const jwt = await mint();
    advance(-SECOND);
    expect(await mint()).not.toBe(jwt);
  });

  test('is never handed out where that is switched off', async () => {
    const { mint, advance } = minter({ reuseSeconds: 0 });
    const jwt = await mint();
    advance(SECOND);
    expect(await mint()).not.toBe(jwt);
  });
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const goodClaims = () => ({
  aud: [environment.projectId],
  iss: `stytch.com/${environment.projectId}`,
  sub: session.user_id,
  [claim]: { id: session.session_id },
});

/** A token signed by us, with whatever header and claims. */
async function forge(
  claims: unknown,
  header: object = { alg: 'RS256', kid: key.kid, typ: 'JWT' },
  by = key,
): Promise<string> {
  const data = `${encode(header)}.${encode(claims)}`;
  return `${data}.${(await by.sign(data)).toString('base64url')}`;
}

const read = (jwt: string, options = plain, at = start): string =>
  readSessionJwt(environment, jwt, options, at);

describe('reading a session JWT', () => {
  test('finds the session, also long after the token expired', async () => {
    const jwt = await minter().mint();
    expect(read(jwt)).toBe(session.session_id);
    expect(read(jwt, plain, start + 30 * 86_400 * SECOND)).toBe(session.session_id);
  });

  test('accepts both issuers where the public URL is one, else only the default', async () => {
    const options = { issuerUrl: 'https://login.example.com', reuseSeconds: 0 };
    const ours = await minter(options).mint();
    expect(read(ours, options)).toBe(session.session_id);
    expect(read(await minter().mint(), options)).toBe(session.session_id);
    expect(() => read(ours)).toThrow(refused('jwt_invalid_issuer'));
  });

  test('accepts a retired key until its last day, and no longer', async () => {
    const listedUntil = start + 60 * SECOND;
    const retired: SigningKey = { ...key, listedUntil };
    const later = environmentOf(environmentId, [retired, nextKey]);
    const jwt = await minter().mint();
    expect(readSessionJwt(later, jwt, plain, listedUntil - 1)).toBe(session.session_id);
    expect(() => readSessionJwt(later, jwt, plain, listedUntil)).toThrow(
      refused('unable_to_parse_session_jwt'),
    );
  });

  test.each([
    '',
    'text',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    '..',
    `${encode('text')}.${encode(null)}.AA`,
    `${encode(null)}.${encode({})}.AA`,
    `${encode([])}.${encode({})}.AA`,
    'x'.repeat(70_000),
  ])('refuses what is no JWT: %.20s', (text) => {
    expect(() => read(text)).toThrow(refused('unable_to_parse_session_jwt'));
  });

  test('refuses alg none, in every spelling and with or without a signature', async () => {
    const jwt = await minter().mint();
    const [, payload, signature] = jwt.split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = encode({ alg, kid: key.kid, typ: 'JWT' });
      for (const end of ['', signature]) {
        expect(() => read(`${header}.${payload}.${end}`)).toThrow(
          refused('unable_to_parse_session_jwt'),
        );
      }
    }
  });

  test('refuses HS256 with the public key as the shared secret', () => {
    const publicKey = createPublicKey({ key: { kty: 'RSA', n: key.n, e: key.e }, format: 'jwk' });
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      publicKey.export({ type: 'pkcs1', format: 'pem' }),
      key.n,
      JSON.stringify({ kty: 'RSA', n: key.n, e: key.e }),
    ];
    const data = `${encode({ alg: 'HS256', kid: key.kid, typ: 'JWT' })}.${encode(goodClaims())}`;
    for (const secret of secrets) {
      const signature = createHmac('sha256', secret).update(data).digest('base64url');
      expect(() => read(`${data}.${signature}`)).toThrow(refused('unable_to_parse_session_jwt'));
    }
  });

  test.each(['RS512', 'PS256', 'ES256', 'rs256', undefined])(
    'refuses a header that says %s, even if the signature is ours',
    async (alg) => {
      const jwt = await forge(goodClaims(), { alg, kid: key.kid, typ: 'JWT' });
      expect(() => read(jwt)).toThrow(refused('unable_to_parse_session_jwt'));
    },
  );

  test.each(['', 'jwk-test-00000000-0000-4000-8000-000000000009', '../key', undefined, null, 1])(
    'refuses a kid that is no key of the environment: %s',
    async (kid) => {
      const jwt = await forge(goodClaims(), { alg: 'RS256', kid, typ: 'JWT' });
      expect(() => read(jwt)).toThrow(refused('unable_to_parse_session_jwt'));
    },
  );

  test('takes no key from the token', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = publicKey.export({ format: 'jwk' });
    const header = { alg: 'RS256', kid: key.kid, typ: 'JWT', jwk, jku: 'https://evil.example' };
    const data = `${encode(header)}.${encode(goodClaims())}`;
    const signature = sign('sha256', Buffer.from(data), privateKey).toString('base64url');
    expect(() => read(`${data}.${signature}`)).toThrow(refused('unable_to_parse_session_jwt'));
  });

  test('refuses a token with any part changed', async () => {
    const parts = (await minter().mint()).split('.') as [string, string, string];
    const swap = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    for (const index of [0, 1, 2]) {
      const changed = parts.map((part, at) => (at === index ? swap(part) : part)).join('.');
      expect(() => read(changed)).toThrow(refused('unable_to_parse_session_jwt'));
    }
    const [header, , signature] = parts;
    const eve = encode({ ...goodClaims(), sub: 'user-test-eve' });
    expect(() => read(`${header}.${eve}.${signature}`)).toThrow(
      refused('unable_to_parse_session_jwt'),
    );
    expect(() => read(`${header}.${parts[1]}.`)).toThrow(refused('unable_to_parse_session_jwt'));
    expect(() => read(`${header}.${parts[1]}.${signature.slice(0, 20)}`)).toThrow(
      refused('unable_to_parse_session_jwt'),
    );
  });

  test("refuses another environment's token and another environment's key", async () => {
    const foreign = await minter().mint({}, other);
    expect(() => read(foreign)).toThrow(refused('unable_to_parse_session_jwt'));
    const header = { alg: 'RS256', kid: key.kid, typ: 'JWT' };
    const borrowed = await forge(goodClaims(), header, otherKey);
    expect(() => read(borrowed)).toThrow(refused('unable_to_parse_session_jwt'));
  });

  test.each([
    ['another project', ['project-test-00000000-0000-4000-8000-00000000000b']],
    ['nobody', []],
    ['a text', `project-test-${environmentId}`],
    ['nothing', undefined],
  ])('refuses an audience that is %s', async (_what, aud) => {
    const jwt = await forge({ ...goodClaims(), aud });
    expect(() => read(jwt)).toThrow(refused('jwt_invalid_audience'));
  });

  test.each([
    `stytch.com/project-test-${otherId}`,
    'stytch.com',
    'https://stytch.com',
    'https://login.example.com',
    '',
    undefined,
  ])('refuses the issuer %s', async (iss) => {
    const jwt = await forge({ ...goodClaims(), iss });
    expect(() => read(jwt)).toThrow(refused('jwt_invalid_issuer'));
  });

  test.each([undefined, null, 'text', {}, { id: 1 }])(
    'refuses a token of ours that is about no session: %j',
    async (value) => {
      const jwt = await forge({ ...goodClaims(), [claim]: value });
      expect(() => read(jwt)).toThrow(refused('jwt_invalid_claims'));
    },
  );
});
