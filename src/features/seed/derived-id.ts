import { createHash } from 'node:crypto';

function uuidOf(bytes: Buffer): string {
  // Version 8 and variant 10 (RFC 9562 section 5.8).
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

const digest = (parts: readonly string[]): Buffer =>
  createHash('sha256').update(JSON.stringify(parts)).digest();

/**
 * A uuid made from names by SHA-256, the same on every machine. Whoever knows the names knows the
 * uuid, so it must never be a secret.
 */
export const derivedId = (...parts: string[]): string => uuidOf(digest(parts));

/** The same, sorted by position and before every uuid that is made of the time. */
export function derivedOrderedId(position: number, ...parts: string[]): string {
  const bytes = digest(parts);
  bytes.writeUIntBE(position, 0, 6);
  return uuidOf(bytes);
}
