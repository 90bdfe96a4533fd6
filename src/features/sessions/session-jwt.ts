import type { Clock } from '../../platform/clock.ts';
import { apiError } from '../catalogue.ts';
import { audienceOf } from '../jwt-templates/jwt-templates.ts';
import type { Environment } from '../projects/environment.ts';
import { readJwt, signJwt } from './signed-jwt.ts';
import type { SigningKey } from './signing-key.ts';
import type { Session } from './wire.ts';

/** Claim that carries the session (behaviour-core 2.4). */
export const SESSION_CLAIM = 'https://stytch.com/session';
/** Life of a session JWT, whatever the session's own expiry. */
const LIFETIME_SECONDS = 300;
/** Of all JWTs kept for handing out again: some ten thousand of the usual ones. */
const MAX_CHARACTERS = 24_000_000;

export interface SessionJwts {
  mint(environment: Environment, session: Session): Promise<string>;
}

export interface SessionJwtOptions {
  /** Base URL that becomes the issuer; undefined for `stytch.com/<project_id>`. */
  issuerUrl: string | undefined;
  /** A JWT younger than this is handed out again while nothing else in it changed; 0 never. */
  reuseSeconds: number;
}

export const sessionIssuers = (environment: Environment, options: SessionJwtOptions): string[] => [
  `stytch.com/${environment.projectId}`,
  ...(options.issuerUrl === undefined ? [] : [options.issuerUrl]),
];

/**
 * The newest key that may sign. Key times and token times are real time, never a test clock. The
 * first key of all signs at once, also on a node whose clock is behind that of the key's maker.
 */
export const activeKey = (environment: Environment, realNow: number): SigningKey | undefined =>
  environment.signingKeys.findLast((key) => key.signsFrom <= realNow) ?? environment.signingKeys[0];

const sizeOf = (entry: Kept): number => entry.content.length + entry.jwt.length;

interface Kept {
  content: string;
  mintedAt: number;
  jwt: string;
}

/**
 * Mints session JWTs. The token times are real time even where a TEST environment's clock was
 * moved: the SDKs check them against the machine's clock.
 */
export function createSessionJwts(options: SessionJwtOptions, clock: Clock): SessionJwts {
  const kept = new Map<string, Kept>();

  let characters = 0;

  function forget(id: string): void {
    const entry = kept.get(id);
    if (!entry) return;
    kept.delete(id);
    characters -= sizeOf(entry);
  }

  function remember(id: string, entry: Kept): void {
    forget(id);
    kept.set(id, entry);
    characters += sizeOf(entry);
    while (characters > MAX_CHARACTERS) forget(kept.keys().next().value as string);
  }

  return {
    async mint(environment, session) {
      const now = clock.now();
      const key = activeKey(environment, now);
      if (!key) throw new Error('No signing key: ensureSigningKey comes before mint.');
      const issuer = options.issuerUrl ?? `stytch.com/${environment.projectId}`;
      const { last_accessed_at, custom_claims, session_id, user_id, ...rest } = session;
      const audience = audienceOf(environment, 'SESSION');
      // Everything the token says except its times and last_accessed_at.
      const content = JSON.stringify([key.kid, issuer, audience, user_id, custom_claims, rest]);
      const found = kept.get(session_id);
      if (
        found &&
        found.content === content &&
        now - found.mintedAt < options.reuseSeconds * 1_000 &&
        now >= found.mintedAt
      ) {
        return found.jwt;
      }
      const issuedAt = Math.floor(now / 1_000);
      const jwt = await signJwt(key, {
        ...custom_claims,
        aud: audience,
        exp: issuedAt + LIFETIME_SECONDS,
        [SESSION_CLAIM]: { id: session_id, last_accessed_at, ...rest },
        iat: issuedAt,
        iss: issuer,
        nbf: issuedAt,
        sub: user_id,
      });
      if (options.reuseSeconds > 0) remember(session_id, { content, mintedAt: now, jwt });
      return jwt;
    },
  };
}

/**
 * Reads the session id out of a session JWT of this environment. `exp` does not matter: the
 * session decides (behaviour-core 2.2).
 */
export function readSessionJwt(
  environment: Environment,
  jwt: string,
  options: SessionJwtOptions,
  realNow: number,
): string {
  const read = readJwt(environment, jwt, realNow);
  if (!read) throw apiError('unable_to_parse_session_jwt');
  const { claims } = read;
  const audience = claims['aud'];
  if (!Array.isArray(audience) || !audience.includes(environment.projectId)) {
    throw apiError('jwt_invalid_audience');
  }
  if (!sessionIssuers(environment, options).includes(String(claims['iss']))) {
    throw apiError('jwt_invalid_issuer');
  }
  const session = claims[SESSION_CLAIM] as { id?: unknown } | undefined;
  if (typeof session?.id !== 'string') throw apiError('jwt_invalid_claims');
  return session.id;
}
