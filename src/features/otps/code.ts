import { randomInt } from 'node:crypto';
import { apiError } from '../catalogue.ts';

/** Six decimal digits from a CSPRNG, leading zeros kept. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** Throws `invalid_code`. */
export function readCode(code: string): string {
  if (!/^\d{6}$/.test(code)) throw apiError('invalid_code');
  return code;
}
