import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 33 random bytes as 44 base64url characters: session, OAuth and magic-link tokens. */
export const newToken = (): string => randomBytes(33).toString('base64url');

/** The shape of every opaque token: 44 base64url characters, the last may be padding. */
const TOKEN_SHAPE = /^[A-Za-z0-9_-]{43}[A-Za-z0-9_=-]$/;
export const looksLikeToken = (text: string): boolean => TOKEN_SHAPE.test(text);

/**
 * SHA-256 of a high-entropy secret, base64url. Plain hashing is enough for 256 random bits; a
 * lookup by this hash leaks nothing through timing that helps to guess the token.
 */
export const hashToken = (token: string): string => hash('sha256', token, 'base64url');

/** Constant-time comparison of two texts; the lengths may leak. */
export function safeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
