import { factorsOf, type UserRecord } from '../users/user-record.ts';

/**
 * True where somebody set a password for an address that nobody had proven, and now somebody
 * proves it: perhaps somebody else, whose account was taken in advance (behaviour-core 4.6).
 */
export function exposesTakeover(user: UserRecord, factorId: string | null): boolean {
  const emails = factorsOf(user, 'email');
  return (
    factorsOf(user, 'password').length > 0 &&
    emails.some((email) => email.id === factorId) &&
    !emails.some((email) => email.verified)
  );
}
