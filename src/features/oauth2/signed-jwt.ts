import type { Clock } from '../../platform/clock.ts';
import type { Environment } from '../projects/environment.ts';
import { activeKey } from '../sessions/session-jwt.ts';
import { isListed } from '../sessions/signing-key.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';

/** Claims under a signature of the environment. What they mean is not decided here. */
export interface SignedJwt {
  claims: Record<string, unknown>;
  /** What the signature is over: base64url has several spellings of one signature. */
  signed: string;
}

/** JWTs under the keys that also sign session JWTs. */
export interface JwtSigner {
  /** `header` beside `alg`, `kid` and `typ`. */
  sign(
    environment: Environment,
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** undefined for what is not a JWT under a listed key of this environment; expired ones are. */
  read(environment: Environment, token: string): SignedJwt | undefined;
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

export function createJwtSigner(dependencies: { keys: SigningKeys; clock: Clock }): JwtSigner {
  const { keys, clock } = dependencies;
  return {
    async sign(environment, claims, more = {}) {
      const now = clock.now();
      const signing = activeKey(environment, now) ? environment : await keys.ensure(environment);
      const key = activeKey(signing, now);
      if (!key) throw new Error('No signing key although one was made.');
      const header = base64url({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...more });
      const signed = `${header}.${base64url(claims)}`;
      const signature = await key.sign(signed);
      return `${signed}.${signature.toString('base64url')}`;
    },

    // RFC 8725: the algorithm is fixed, and the key is one of ours, never one from the token.
    read(environment, token) {
      if (token.length > MAX_LENGTH || !COMPACT.test(token)) return undefined;
      const [header, payload, signature] = token.split('.') as [string, string, string];
      const { alg, typ, kid } = decode(header) ?? {};
      const key = environment.signingKeys.find((one) => one.kid === kid);
      if (alg !== 'RS256' || typ !== 'JWT' || !key || !isListed(key, clock.now())) return undefined;
      const signed = `${header}.${payload}`;
      if (!key.verify(signed, Buffer.from(signature, 'base64url'))) return undefined;
      const claims = decode(payload);
      return claims && { claims, signed };
    },
  };
}
