import { randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { hashToken } from '../../platform/crypto/tokens.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { Environment } from '../projects/environment.ts';
import { insertRevokedToken } from './revoked-tokens.store.ts';
import type { JwtSigner } from './signed-jwt.ts';

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

const isAccessToken = (claims: Record<string, unknown>): claims is AccessTokenClaims =>
  typeof claims['sub'] === 'string' &&
  typeof claims['scope'] === 'string' &&
  typeof claims['iss'] === 'string' &&
  typeof claims['exp'] === 'number' &&
  Array.isArray(claims['aud']);

export function createAccessTokens(dependencies: {
  database: Database;
  signer: JwtSigner;
  clock: Clock;
  issuersOf: (environment: Environment) => readonly string[];
}): AccessTokens {
  const { database, signer, clock, issuersOf } = dependencies;
  return {
    sign(environment, token) {
      const issuedAt = Math.floor(clock.now() / 1_000);
      const claims = {
        ...token.claims,
        aud: token.audience,
        exp: issuedAt + token.lifetimeSeconds,
        iat: issuedAt,
        iss: token.issuer,
        nbf: issuedAt,
        scope: token.scope,
        sub: token.subject,
      };
      // Tells tokens of one second apart. In the header, where clients do not look for claims:
      // Go's SDK would show it among the custom ones (behaviour-platform 1.5).
      return signer.sign(environment, claims, { jti: randomBytes(16).toString('base64url') });
    },

    read(environment, token) {
      const read = signer.read(environment, token);
      // A session JWT is under the same keys. It has no scope, unless an application gives it one
      // as a claim of its own; but its subject is a user, and no client's.
      if (!read || !isAccessToken(read.claims)) return undefined;
      const { claims, signed } = read;
      if (claims.exp * 1_000 <= clock.now() || claims.aud[0] !== environment.projectId) {
        return undefined;
      }
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
