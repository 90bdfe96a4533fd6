import { toTimestamp } from '../../platform/clock.ts';
import type { AuthenticationFactor } from './wire.ts';

/** A factor as an authenticating operation reports it, without its times. */
export type ProvenFactor = Omit<
  AuthenticationFactor,
  'last_authenticated_at' | 'created_at' | 'updated_at'
>;

/** Proofs in one session; a user who has every kind of factor stays far below. */
const MAX_FACTORS = 30;

type Detail = Record<string, unknown>;

/** The identifying member of the detail object, whichever it is. */
function detailId(factor: ProvenFactor): string {
  for (const [key, value] of Object.entries(factor)) {
    if (typeof value !== 'object' || value === null || !key.endsWith('_factor')) continue;
    const detail = value as Detail;
    // An OAuth detail has an `email_id` beside its own `id`.
    const name = 'id' in detail ? 'id' : Object.keys(detail).find((one) => one.endsWith('_id'));
    return name === undefined ? '' : String(detail[name]);
  }
  return '';
}

/** Same type, same delivery, same thing behind it; a password has no id: one to a session. */
const sameFactor = (a: ProvenFactor, b: ProvenFactor): boolean =>
  a.type === b.type && a.delivery_method === b.delivery_method && detailId(a) === detailId(b);

/**
 * Adds a proof to those of a session (behaviour-core 2.8): the same concrete factor again is
 * refreshed where it stands, another one goes to the end.
 */
export function mergeFactor(
  factors: readonly AuthenticationFactor[],
  proven: ProvenFactor,
  now: number,
): AuthenticationFactor[] {
  const at = toTimestamp(now);
  const index = factors.findIndex((factor) => sameFactor(factor, proven));
  const before = factors[index];
  const after: AuthenticationFactor = {
    ...proven,
    last_authenticated_at: at,
    created_at: before?.created_at ?? at,
    updated_at: at,
  };
  if (before) return factors.with(index, after);
  return [...makeRoom(factors, proven), after];
}

/**
 * Every embeddable link is a factor of its own, so a long session could grow without end: the
 * oldest proof of the same kind makes room.
 */
function makeRoom(
  factors: readonly AuthenticationFactor[],
  proven: ProvenFactor,
): readonly AuthenticationFactor[] {
  if (factors.length < MAX_FACTORS) return factors;
  const oldest = factors.findIndex((factor) => factor.type === proven.type);
  return factors.toSpliced(Math.max(oldest, 0), 1);
}

/**
 * A session does not say which password it was, nor whose recovery code: a user has one password
 * and one TOTP at a time.
 */
function comesFrom(factor: AuthenticationFactor, factorWireId: string): boolean {
  if (factor.type === 'password') return factorWireId.startsWith('password-');
  if (factor.type === 'recovery_codes') return factorWireId.startsWith('totp-');
  return detailId(factor) === factorWireId;
}

/** What is left of a session's factors when one of the user's factors is deleted. */
export const withoutFactor = (
  factors: readonly AuthenticationFactor[],
  factorWireId: string,
): AuthenticationFactor[] => factors.filter((factor) => !comesFrom(factor, factorWireId));
