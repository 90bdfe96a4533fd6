import { randomInt } from 'node:crypto';
import { apiError } from '../catalogue.ts';

const TOTP_CODE = /^\d{6}$/;
const RECOVERY_CODE = /^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Codes that a user is given at once. */
export const RECOVERY_CODES = 10;

const character = (): string => ALPHABET.charAt(randomInt(ALPHABET.length));
const group = (): string => Array.from({ length: 4 }, character).join('');

/** `xxxx-xxxx-xxxx` of lower-case letters and digits from a CSPRNG: 62 bits. */
const newRecoveryCode = (): string => `${group()}-${group()}-${group()}`;

/** Distinct ones. */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) codes.add(newRecoveryCode());
  return [...codes];
}

/** Throws `invalid_totp_code`, or tells that it is the other kind of code. */
export function readTotpCode(text: string): string {
  if (TOTP_CODE.test(text)) return text;
  throw apiError(
    RECOVERY_CODE.test(text) ? 'recovery_code_used_as_totp_code' : 'invalid_totp_code',
  );
}

/** Throws `invalid_recovery_code`, or tells that it is the other kind of code. */
export function readRecoveryCode(text: string): string {
  if (RECOVERY_CODE.test(text)) return text;
  throw apiError(
    TOTP_CODE.test(text) ? 'totp_code_used_as_recovery_code' : 'invalid_recovery_code',
  );
}
