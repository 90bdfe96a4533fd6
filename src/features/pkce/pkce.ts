import { createHash } from 'node:crypto';
import { safeEqual } from '../../platform/crypto/tokens.ts';
import { apiError } from '../catalogue.ts';

/** base64url of a SHA-256, without padding: S256 is the only method (RFC 7636 4.2). */
const challengeFormat = /^[A-Za-z0-9_-]{43}$/;
/**
 * Wider than the 43..128 unreserved characters of RFC 7636 4.1: the web SDK joins 16 hex numbers
 * of varying length, so its verifiers can be shorter.
 */
const verifierFormat = /^[\x21-\x7e]{16,512}$/;

/** Throws `invalid_pkce_code_challenge` unless the value can be the challenge of some verifier. */
export function assertCodeChallenge(value: string): void {
  if (!challengeFormat.test(value)) throw apiError('invalid_pkce_code_challenge');
}

/**
 * Checks the verifier of an authenticate call against the challenge its flow began with. An empty
 * verifier counts as none.
 *
 * Call it before the token is consumed: the web SDK tries one verifier after the other with the
 * same token, so a failure here must leave the token usable.
 */
export function verifyPkce(storedChallenge: string | null, verifier: string | undefined): void {
  const given = verifier === '' ? undefined : verifier;
  if (storedChallenge === null) {
    if (given !== undefined) throw apiError('pkce_did_not_expect_code_verifier');
    return;
  }
  if (given === undefined) throw apiError('pkce_expected_code_verifier');
  if (!verifierFormat.test(given)) throw apiError('invalid_pkce_code_verifier');
  const computed = createHash('sha256').update(given, 'ascii').digest('base64url');
  if (!safeEqual(computed, storedChallenge)) throw apiError('pkce_mismatch');
}
