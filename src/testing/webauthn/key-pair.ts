import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Cbor } from './cbor.ts';

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256' | 'ES384';

export interface KeyPair {
  algorithm: Algorithm;
  /** The COSE key (RFC 9052 section 7). */
  cose: Map<Cbor, Cbor>;
  sign(data: Uint8Array): Buffer;
}

type Pair = { publicKey: KeyObject; privateKey: KeyObject };

const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');

const jwkOf = (pair: Pair) => pair.publicKey.export({ format: 'jwk' });

const elliptic = (pair: Pair, alg: number, crv: number) => {
  const { x, y } = jwkOf(pair);
  return new Map<Cbor, Cbor>([
    [1, 2],
    [3, alg],
    [-1, crv],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ]);
};

/** A key pair of an authenticator. RSA takes a second to make: tests share theirs. */
export function newKeyPair(algorithm: Algorithm): KeyPair {
  switch (algorithm) {
    case 'ES256':
    case 'ES384': {
      const small = algorithm === 'ES256';
      const pair = generateKeyPairSync('ec', { namedCurve: small ? 'P-256' : 'P-384' });
      const hash = small ? 'sha256' : 'sha384';
      const cose = small ? elliptic(pair, -7, 1) : elliptic(pair, -35, 2);
      return { algorithm, cose, sign: (data) => sign(hash, data, pair.privateKey) };
    }
    case 'EdDSA': {
      const pair = generateKeyPairSync('ed25519');
      const cose = new Map<Cbor, Cbor>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(jwkOf(pair).x)],
      ]);
      return { algorithm, cose, sign: (data) => sign(null, data, pair.privateKey) };
    }
    case 'RS256': {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
      const { n, e } = jwkOf(pair);
      const cose = new Map<Cbor, Cbor>([
        [1, 3],
        [3, -257],
        [-1, bytes(n)],
        [-2, bytes(e)],
      ]);
      return { algorithm, cose, sign: (data) => sign('sha256', data, pair.privateKey) };
    }
  }
}
