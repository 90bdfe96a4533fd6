import { apiError } from '../catalogue.ts';
import type { UserRecord } from './user-record.ts';

/**
 * One unverified factor at a time, over all kinds (behaviour-core 1.2): throws
 * `too_many_unverified_factors` where a new one would be the second. A password is never verified
 * by itself. `user` is locked; `provenEmail` is the identifier of an address that the same call
 * proves.
 */
export function assertRoomForFactor(user: UserRecord, provenEmail?: string): void {
  const unproven = user.factors.some(
    ({ kind, verified, identifier }) =>
      !verified && kind !== 'password' && !(kind === 'email' && identifier === provenEmail),
  );
  if (unproven) throw apiError('too_many_unverified_factors');
}
