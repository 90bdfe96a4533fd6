import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { encodeBase58, ethereumWallet, personalHash, solanaWallet } from '../../testing/wallets.ts';
import { isSignedBy, readSignature } from './signature.ts';
import { readWallet, type WalletType } from './wallet.ts';

const problem = (type: WalletType, signature: string): string => {
  try {
    readSignature(type, signature);
  } catch (error) {
    return (error as { type: string }).type;
  }
  return 'well-formed';
};

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const word = (value: bigint) => value.toString(16).padStart(64, '0');

describe('a malformed Ethereum signature', () => {
  const good = ethereumWallet().sign('message').slice(2);
  const r = good.slice(0, 64);
  const s = good.slice(64, 128);

  test.each([
    ['', 'signature_missing'],
    [' ', 'invalid_signature'],
    ['0x', 'invalid_signature'],
    [good, 'invalid_signature'],
    [`0X${good}`, 'invalid_signature'],
    [`0x${good.slice(0, -1)}g`, 'invalid_signature'],
    [`0x${good}\n`, 'invalid_signature'],
    [`0x${good.slice(2)}`, 'signature_is_incorrect_size'],
    [`0x${good.slice(1)}`, 'signature_is_incorrect_size'],
    [`0x${good}00`, 'signature_is_incorrect_size'],
    [`0x${r}${s}`, 'signature_is_incorrect_size'],
    [`0x${'00'.repeat(65)}`, 'invalid_signature'],
    [`0x${'ff'.repeat(65)}`, 'invalid_signature'],
    [`0x${word(0n)}${s}1b`, 'invalid_signature'],
    [`0x${r}${word(0n)}1b`, 'invalid_signature'],
    [`0x${word(N)}${s}1b`, 'invalid_signature'],
    [`0x${r}${word(N)}1b`, 'invalid_signature'],
    [`0x${good}`, 'well-formed'],
    [`0x${good.toUpperCase()}`, 'well-formed'],
  ])('%s: %s', (signature, expected) => {
    expect(problem('ethereum', signature)).toBe(expected);
  });

  test('is the twin of a good one, with n - s and the other v (EIP-2)', () => {
    const twin = word(N - BigInt(`0x${s}`));
    const v = good.endsWith('1b') ? '1c' : '1b';
    expect(problem('ethereum', `0x${r}${twin}${v}`)).toBe('invalid_signature');
  });
});

test('an r that is no x coordinate of the curve is nobody, not a failure', () => {
  let r = 1n;
  const onCurve = (x: bigint) => {
    try {
      secp256k1.Point.fromHex(`02${word(x)}`);
      return true;
    } catch {
      return false;
    }
  };
  while (onCurve(r)) r += 1n;
  const signature = readSignature('ethereum', `0x${word(r)}${word(1n)}1b`);
  const wallet = readWallet('ethereum', ethereumWallet().address);
  expect(isSignedBy(wallet, 'message', signature)).toBe(false);
});

test('a signature of the bare message, without the prefix of EIP-191, does not hold', () => {
  const { secretKey, address } = ethereumWallet();
  const wallet = readWallet('ethereum', address);
  const signed = (hash: Uint8Array) => {
    const options = { prehash: false, format: 'recovered' } as const;
    const [recovery = 0, ...rs] = secp256k1.sign(hash, secretKey, options);
    const text = `0x${Buffer.from(rs).toString('hex')}${(27 + recovery).toString(16)}`;
    return readSignature('ethereum', text);
  };
  const bare = new Uint8Array(32).fill(7);
  expect(isSignedBy(wallet, 'message', signed(personalHash('message')))).toBe(true);
  expect(isSignedBy(wallet, 'message', signed(bare))).toBe(false);
});

describe('a malformed Solana signature', () => {
  const good = solanaWallet().sign('message');

  test.each([
    ['', 'signature_missing'],
    ['0'.repeat(88), 'invalid_signature'],
    [`${good.slice(0, -1)}l`, 'invalid_signature'],
    [`${good}\n`, 'invalid_signature'],
    ['0x1234', 'invalid_signature'],
    // Not a piece of the good one: a digit 1 at its beginning would stand for a whole byte.
    [encodeBase58(new Uint8Array(63).fill(7)), 'signature_is_incorrect_size'],
    [`1${good}`, 'signature_is_incorrect_size'],
    ['z'.repeat(88), 'signature_is_incorrect_size'],
    ['1'.repeat(100_000), 'signature_is_incorrect_size'],
    [encodeBase58(new Uint8Array(64)), 'well-formed'],
    [good, 'well-formed'],
  ])('%s: %s', (signature, expected) => {
    expect(problem('solana', signature)).toBe(expected);
  });
});

test('a key of small order, under which anybody signs everything, belongs to nobody', () => {
  // The neutral element, and a signature of R = S = nothing, which bare RFC 8032 math accepts.
  const neutral = new Uint8Array(32);
  neutral[0] = 1;
  const forged = new Uint8Array(64);
  forged[0] = 1;
  const wallet = readWallet('solana', encodeBase58(neutral));
  const signature = readSignature('solana', encodeBase58(forged));
  expect(isSignedBy(wallet, 'any message', signature)).toBe(false);
});

test('an address that is no point of the curve signs nothing', () => {
  const wallet = readWallet('solana', encodeBase58(new Uint8Array(32).fill(0xff)));
  const signature = readSignature('solana', solanaWallet().sign('message'));
  expect(isSignedBy(wallet, 'message', signature)).toBe(false);
});
