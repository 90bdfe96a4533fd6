import { apiError } from '../catalogue.ts';
import type { EnvironmentSettings } from '../projects/environment-settings.ts';
import type { Factor } from './factor.ts';
import { factorsOf, type UserRecord } from './user-record.ts';

const PRIMARY = new Set<Factor['kind']>(['email', 'phone_number', 'oauth', 'crypto_wallet']);

/**
 * Which deletions are refused (behaviour-core 1.5, where the hosted rule is not documented). A
 * password cannot be used without an email, so the last email stays while there is one. That a
 * user may end up with no way to log in is the backend's own decision unless the environment
 * protects the last primary factor.
 */
export function assertDeletable(
  user: UserRecord,
  factor: Factor,
  settings: EnvironmentSettings,
): void {
  const lastEmail = factor.kind === 'email' && factorsOf(user, 'email').length === 1;
  if (lastEmail && factorsOf(user, 'password').length > 0) throw apiError('cannot_delete_email');
  if (!settings.protect_last_primary_factor || !PRIMARY.has(factor.kind)) return;
  const others = user.factors.some((one) => one !== factor && PRIMARY.has(one.kind));
  if (!others) throw apiError('cannot_delete_last_primary_factor');
}
