import { createPublicKey, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { decodeBase58 } from './base58.ts';

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** SubjectPublicKeyInfo of an Ed25519 key before its 32 bytes (RFC 8410 section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** An address is an Ed25519 public key in base58. */
export const isSolanaAddress = (text: string): boolean =>
  decodeBase58(text, KEY_BYTES) !== undefined;

export const readSolanaSignature = (text: string): Uint8Array | undefined =>
  decodeBase58(text, SIGNATURE_BYTES);

/** Under the few keys of small order anybody's signature holds; other texts are no keys at all. */
function isRealKey(key: Uint8Array): boolean {
  try {
    return !ed25519.Point.fromBytes(key).isSmallOrder();
  } catch {
    return false;
  }
}

/** Whether the key behind the address signed the UTF-8 bytes of the message (RFC 8032). */
export function isSignedBySolana(address: string, message: string, signature: Uint8Array): boolean {
  const key = decodeBase58(address, KEY_BYTES);
  if (!key || !isRealKey(key)) return false;
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, key]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, Buffer.from(message, 'utf8'), publicKey, signature);
}
