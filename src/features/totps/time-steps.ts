import { HOTP, Secret } from 'otpauth';
import { SECOND } from '../../platform/clock.ts';
import { safeEqual } from '../../platform/crypto/tokens.ts';

/** What authenticator apps take for granted: SHA-1, six digits, 30 seconds (RFC 6238). */
const ALGORITHM = 'SHA1';
const DIGITS = 6;
const PERIOD_SECONDS = 30;

/** Steps before and after the current one whose code is accepted (errors-and-conventions 4.2). */
const WINDOW = 1;
/** RFC 4226 section 4 R6 recommends 160 bits: 32 base32 characters without padding. */
const SECRET_BYTES = 20;

export const newSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The number of whole periods since 1970 (RFC 6238 section 4.2). `now` in milliseconds. */
export const stepAt = (now: number): number => Math.floor(now / (PERIOD_SECONDS * SECOND));

/** The newest step whose code is accepted. */
export const newestStep = (now: number): number => stepAt(now) + WINDOW;

/** The code of one time step. */
export const codeOf = (secret: string, step: number): string =>
  HOTP.generate({
    secret: Secret.fromBase32(secret),
    counter: step,
    algorithm: ALGORITHM,
    digits: DIGITS,
  });

/** The accepted time steps that the code belongs to, oldest first: none for a wrong code. */
export function matchingSteps(secret: string, code: string, now: number): number[] {
  const current = stepAt(now);
  const steps: number[] = [];
  for (let step = current - WINDOW; step <= current + WINDOW; step += 1) {
    if (step >= 0 && safeEqual(codeOf(secret, step), code)) steps.push(step);
  }
  return steps;
}
