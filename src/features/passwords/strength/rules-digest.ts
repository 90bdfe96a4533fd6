import { createHash } from 'node:crypto';
import type { StrengthContext, StrengthPolicy } from './strength.ts';

/** Of the checks themselves: to be raised when they judge otherwise than before. */
const VERSION = 1;

/**
 * Names the rules that a password was checked by, those about its owner included. Kept beside a
 * hash it saves the check at every login: for the same password it would come to the same.
 */
export function rulesDigest(policy: StrengthPolicy, context: StrengthContext): string {
  const { validation_policy, luds_min_password_length, luds_min_password_complexity } = policy;
  const limits = [luds_min_password_length, luds_min_password_complexity];
  const owner = [context.email ?? '', ...(context.names ?? [])];
  const rules = JSON.stringify([VERSION, validation_policy, limits, owner]);
  return createHash('sha256').update(rules).digest('base64url').slice(0, 22);
}
