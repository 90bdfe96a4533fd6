import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { apiError } from '../catalogue.ts';
import { ALGORITHMS, candidateKeys, type PublicKey } from './candidate-keys.ts';
import type { RemoteKeys } from './jwks-cache.ts';
import type { Profile } from './profile.ts';

/** Characters; tokens of providers with many groups have some 10,000. */
const MAX_TOKEN = 32_768;
/** Seconds by which another machine's clock may differ. */
const TOLERANCE = 30;

const invalid = (cause?: unknown) => apiError('invalid_trusted_auth_token', { cause });

function readHeader(token: string) {
  if (token.length > MAX_TOKEN) throw invalid();
  try {
    const header = decodeProtectedHeader(token);
    const { alg } = header;
    if (typeof alg === 'string' && ALGORITHMS.includes(alg)) return { ...header, alg };
  } catch {
    // Told below: the text is no JWT.
  }
  throw invalid();
}

/** What a failed check is called here; undefined where another key may do better. */
function refusalOf(error: unknown): Error | undefined {
  if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
  if (error instanceof errors.JWTExpired) return invalid(error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return apiError('jwt_invalid_issuer', { cause: error });
    if (error.claim === 'aud') return apiError('jwt_invalid_audience', { cause: error });
    const early = error.claim === 'nbf' && error.reason === 'check_failed';
    return early ? invalid(error) : apiError('jwt_invalid_claims', { cause: error });
  }
  return invalid(error);
}

async function verifyWith(
  key: PublicKey,
  token: string,
  profile: Profile,
  now: number,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ALGORITHMS,
      issuer: profile.issuer,
      audience: profile.audience,
      // Without it a token would be good for ever.
      requiredClaims: ['exp'],
      clockTolerance: TOLERANCE,
      currentDate: new Date(now),
    });
    return payload;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) throw refusal;
    return undefined;
  }
}

/**
 * The claims of a token that the profile vouches for: signature first, then issuer, audience and
 * times (RFC 7519 section 7.2). `now` is real time, never a test clock: the token's issuer has its
 * own.
 */
export async function verifyToken(
  profile: Profile,
  token: string,
  remote: (url: string) => RemoteKeys,
  now: number,
): Promise<JWTPayload> {
  const header = readHeader(token);
  for (const key of await candidateKeys(profile, header, remote)) {
    const payload = await verifyWith(key, token, profile, now);
    if (payload) return payload;
  }
  throw invalid();
}
