import type { Environment } from '../projects/environment.ts';
import { isListed, type SigningKey } from './signing-key.ts';

/**
 * JWTs under an environment's own RS256 keys, in the compact form (RFC 7515 section 3.1). By hand
 * and not by jose, whose verify costs several times the RSA operation.
 */
export interface SignedJwt {
  claims: Record<string, unknown>;
  /** What the signature is over: base64url has several spellings of one signature. */
  signed: string;
}

/** Ours are below 16 kB: 4 kB of claims plus factors or scopes, in base64. */
const MAX_LENGTH = 65_536;
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

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

export async function signJwt(
  key: SigningKey,
  claims: object,
  headerMembers: object = {},
): Promise<string> {
  const header = encode({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...headerMembers });
  const signed = `${header}.${encode(claims)}`;
  return `${signed}.${(await key.sign(signed)).toString('base64url')}`;
}

/**
 * undefined for what no key of the environment that still counts has signed. RFC 8725: the
 * algorithm is fixed, and the key is one of ours by kid, never one from the token. Audience,
 * issuer and times are the caller's questions.
 */
export function readJwt(
  environment: Environment,
  jwt: string,
  realNow: number,
): SignedJwt | undefined {
  if (jwt.length > MAX_LENGTH || !COMPACT.test(jwt)) return undefined;
  const [header, payload, signature] = jwt.split('.') as [string, string, string];
  const { alg, typ, kid } = decode(header) ?? {};
  const key = environment.signingKeys.find((candidate) => candidate.kid === kid);
  if (alg !== 'RS256' || typ !== 'JWT' || !key || !isListed(key, realNow)) return undefined;
  const signed = `${header}.${payload}`;
  if (!key.verify(signed, Buffer.from(signature, 'base64url'))) return undefined;
  const claims = decode(payload);
  return claims && { claims, signed };
}
