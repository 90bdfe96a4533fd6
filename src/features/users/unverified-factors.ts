import { apiError } from '../catalogue.ts';
import type { UserRecord } from './user-record.ts';

/**
 * One unverified factor at a time, over all kinds (behaviour-core 1.2): throws
 * `too_many_unverified_factors` where a new one would be the second. A password is never verified
 * by itself. `user` is locked.
 */
export function assertRoomForFactor(user: UserRecord): void {
  if (user.factors.some((factor) => !factor.verified && factor.kind !== 'password')) {
    throw apiError('too_many_unverified_factors');
  }
}
