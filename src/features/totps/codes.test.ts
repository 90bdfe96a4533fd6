import { describe, expect, test } from 'vitest';
import { newRecoveryCodes, readRecoveryCode, readTotpCode } from './codes.ts';

const typeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as { type: string }).type;
  }
  return 'accepted';
};

const neither = ['', ' ', '12345', '1234567', '12345a', '１２３４５６', ' 123456', '123456\n'];

describe('a TOTP code', () => {
  test('is six digits, leading zeros kept', () => {
    expect(readTotpCode('000123')).toBe('000123');
  });

  test.each(neither)('is not %j', (text) => {
    expect(typeOf(() => readTotpCode(text))).toBe('invalid_totp_code');
  });

  test('is told apart from a recovery code', () => {
    expect(typeOf(() => readTotpCode('a1b2-c3d4-e5f6'))).toBe('recovery_code_used_as_totp_code');
  });
});

describe('a recovery code', () => {
  test('is three groups of lower-case letters and digits', () => {
    expect(readRecoveryCode('a1b2-c3d4-e5f6')).toBe('a1b2-c3d4-e5f6');
  });

  test.each([
    ...neither,
    'A1B2-C3D4-E5F6',
    'a1b2c3d4e5f6',
    'a1b2-c3d4',
    'a1b2-c3d4-e5f6-',
    'a1b2-c3d4-e5f6\n',
  ])('is not %j', (text) => {
    expect(typeOf(() => readRecoveryCode(text))).toBe('invalid_recovery_code');
  });

  test('is told apart from a TOTP code', () => {
    expect(typeOf(() => readRecoveryCode('123456'))).toBe('totp_code_used_as_recovery_code');
  });
});

test('recovery codes come by ten, all different and well-formed', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(readRecoveryCode(code)).toBe(code);
});
