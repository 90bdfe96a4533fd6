import { randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { hashToken } from '../../platform/crypto/tokens.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { Environment } from '../projects/environment.ts';
import { activeKey } from '../sessions/session-jwt.ts';
import { isListed } from '../sessions/signing-key.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';
import { insertRevokedToken } from './revoked-tokens.store.ts';

export interface AccessTokenClaims {
  sub: string;
  scope: string;
  aud: string[];
  iss: string;
  /** Seconds since 1970. */
  iat: number;
  nbf: number;
  exp: number;
  [claim: string]: unknown;
}

export interface ReadAccessToken {
  claims: AccessTokenClaims;
  /** What a revocation of the token is filed under. */
  hash: string;
}

export interface NewAccessToken {
  issuer: string;
  subject: string;
  scope: string;
  /** The project id comes first. */
  audience: readonly string[];
  lifetimeSeconds: number;
  /** At the top level; those above win. */
  claims: Readonly<Record<string, unknown>>;
}

/** JWTs that the SDKs check by themselves with the key set of the session JWTs. */
export interface AccessTokens {
  sign(environment: Environment, token: NewAccessToken): Promise<string>;
  /** undefined for what is no token of this environment or is expired, by real time. */
  read(environment: Environment, token: string): ReadAccessToken | undefined;
  /** Introspection knows of it from then on; checks without this server do not. */
  revoke(environment: Environment, token: ReadAccessToken): Promise<void>;
}

/** 4 kB of claims, and as much again of scopes and audiences, in base64. */
const MAX_LENGTH = 65_536;
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

const base64url = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const isAccessToken = (claims: Record<string, unknown>): claims is AccessTokenClaims =>
  typeof claims['sub'] === 'string' &&
  typeof claims['scope'] === 'string' &&
  typeof claims['iss'] === 'string' &&
  typeof claims['exp'] === 'number' &&
  Array.isArray(claims['aud']);

export function createAccessTokens(dependencies: {
  database: Database;
  keys: SigningKeys;
  clock: Clock;
  issuersOf: (environment: Environment) => readonly string[];
}): AccessTokens {
  const { database, keys, clock, issuersOf } = dependencies;
  return {
    async sign(environment, token) {
      const now = clock.now();
      const signing = activeKey(environment, now) ? environment : await keys.ensure(environment);
      const key = activeKey(signing, now);
      if (!key) throw new Error('No signing key although one was made.');
      const issuedAt = Math.floor(now / 1_000);
      const header = base64url({
        alg: 'RS256',
        kid: key.kid,
        typ: 'JWT',
        // Tells tokens of one second apart. In the header, where clients do not look for claims:
        // Go's SDK would show it among the custom ones (behaviour-platform 1.5).
        jti: randomBytes(16).toString('base64url'),
      });
      const payload = base64url({
        ...token.claims,
        aud: token.audience,
        exp: issuedAt + token.lifetimeSeconds,
        iat: issuedAt,
        iss: token.issuer,
        nbf: issuedAt,
        scope: token.scope,
        sub: token.subject,
      });
      const signature = await key.sign(`${header}.${payload}`);
      return `${header}.${payload}.${signature.toString('base64url')}`;
    },

    // RFC 8725: the algorithm is fixed, and the key is one of ours, never one from the token.
    read(environment, token) {
      if (token.length > MAX_LENGTH || !COMPACT.test(token)) return undefined;
      const [header, payload, signature] = token.split('.') as [string, string, string];
      const { alg, typ, kid } = decode(header) ?? {};
      const now = clock.now();
      const key = environment.signingKeys.find((one) => one.kid === kid);
      if (alg !== 'RS256' || typ !== 'JWT' || !key || !isListed(key, now)) return undefined;
      const signed = `${header}.${payload}`;
      if (!key.verify(signed, Buffer.from(signature, 'base64url'))) return undefined;
      const claims = decode(payload);
      // A session JWT is under the same keys, but has no scope.
      if (!claims || !isAccessToken(claims)) return undefined;
      if (claims.exp * 1_000 <= now || claims.aud[0] !== environment.projectId) return undefined;
      if (!issuersOf(environment).includes(claims.iss)) return undefined;
      // Not of the whole token: base64url has several spellings of one signature.
      return { claims, hash: hashToken(signed) };
    },

    async revoke(environment, { claims, hash }) {
      await insertRevokedToken(database, {
        environment_id: environment.id,
        token_hash: hash,
        expires_at: claims.exp * 1_000,
      });
    },
  };
}
