import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect } from 'vitest';
import type { Answer, TestApp } from './test-app.ts';

/** A wallet as a browser has it. */
export interface TestWallet {
  type: 'ethereum' | 'solana';
  address: string;
  /** Signs a text the way the wallet's users do. */
  sign(message: string): string;
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function encodeBase58(bytes: Uint8Array): string {
  let value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = '';
  for (; value > 0n; value /= 58n) text = BASE58.charAt(Number(value % 58n)) + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return BASE58.charAt(0).repeat(zeros < 0 ? bytes.length : zeros) + text;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** EIP-191. */
export function personalHash(message: string): Uint8Array {
  const bytes = utf8(message);
  return keccak_256(
    Buffer.concat([utf8(`\u0019Ethereum Signed Message:\n${bytes.length}`), bytes]),
  );
}

/** `personal_sign` of an Ethereum wallet with a random key; its address in lower case. */
export function ethereumWallet(): TestWallet & { secretKey: Uint8Array } {
  const secretKey = secp256k1.utils.randomSecretKey();
  const publicKey = secp256k1.getPublicKey(secretKey, false);
  return {
    type: 'ethereum',
    secretKey,
    address: `0x${hex(keccak_256(publicKey.subarray(1)).subarray(-20))}`,
    sign(message) {
      const options = { prehash: false, format: 'recovered' } as const;
      const [recovery = 0, ...rs] = secp256k1.sign(personalHash(message), secretKey, options);
      return `0x${hex(Uint8Array.from(rs))}${(recovery + 27).toString(16)}`;
    },
  };
}

/** PKCS #8 of an Ed25519 seed before its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function solanaWallet(): TestWallet {
  const key = Buffer.concat([PKCS8, randomBytes(32)]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    type: 'solana',
    address: encodeBase58(publicKey.subarray(-32)),
    sign: (message) => encodeBase58(sign(null, Buffer.from(message), privateKey)),
  };
}

const named = (wallet: TestWallet) => ({
  crypto_wallet_type: wallet.type,
  crypto_wallet_address: wallet.address,
});

export const startWallet = (
  app: TestApp,
  wallet: TestWallet,
  extra: object = {},
): Promise<Answer> =>
  app.call('POST', '/v1/crypto_wallets/authenticate/start', { ...named(wallet), ...extra });

export const sendSignature = (
  app: TestApp,
  wallet: TestWallet,
  signature: unknown,
  extra: object = {},
): Promise<Answer> =>
  app.call('POST', '/v1/crypto_wallets/authenticate', { ...named(wallet), signature, ...extra });

/** Starts and signs: what crypto_wallets/authenticate answered. */
export async function walletLogin(
  app: TestApp,
  wallet: TestWallet,
  extra: object = {},
  startExtra: object = {},
): Promise<Answer> {
  const started = await startWallet(app, wallet, startExtra);
  expect(started.body).toMatchObject({ status_code: 200 });
  return sendSignature(app, wallet, wallet.sign(started.body.challenge), extra);
}
