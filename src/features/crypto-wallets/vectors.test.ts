import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeBase58 } from './base58.ts';
import { checksumAddress, isEthereumAddress, readEthereumSignature } from './ethereum.ts';
import { isSignedBy, readSignature } from './signature.ts';
import { siweText } from './siwe-message.ts';
import { isSolanaAddress } from './solana.ts';
import { readWallet, type WalletType } from './wallet.ts';

interface Signed {
  address: string;
  message: string;
  signature: string;
}

interface SiweFields {
  address: string;
  chainId: number;
  domain: string;
  nonce: string;
  uri: string;
  issuedAt: string;
  expirationTime: string;
  statement?: string;
  notBefore?: string;
  requestId?: string;
  resources?: string[];
}

/** Made with viem (Ethereum, EIP-4361) and with @solana/web3.js, tweetnacl and bs58 (Solana). */
const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as {
  ethereum: Signed[];
  solana: Signed[];
  siwe: { fields: SiweFields; text: string }[];
  checksums: string[];
  base58: { hex: string; text: string }[];
};

const signedBy = (type: WalletType, address: string, message: string, signature: string) =>
  isSignedBy(readWallet(type, address), message, readSignature(type, signature));

describe.each(['ethereum', 'solana'] as const)('a signature of another library (%s)', (type) => {
  const all = vectors[type];

  test.each(all)(
    'holds for its address and message: $message',
    ({ address, message, signature }) => {
      expect(signedBy(type, address, message, signature)).toBe(true);
    },
  );

  test.each(all)('holds for no other message and no other address: $message', (one) => {
    expect(signedBy(type, one.address, `${one.message}!`, one.signature)).toBe(false);
    for (const { address } of all.filter((other) => other.address !== one.address)) {
      expect(signedBy(type, address, one.message, one.signature)).toBe(false);
    }
  });
});

describe('v of an Ethereum signature', () => {
  const [{ address, message, signature } = { address: '', message: '', signature: '' }] =
    vectors.ethereum;
  const v = Number.parseInt(signature.slice(-2), 16);
  const withV = (value: number) =>
    `${signature.slice(0, -2)}${value.toString(16).padStart(2, '0')}`;

  test('may be 0 and 1 in place of 27 and 28', () => {
    expect(signedBy('ethereum', address, message, withV(v - 27))).toBe(true);
    expect(signedBy('ethereum', address, message, withV(28 - v))).toBe(false);
  });

  test.each([2, 3, 26, 29, 37, 255])('is not %i', (value) => {
    expect(readEthereumSignature(withV(value))).toBe('value');
  });
});

describe('an Ethereum address', () => {
  test.each(vectors.checksums)('%s has the checksum of EIP-55', (address) => {
    expect(checksumAddress(address.toLowerCase())).toBe(address);
    expect(isEthereumAddress(address)).toBe(true);
  });

  test.each(vectors.checksums)('%s may be written in one case', (address) => {
    expect(isEthereumAddress(address.toLowerCase())).toBe(true);
    expect(isEthereumAddress(`0x${address.slice(2).toUpperCase()}`)).toBe(true);
  });

  test.each(vectors.checksums)('%s with one letter in the wrong case is mistyped', (address) => {
    const at = address.search(/[a-f]/);
    const wrong = address.slice(0, at) + address.charAt(at).toUpperCase() + address.slice(at + 1);
    expect(isEthereumAddress(wrong)).toBe(false);
  });
});

describe('base58', () => {
  test.each(vectors.base58)('reads $text', ({ hex, text }) => {
    expect(decodeBase58(text, hex.length / 2)).toEqual(new Uint8Array(Buffer.from(hex, 'hex')));
  });

  test('has one meaning for each text', () => {
    const address = vectors.solana[0]?.address ?? '';
    expect(isSolanaAddress(address)).toBe(true);
    for (const text of [`1${address}`, `${address}11`, `0${address.slice(1)}`, ` ${address}`]) {
      expect(isSolanaAddress(text)).toBe(false);
    }
  });
});

test.each(vectors.siwe)('the text of a SIWE message is that of another library (%#)', (vector) => {
  const { fields, text } = vector;
  const written = siweText({
    domain: fields.domain,
    address: fields.address,
    statement: fields.statement,
    uri: fields.uri,
    chainId: String(fields.chainId),
    nonce: fields.nonce,
    issuedAt: Date.parse(fields.issuedAt),
    expiresAt: Date.parse(fields.expirationTime),
    notBefore: fields.notBefore === undefined ? undefined : Date.parse(fields.notBefore),
    requestId: fields.requestId,
    resources: fields.resources ?? [],
  });
  expect(written).toBe(text);
});
