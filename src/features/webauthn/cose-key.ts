import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { toBase64Url } from './base64.ts';

/** COSE algorithms (IANA registry; RFC 9053, RFC 8812) in the order we prefer them. */
export const ALGORITHMS = { ES256: -7, EdDSA: -8, RS256: -257 } as const;

/** Labels of a COSE key (RFC 9052 section 7.1; RFC 9053 section 7; RFC 8230 section 4). */
const KEY_TYPE = 1;
const ALGORITHM = 3;
const OKP = 1;
const EC2 = 2;
const RSA = 3;
const P256 = 1;
const ED25519 = 6;

/** 2048 to 4096 bits. A larger modulus would make each check of a signature expensive. */
const RSA_BYTES = { min: 256, max: 512 };
const RSA_EXPONENT_BYTES = 4;

export type KeyVerdict = 'good' | 'unsupported' | 'malformed';

type CoseKey = ReadonlyMap<unknown, unknown>;

function bytes(key: CoseKey, label: number, min: number, max = min): string {
  const value = key.get(label);
  if (!(value instanceof Uint8Array)) throw new TypeError(`no byte string at ${label}`);
  if (value.length < min || value.length > max) throw new RangeError(`wrong length at ${label}`);
  return toBase64Url(value);
}

function expect(key: CoseKey, label: number, value: number): void {
  if (key.get(label) !== value) throw new TypeError(`not ${value} at ${label}`);
}

const toJwk: Record<number, (key: CoseKey) => JsonWebKey> = {
  [ALGORITHMS.ES256](key) {
    expect(key, KEY_TYPE, EC2);
    expect(key, -1, P256);
    return { kty: 'EC', crv: 'P-256', x: bytes(key, -2, 32), y: bytes(key, -3, 32) };
  },
  [ALGORITHMS.EdDSA](key) {
    expect(key, KEY_TYPE, OKP);
    expect(key, -1, ED25519);
    return { kty: 'OKP', crv: 'Ed25519', x: bytes(key, -2, 32) };
  },
  [ALGORITHMS.RS256](key) {
    expect(key, KEY_TYPE, RSA);
    const n = bytes(key, -1, RSA_BYTES.min, RSA_BYTES.max);
    return { kty: 'RSA', n, e: bytes(key, -2, 1, RSA_EXPONENT_BYTES) };
  },
};

/**
 * Whether signatures can be checked with the key, before anybody relies on it: a key that is on no
 * curve would be accepted now and refuse its owner for ever.
 */
export function judgeKey(key: unknown): KeyVerdict {
  if (!(key instanceof Map)) return 'malformed';
  const algorithm: unknown = key.get(ALGORITHM);
  if (typeof algorithm !== 'number') return 'malformed';
  const read = toJwk[algorithm];
  if (!read) return 'unsupported';
  try {
    createPublicKey({ key: read(key), format: 'jwk' });
    return 'good';
  } catch {
    return 'malformed';
  }
}
