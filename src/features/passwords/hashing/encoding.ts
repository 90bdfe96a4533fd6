import { timingSafeEqual } from 'node:crypto';

/** Base64 as in PHC strings: the standard alphabet without padding. */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/**
 * Strict, unlike Buffer.from: undefined unless the text is base64 (standard or URL alphabet, padding
 * whole or absent) that encoding would give again.
 */
export function fromBase64(text: string): Buffer | undefined {
  const body = text.replace(/={1,2}$/, '');
  if (body.length !== text.length && text.length % 4 !== 0) return undefined;
  const standard = body.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Buffer.from(standard, 'base64');
  return toBase64(bytes) === standard ? bytes : undefined;
}

/** Either case; undefined unless the text is whole bytes in hex. */
export const fromHex = (text: string): Buffer | undefined =>
  /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;

/** Constant time; the lengths may leak. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b);

/** A stored hash that does not read back was changed by hand or by a bug. */
export const corrupt = (): Error => new Error('a stored password hash cannot be read');
