import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { safeEqual } from '../../../platform/crypto/tokens.ts';
import type { JsonObject } from '../providers/entry.ts';
import { issuersOf, type Party } from './party.ts';

/** Seconds that the provider's clock and ours may differ. */
const CLOCK_TOLERANCE = 60;
/** No provider hands out ID tokens that hold longer; a lower bound for `iat` besides. */
const MAX_AGE_SECONDS = 86_400;
const REQUIRED = ['iss', 'sub', 'aud', 'exp', 'iat'];

export interface IdTokenExpectation {
  /** The client ids that it may be for. */
  audiences: readonly string[];
  /** What its nonce may be; undefined where none was given to the provider. */
  nonces: readonly string[] | undefined;
  keys: JWTVerifyGetKey;
  now: number;
}

const broken = (claim: string, payload: JWTPayload): errors.JWTClaimValidationFailed =>
  new errors.JWTClaimValidationFailed(`unexpected "${claim}" claim value`, payload, claim);

/** Several audiences: then we must be the one that it was issued to (Core 1.0 section 3.1.3.7). */
function checkParty(payload: JWTPayload, audiences: readonly string[]): void {
  const many = Array.isArray(payload.aud) && payload.aud.length > 1;
  if (many && !audiences.includes(String(payload['azp']))) throw broken('azp', payload);
}

function checkNonce(party: Party, payload: JWTPayload, nonces: readonly string[] | undefined) {
  const { nonce } = payload;
  if (nonces === undefined) return;
  if (nonce === undefined && party.entry.idToken?.nonce === false) return;
  const fits = typeof nonce === 'string' && nonces.some((one) => safeEqual(one, nonce));
  if (!fits) throw broken('nonce', payload);
}

/** Those that the party's tokens may name; none where the token says what fits no rule. */
function expectedIssuers(party: Party, payload: JWTPayload): string[] {
  const overridden = party.settings.endpoints.issuer;
  const rule = party.entry.idToken?.issuer;
  if (overridden !== undefined || !rule) return [...issuersOf(party.endpoints)];
  const named = rule(payload, party.settings);
  return named === undefined ? [] : [named];
}

/**
 * OpenID Connect Core 1.0 section 3.1.3.7 and RFC 8725: signature under one of the provider's
 * published keys, algorithm of its list, issuer, audience, times and nonce. Times are the real ones,
 * whatever the clock of a TEST environment says: providers live in real time.
 */
export async function verifyIdToken(
  party: Party,
  idToken: string,
  expectation: IdTokenExpectation,
): Promise<JsonObject> {
  const issuers = expectedIssuers(party, decodeJwt(idToken));
  if (issuers.length === 0) throw broken('iss', {});
  const { payload, protectedHeader } = await jwtVerify(idToken, expectation.keys, {
    algorithms: [...party.algorithms],
    issuer: issuers,
    audience: [...expectation.audiences],
    requiredClaims: REQUIRED,
    clockTolerance: CLOCK_TOLERANCE,
    maxTokenAge: MAX_AGE_SECONDS,
    currentDate: new Date(expectation.now),
  });
  // Access and logout tokens of the same keys are no ID tokens (RFC 8725 section 3.11).
  const { typ } = protectedHeader;
  if (typ !== undefined && typ.toUpperCase() !== 'JWT') {
    throw new errors.JWTInvalid('it is a token of another type');
  }
  checkParty(payload, expectation.audiences);
  checkNonce(party, payload, expectation.nonces);
  return payload;
}
