import { hashToken, looksLikeToken, newToken } from '../../platform/crypto/tokens.ts';

/** 33 random bytes, 44 base64url characters (behaviour-core 0.1). */
export const newChallenge = newToken;

export const hashChallenge = hashToken;

/**
 * The challenge we gave out, from what a client put into its clientDataJSON: the base64url of its
 * bytes, or, as one mobile SDK does, of its text (behaviour-core 6.2). The lengths tell which.
 */
export function readChallenge(sent: string): string | undefined {
  const challenge = sent.replace(/={1,2}$/, '');
  if (looksLikeToken(challenge)) return challenge;
  const text = Buffer.from(challenge, 'base64url').toString('latin1');
  return looksLikeToken(text) ? text : undefined;
}
