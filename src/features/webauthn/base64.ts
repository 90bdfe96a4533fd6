const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/**
 * The bytes of base64 in either alphabet, padded or not; undefined for anything else. Node's own
 * decoder skips what it does not know.
 */
export function readBase64(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || !BASE64.test(value)) return undefined;
  const digits = value.replace(/=+$/, '');
  // One digit over carries six bits: no byte.
  return digits.length % 4 === 1 ? undefined : Buffer.from(digits, 'base64url');
}

/** The spelling that browsers and the database use. */
export const toBase64Url = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
