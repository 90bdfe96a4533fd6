import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** With the capitals that are its checksum (EIP-55). `address` is `0x` and 40 digits. */
export function checksumAddress(address: string): string {
  const digits = address.slice(2).toLowerCase();
  const hash = hex(keccak_256(utf8(digits)));
  const written = [...digits].map((digit, index) =>
    Number.parseInt(hash.charAt(index), 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${written.join('')}`;
}

/** Digits of one case have no checksum; in mixed ones a mistyped letter shows (EIP-55). */
export function isEthereumAddress(text: string): boolean {
  if (!ADDRESS.test(text)) return false;
  const digits = text.slice(2);
  const hasChecksum = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  return !hasChecksum || checksumAddress(text) === text;
}

/** What `personal_sign` hashes (EIP-191, version 0x45). The length counts bytes. */
function personalMessageHash(message: string): Uint8Array {
  const bytes = utf8(message);
  const prefix = utf8(`\u0019Ethereum Signed Message:\n${bytes.length}`);
  return keccak_256(Buffer.concat([prefix, bytes]));
}

/** r and s of 32 bytes each, and v: 27 and 28, or 0 and 1 as some wallets have it. */
const SIGNATURE_BYTES = 65;

export interface EthereumSignature {
  /** r and s. */
  compact: Uint8Array;
  recovery: 0 | 1;
}

export type SignatureProblem = 'not hexadecimal' | 'size' | 'value';

/** Reads `0x` and 65 bytes in hexadecimal, or tells what is wrong with it. */
export function readEthereumSignature(text: string): EthereumSignature | SignatureProblem {
  const digits = text.startsWith('0x') ? text.slice(2) : '';
  if (digits === '' || !/^[0-9a-fA-F]*$/.test(digits)) return 'not hexadecimal';
  if (digits.length !== 2 * SIGNATURE_BYTES) return 'size';
  const bytes = Buffer.from(digits, 'hex');
  const v = bytes.readUInt8(64);
  const recovery = v >= 27 ? v - 27 : v;
  if (recovery !== 0 && recovery !== 1) return 'value';
  const compact = new Uint8Array(bytes.subarray(0, 64));
  try {
    // Of the two values that s may have only the low one: no signature has a twin (EIP-2).
    if (secp256k1.Signature.fromBytes(compact, 'compact').hasHighS()) return 'value';
  } catch {
    // r or s is zero, or not below the order of the group.
    return 'value';
  }
  return { compact, recovery };
}

/** Lower-case address of the key that signed the message; undefined where there is no such key. */
export function recoverAddress(message: string, signature: EthereumSignature): string | undefined {
  try {
    const key = secp256k1.Signature.fromBytes(signature.compact, 'compact')
      .addRecoveryBit(signature.recovery)
      .recoverPublicKey(personalMessageHash(message));
    // The address is the end of the hash of the uncompressed key, without its first byte.
    return `0x${hex(keccak_256(key.toBytes(false).subarray(1)).subarray(-20))}`;
  } catch {
    // Not every r is the x coordinate of a point.
    return undefined;
  }
}
