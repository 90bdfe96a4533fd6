import { describe, expect, test } from 'vitest';
import { hashToken, looksLikeToken, newToken, safeEqual } from './tokens.ts';

describe('a token', () => {
  test('is 33 random bytes in 44 base64url characters', () => {
    const token = newToken();
    expect(token).toMatch(/^[A-Za-z0-9_-]{44}$/);
    expect(Buffer.from(token, 'base64url')).toHaveLength(33);
    expect(new Set(Array.from({ length: 1_000 }, newToken)).size).toBe(1_000);
  });

  test.each([
    ['a new one', newToken()],
    ['a session token of the reference', 'WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY'],
    ['one of 32 bytes with padding', 'DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94='],
  ])('is recognised by its shape: %s', (_what, token) => {
    expect(looksLikeToken(token)).toBe(true);
  });

  test.each([
    '',
    'INVALID',
    'a'.repeat(43),
    'a'.repeat(45),
    `${'a'.repeat(42)}==`,
    `=${'a'.repeat(43)}`,
    `${'a'.repeat(43)}+`,
    `${'a'.repeat(43)}/`,
    `${'a'.repeat(43)} `,
    `${'a'.repeat(44)}\n`,
    `${'a'.repeat(43)}ä`,
  ])('is refused by its shape: "%s"', (text) => {
    expect(looksLikeToken(text)).toBe(false);
  });

  test('is stored as SHA-256, base64url (FIPS 180-2, appendix B.1)', () => {
    expect(Buffer.from(hashToken('abc'), 'base64url').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hashToken('abc')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

test('safeEqual compares whole texts', () => {
  expect(safeEqual('', '')).toBe(true);
  expect(safeEqual('grüße', 'grüße')).toBe(true);
  expect(safeEqual('abc', 'abd')).toBe(false);
  expect(safeEqual('abc', 'abcd')).toBe(false);
  expect(safeEqual('é', 'e')).toBe(false);
});
