import type { Executor } from '../../platform/db/executor.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type {
  LiveSession,
  RecordedSession,
  SessionOptions,
  Sessions,
} from '../sessions/sessions.service.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import type { Attributes } from '../users/wire.ts';

/** A proof that has just been used up in this transaction, which has locked the user. */
export interface Proof {
  user: UserRecord;
  /** The user's factor that was proven and so becomes verified; null where it is none of them. */
  factorId: string | null;
  /** The same as the session notes it. */
  factor: ProvenFactor;
  presented: LiveSession | undefined;
  options: SessionOptions;
  attributes: Attributes;
}

export interface Login {
  user: UserRecord;
  recorded: RecordedSession;
  /** All sessions but the presented one are gone: whoever made them may not own the address. */
  resetSessions: boolean;
}

export interface Logins {
  /** Every login without a password ends here; 429 `user_lock_limit_reached`. */
  complete(tx: Executor, environment: Environment, proof: Proof): Promise<Login>;
}

/**
 * True where somebody set a password for an address that nobody had proven, and now somebody
 * proves it: perhaps somebody else, whose account was taken in advance (behaviour-core 4.6).
 */
function exposesTakeover(user: UserRecord, factorId: string | null): boolean {
  const emails = factorsOf(user, 'email');
  return (
    factorsOf(user, 'password').length > 0 &&
    emails.some((email) => email.id === factorId) &&
    !emails.some((email) => email.verified)
  );
}

export function createLogins(
  users: Pick<Users, 'assertNotLocked' | 'markAuthenticated' | 'putPassword'>,
  sessions: Pick<Sessions, 'record' | 'revokeAllOfUser'>,
): Logins {
  return {
    async complete(tx, environment, proof) {
      const { factorId, factor, presented, options, attributes } = proof;
      users.assertNotLocked(environment, proof.user);
      const resetSessions = exposesTakeover(proof.user, factorId);
      let user = await users.markAuthenticated(tx, environment, proof.user, factorId);
      if (resetSessions) {
        ({ user } = await users.putPassword(tx, environment, user, { requiresReset: true }));
        // A session of another user is nothing to keep.
        const kept = presented?.session.userId === user.id ? presented.session.id : undefined;
        await sessions.revokeAllOfUser(tx, environment, user.id, kept);
      }
      const recorded = await sessions.record(tx, environment, {
        user,
        factor,
        presented,
        options,
        attributes,
      });
      return { user, recorded, resetSessions };
    },
  };
}
