import { createPublicKey, type KeyObject } from 'node:crypto';
import { type CryptoKey, errors, type JWSHeaderParameters } from 'jose';
import { apiError } from '../catalogue.ts';
import type { RemoteKeys } from './jwks-cache.ts';
import type { Profile } from './profile.ts';

export type PublicKey = KeyObject | CryptoKey;

/** Signatures that a public key checks; never `none`, never a shared secret (RFC 8725 section 3.1). */
export const ALGORITHMS = [
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
];

/** Of one set several keys may fit a token that names none; more would be work for an attacker. */
const MAX_CANDIDATES = 5;

const curves: Readonly<Record<string, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};

/** RFC 7518 section 3.3: RSA keys have 2048 bits or more. */
function fits(key: KeyObject, algorithm: string): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (algorithm.startsWith('ES')) {
    return type === 'ec' && details?.namedCurve === curves[algorithm];
  }
  if (algorithm.startsWith('Ed')) return type === 'ed25519';
  return type === 'rsa' && (details?.modulusLength ?? 0) >= 2_048;
}

/** Undefined for a text without a key that we can read. */
export function readPem(text: string): KeyObject | undefined {
  try {
    return createPublicKey(text);
  } catch {
    return undefined;
  }
}

function pemKeys(profile: Profile, algorithm: string): KeyObject[] {
  const keys = profile.pemFiles.flatMap(({ publicKey }) => readPem(publicKey) ?? []);
  if (keys.length === 0) {
    throw apiError('trusted_token_profile_invalid_request', {
      message: 'The trusted auth token profile has no key that can be read.',
    });
  }
  return keys.filter((key) => fits(key, algorithm));
}

async function remoteCandidates(
  keys: RemoteKeys,
  header: JWSHeaderParameters,
): Promise<PublicKey[]> {
  try {
    return [await keys(header)];
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return [];
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      const candidates: PublicKey[] = [];
      for await (const key of error) {
        candidates.push(key);
        if (candidates.length === MAX_CANDIDATES) break;
      }
      return candidates;
    }
    throw apiError('trusted_token_profile_invalid_request', {
      message: 'The keys of the trusted auth token profile could not be fetched.',
      cause: error,
    });
  }
}

/** The keys of the profile that may have signed a token with this header. */
export async function candidateKeys(
  profile: Profile,
  header: JWSHeaderParameters & { alg: string },
  remote: (url: string) => RemoteKeys,
): Promise<PublicKey[]> {
  return profile.jwksUrl === null
    ? pemKeys(profile, header.alg)
    : remoteCandidates(remote(profile.jwksUrl), header);
}
