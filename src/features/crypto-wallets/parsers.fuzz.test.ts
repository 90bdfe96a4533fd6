import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { ethereumWallet, solanaWallet } from '../../testing/wallets.ts';
import { readRecoveryCode, readTotpCode } from '../totps/codes.ts';
import { decodeBase58 } from './base58.ts';
import { isAuthority, isPchars, isStatement, isUri } from './rfc3986.ts';
import { isSignedBy, readSignature } from './signature.ts';
import { siweText } from './siwe-message.ts';
import { readSiwe } from './siwe-params.ts';
import { readWallet, type WalletType } from './wallet.ts';

/** Inputs of each kind; the whole stays within seconds. */
const RUNS = 30_000;
/** Recovering a key costs a thousand times what reading a text does. */
const SIGNATURES = 1_000;

/** mulberry32: the same inputs in every run. */
function generator(seed: number) {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  return { below, pick };
}

const { below, pick } = generator(20_260_101);

const PIECES = [
  ...'0x0123456789abcdefABCDEF-ghijkzZ:/?#[]@!$&\'()*+,;=%._~ "<>\\^`{|}',
  ...['\n', '\r', '\t', '\0', 'é', '\u2028', '😀', '\ud800', '0x', '://', '%41', '%', '::1', '..'],
];

const seeds = {
  wallet: [ethereumWallet().address, solanaWallet().address],
  signature: [ethereumWallet().sign('m'), solanaWallet().sign('m')],
  text: ['https://user@example.com:80/a?b#c', 'example.com', 'urn:a:b', 'req-1', 'Hello, world.'],
  code: ['123456', 'a1b2-c3d4-e5f6'],
};

/** A random text, or a good one with a few things wrong. */
function mutated(good: readonly string[]): string {
  if (below(4) === 0) return Array.from({ length: below(120) }, () => pick(PIECES)).join('');
  let text = pick(good);
  for (let changes = below(4); changes >= 0; changes -= 1) {
    const at = below(text.length + 1);
    const removed = below(3);
    text = text.slice(0, at) + (below(3) > 0 ? pick(PIECES) : '') + text.slice(at + removed);
  }
  return below(50) === 0 ? text.repeat(200) : text;
}

/** Refusing is the catalogue's business; anything else that is thrown is a fault. */
function accepted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return undefined;
    throw error;
  }
}

const type = (): WalletType => pick(['ethereum', 'solana']);

describe('whatever the network sends', () => {
  test('as a wallet is refused or has one identity', () => {
    for (let run = 0; run < RUNS; run += 1) {
      const text = mutated(seeds.wallet);
      const wallet = accepted(() => readWallet(type(), text));
      if (wallet?.type === 'ethereum') expect(wallet.identifier).toMatch(/^0x[0-9a-f]{40}$/);
      if (wallet?.type === 'solana') expect(decodeBase58(wallet.identifier, 32)).toHaveLength(32);
    }
  });

  test('as a signature is refused or of the right size', () => {
    for (let run = 0; run < RUNS; run += 1) {
      const text = mutated(seeds.signature);
      const read = accepted(() => readSignature(type(), text));
      if (read?.type === 'ethereum') expect(read.signature.compact).toHaveLength(64);
      if (read?.type === 'solana') expect(read.signature).toHaveLength(64);
    }
  });

  test('as a well-formed signature holds for nobody else', () => {
    const wallets = { ethereum: ethereumWallet(), solana: solanaWallet() };
    for (let run = 0; run < SIGNATURES; run += 1) {
      const kind = type();
      const stranger = readWallet(kind, wallets[kind].address);
      const bytes = Array.from({ length: 64 }, () => below(256));
      // s below half of the order, as a good one has it.
      bytes[32] = below(0x7f);
      const hex = Buffer.from([...bytes, 27 + below(2)]).toString('hex');
      const read =
        kind === 'ethereum'
          ? accepted(() => readSignature(kind, `0x${hex}`))
          : ({ type: kind, signature: Uint8Array.from(bytes) } as const);
      if (read) expect(isSignedBy(stranger, 'message', read)).toBe(false);
    }
  });

  test('as SIWE parameters is refused or adds no line to the message', () => {
    const maybe = () => (below(2) === 0 ? undefined : mutated(seeds.text));
    for (let run = 0; run < RUNS; run += 1) {
      const field = () => (below(2) === 0 ? pick(seeds.text) : mutated(seeds.text));
      const siwe = accepted(() =>
        readSiwe(
          {
            domain: below(2) === 0 ? 'example.com' : field(),
            uri: below(2) === 0 ? 'https://example.com' : field(),
            resources: Array.from({ length: below(3) }, field),
            chain_id: below(4) === 0 ? mutated(['1', '137']) : undefined,
            statement: maybe(),
            issued_at: below(4) === 0 ? mutated(['2024-05-01T10:00:00Z']) : undefined,
            message_request_id: below(4) === 0 ? mutated(['req-1']) : undefined,
          },
          0,
        ),
      );
      if (!siwe) continue;
      const text = siweText({ ...siwe, address: '0x', nonce: 'n', expiresAt: 0 });
      const optional = [siwe.statement, siwe.requestId].filter((one) => one !== undefined).length;
      const resources = siwe.resources.length === 0 ? 0 : siwe.resources.length + 1;
      expect(text.split(/[\n\r\u2028\u2029]/)).toHaveLength(10 + optional + resources);
    }
  });

  test('as a part of a URI is judged without a fault and within its length', () => {
    for (let run = 0; run < RUNS; run += 1) {
      const text = mutated(seeds.text);
      for (const judge of [isAuthority, isUri, isPchars, isStatement]) {
        if (judge(text)) expect(text).not.toMatch(/[\n\r\0"<>\\^`{|}]/);
      }
    }
  });

  test('as a code of an app or a recovery code is refused or has its shape', () => {
    for (let run = 0; run < RUNS; run += 1) {
      const text = mutated(seeds.code);
      const totp = accepted(() => readTotpCode(text));
      if (totp !== undefined) expect(totp).toMatch(/^[0-9]{6}$/);
      const recovery = accepted(() => readRecoveryCode(text));
      if (recovery !== undefined) expect(recovery).toHaveLength(14);
    }
  });

  test.each([
    ['authority', isAuthority, `${'1:'.repeat(250_000)}x`],
    ['authority with ats', isAuthority, '@'.repeat(500_000)],
    ['uri', isUri, `a:${'%41'.repeat(200_000)}%`],
    ['colons', isUri, ':'.repeat(500_000)],
    ['pchars', isPchars, `${'%41'.repeat(200_000)}%`],
    ['statement', isStatement, `${' '.repeat(500_000)}"`],
  ])('as a very long %s ends', (_name, judge, text) => {
    expect(judge(text)).toBe(false);
  });
});
