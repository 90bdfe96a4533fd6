import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { assertCodeChallenge, verifyPkce } from './pkce.ts';

// The example of RFC 7636 appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const typeOf = (run: () => void): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.type;
    throw error;
  }
};

describe('a code challenge', () => {
  test('of S256 is accepted', () => {
    expect(typeOf(() => assertCodeChallenge(challenge))).toBeUndefined();
  });

  test.each([
    ['empty', ''],
    ['too short', challenge.slice(1)],
    ['padded', `${challenge}=`],
    ['in plain base64', `+/${challenge.slice(2)}`],
    ['with a line break', `${challenge}\n`],
    ['a plain verifier that is too long', 'a'.repeat(128)],
    ['very long', 'a'.repeat(1_000_000)],
  ])('that is %s is refused', (_name, value) => {
    expect(typeOf(() => assertCodeChallenge(value))).toBe('invalid_pkce_code_challenge');
  });
});

describe('a code verifier', () => {
  test('that hashes to the challenge passes', () => {
    expect(typeOf(() => verifyPkce(challenge, verifier))).toBeUndefined();
  });

  test.each([
    ['16 short hex numbers, as the web SDK may make', '0123456789abcdef'],
    ['128 characters', 'f'.repeat(128)],
  ])('may be %s', (_name, value) => {
    const own = createHash('sha256').update(value).digest('base64url');
    expect(typeOf(() => verifyPkce(own, value))).toBeUndefined();
  });

  test.each([
    ['missing where a challenge was sent', challenge, undefined, 'pkce_expected_code_verifier'],
    ['empty where a challenge was sent', challenge, '', 'pkce_expected_code_verifier'],
    ['given without a challenge', null, verifier, 'pkce_did_not_expect_code_verifier'],
    ['of another flow', challenge, `${verifier}x`, 'pkce_mismatch'],
    ['the challenge itself, as method plain would have it', challenge, challenge, 'pkce_mismatch'],
    ['too short', challenge, 'abc', 'invalid_pkce_code_verifier'],
    ['too long', challenge, 'a'.repeat(513), 'invalid_pkce_code_verifier'],
    ['not ASCII', challenge, 'é'.repeat(43), 'invalid_pkce_code_verifier'],
    ['with a control character', challenge, `${verifier}\u0000`, 'invalid_pkce_code_verifier'],
  ])('that is %s is refused', (_name, stored, given, type) => {
    expect(typeOf(() => verifyPkce(stored, given))).toBe(type);
  });

  test('may be left out, or empty, where the flow has no challenge', () => {
    expect(typeOf(() => verifyPkce(null, undefined))).toBeUndefined();
    expect(typeOf(() => verifyPkce(null, ''))).toBeUndefined();
  });

  test('never passes for another challenge', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (other) => {
        fc.pre(other !== verifier);
        expect(typeOf(() => verifyPkce(challenge, other))).toContain('pkce');
      }),
    );
  });
});
