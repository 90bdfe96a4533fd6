import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { noteUser } from '../audit/audit-subject.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { FailureOutcome } from '../users/failed-attempts.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { createMailUnlockLink } from './mail-unlock-link.ts';
import * as store from './unlock-link.store.ts';

/** Locks of users after failures (behaviour-core 4.7), and the ways out of them. */
export interface UserLocks {
  /**
   * Counts a wrong password or code; the failure that locks the user mails them the way out where
   * the environment wants that. `was_locked`: it did not count.
   */
  recordFailure(environment: Environment, userId: string): Promise<FailureOutcome>;
  /** The same in a transaction, whose caller nudges the messages after the commit. */
  recordFailureWithin(
    tx: Executor,
    environment: Environment,
    userId: string,
  ): Promise<FailureOutcome>;
  /** By an operator; a user who is not locked stays so. 404 `user_not_found`. */
  unlock(environment: Environment, userId: string): Promise<UserRecord>;
  /** Whether a mailed link could be used now. Looking uses nothing up. */
  isLinkAlive(environment: Environment, token: string): Promise<boolean>;
  /** Uses the link up and unlocks its user; false where it is dead. */
  redeem(environment: Environment, token: string): Promise<boolean>;
}

export interface UserLocksDependencies {
  database: Database;
  users: Users;
  messages: Messages;
  /** Base URL of the links in mails. */
  publicUrl: string;
}

export function createUserLocks(dependencies: UserLocksDependencies): UserLocks {
  const { database, users, messages, publicUrl } = dependencies;
  const mailUnlockLink = createMailUnlockLink(messages, publicUrl);

  async function recordFailureWithin(tx: Executor, environment: Environment, userId: string) {
    const outcome = await users.recordFailure(environment, userId, tx);
    if (outcome === 'locked' && environment.settings.user_lock_self_serve_enabled) {
      await mailUnlockLink(tx, environment, await users.lock(tx, environment, userId));
    }
    return outcome;
  }

  async function unlockWithin(
    tx: Executor,
    environment: Environment,
    id: string,
  ): Promise<UserRecord> {
    const user = await users.clearLock(tx, environment, await users.lock(tx, environment, id));
    await store.deleteUnlockLinksOfUser(tx, environment.id, id);
    return user;
  }

  async function findLink(environment: Environment, token: string) {
    const hash = hashToken(token);
    const link = await store.findUnlockLink(database, environment.id, hash);
    const right = link && safeEqual(link.token_hash, hash);
    return right && link.expires_at > environment.now() ? link : undefined;
  }

  return {
    recordFailureWithin,

    async recordFailure(environment, userId) {
      // Without a mail it is one statement.
      if (!environment.settings.user_lock_self_serve_enabled) {
        return users.recordFailure(environment, userId);
      }
      const outcome = await database.transaction((tx) =>
        recordFailureWithin(tx, environment, userId),
      );
      if (outcome === 'locked') messages.nudge();
      return outcome;
    },

    async unlock(environment, userId) {
      const { id } = await users.get(environment, userId);
      return database.transaction((tx) => unlockWithin(tx, environment, id));
    },

    isLinkAlive: async (environment, token) => (await findLink(environment, token)) !== undefined,

    async redeem(environment, token) {
      const link = await findLink(environment, token);
      if (!link) return false;
      noteUser(environment.subject, link.user_id);
      const now = environment.now();
      try {
        return await database.transaction(async (tx) => {
          // The user before the link, as whoever deletes a user locks them.
          await users.lock(tx, environment, link.user_id);
          if (!(await store.consumeUnlockLink(tx, environment.id, link.token_hash, now))) {
            return false;
          }
          await unlockWithin(tx, environment, link.user_id);
          return true;
        });
      } catch (error) {
        if (error instanceof ApiError && error.type === 'user_not_found') return false;
        throw error;
      }
    },
  };
}
