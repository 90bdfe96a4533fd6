import { SECOND } from '../../platform/clock.ts';
import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import type { Environment } from '../projects/environment.ts';
import { authorizationOf, issuedAtOf } from './authorization-tokens.ts';

/** The claims that every access token of a Connected App has, template claims beside them. */
export interface AccessTokenClaims {
  sub: string;
  client_id: string;
  scope: string;
  jti: string;
  aud: string[];
  iss: string;
  /** Seconds since 1970, real time. */
  iat: number;
  nbf: number;
  exp: number;
  [claim: string]: unknown;
}

/** What an access token says, its signature checked; whether it was revoked only the row knows. */
export interface AccessToken {
  claims: AccessTokenClaims;
  authorizationId: string;
  /** Milliseconds of the environment's time. */
  issuedAt: number;
  expiresAt: number;
  expired: boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * An access token, and nothing else that is under the same keys: a session JWT and an ID token have
 * no scope, a token of an M2M client names no authorization in its `jti`.
 */
function isAccessToken(claims: Record<string, unknown>, projectId: string): boolean {
  return (
    isText(claims['sub']) &&
    isText(claims['client_id']) &&
    isText(claims['scope']) &&
    isText(claims['jti']) &&
    isText(claims['iss']) &&
    typeof claims['iat'] === 'number' &&
    typeof claims['exp'] === 'number' &&
    Array.isArray(claims['aud']) &&
    claims['aud'][0] === projectId
  );
}

/** undefined for what is no access token of a Connected App of this environment. */
export function readAccessToken(
  signer: JwtSigner,
  environment: Environment,
  token: string,
  realNow: number,
): AccessToken | undefined {
  const claims = signer.read(environment, token)?.claims;
  if (!claims || !isAccessToken(claims, environment.projectId)) return undefined;
  const known = claims as AccessTokenClaims;
  const authorizationId = authorizationOf(known.jti);
  if (authorizationId === undefined) return undefined;
  const issuedAt = issuedAtOf(known.jti);
  const expiresAt = issuedAt + (known.exp - known.iat) * SECOND;
  // Both clocks count: a TEST clock that was set back does not bring a dead token back.
  const expired = expiresAt <= environment.now() || known.exp * SECOND <= realNow;
  return { claims: known, authorizationId, issuedAt, expiresAt, expired };
}
