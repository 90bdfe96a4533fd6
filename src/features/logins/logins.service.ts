import type { Executor } from '../../platform/db/executor.ts';
import { endGrants } from '../connected-apps/end-grants.ts';
import { endAttaching } from '../oauth/end-attaching.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import type {
  LiveSession,
  RecordedSession,
  SessionOptions,
  Sessions,
} from '../sessions/sessions.service.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import type { Attributes } from '../users/wire.ts';
import { exposesTakeover } from './takeover.ts';

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
  /**
   * All sessions but the presented one are gone, and what was begun or granted with them: whoever
   * made them may not own the address.
   */
  resetSessions: boolean;
}

export interface Logins {
  /** Every login without a password ends here; 429 `user_lock_limit_reached`. */
  complete(tx: Executor, environment: Environment, proof: Proof): Promise<Login>;
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
        await endAttaching(tx, environment, user.id);
        await endGrants(tx, environment, user.id);
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
