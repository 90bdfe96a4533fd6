import { SECOND } from '../../platform/clock.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { statement } from '../../platform/db/statement.ts';
import { noteUser } from '../audit/audit-subject.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './user.store.ts';
import { isLocked, type UserRecord } from './user-record.ts';

/** Throws 429 `user_lock_limit_reached` while the user is locked (behaviour-core 4.7). */
export function assertNotLocked(environment: Environment, user: UserRecord): void {
  // Asked in every login by one who knows the user: a refusal from here on is about them.
  noteUser(environment.subject, user.id);
  if (isLocked(user, environment.now())) throw apiError('user_lock_limit_reached');
}

/** `was_locked`: it did not count, because the user was locked already. */
export type FailureOutcome = 'counted' | 'locked' | 'was_locked';

interface Failure {
  environment: string;
  id: string;
  now: number;
  threshold: number;
  lockUntil: number;
}

const failStatement = statement<Failure, { lock_created_at: number | null }>((q, parameter) =>
  q
    .updateTable('users')
    .set((eb) => {
      const reached = eb(eb('failed_attempts', '+', 1), '>=', parameter('threshold'));
      return {
        // A lock starts the count anew for the time after it.
        failed_attempts: eb
          .case()
          .when(reached)
          .then(0)
          .else(eb('failed_attempts', '+', 1))
          .end() as never,
        lock_created_at: eb
          .case()
          .when(reached)
          .then(parameter('now'))
          .else(eb.ref('lock_created_at'))
          .end() as never,
        lock_expires_at: eb
          .case()
          .when(reached)
          .then(parameter('lockUntil'))
          .else(eb.ref('lock_expires_at'))
          .end() as never,
      };
    })
    .where('environment_id', '=', parameter('environment'))
    .where('id', '=', parameter('id'))
    .where((eb) =>
      eb.or([eb('lock_expires_at', 'is', null), eb('lock_expires_at', '<=', parameter('now'))]),
    )
    .returning('lock_created_at'),
);

/**
 * Counts a wrong code or password of a known user, in one statement so that simultaneous failures
 * all count. `locked` is the failure that locked the user. While a user is locked nothing counts.
 */
export async function recordFailure(
  executor: Executor,
  environment: Environment,
  userId: string,
): Promise<FailureOutcome> {
  const { user_lock_threshold, user_lock_ttl } = environment.settings;
  const now = environment.now();
  noteUser(environment.subject, userId);
  const [row] = await failStatement(executor, {
    environment: environment.id,
    id: userId,
    now,
    threshold: user_lock_threshold,
    lockUntil: now + user_lock_ttl * SECOND,
  });
  if (!row) return 'was_locked';
  return row.lock_created_at === now ? 'locked' : 'counted';
}

/** Forgets the lock of a user, whose row the transaction holds, and the failures before it. */
export async function clearLock(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
): Promise<UserRecord> {
  await store.updateUser(tx, environment.id, user.id, {
    failed_attempts: 0,
    lock_created_at: null,
    lock_expires_at: null,
  });
  return { ...user, failedAttempts: 0, lockCreatedAt: null, lockExpiresAt: null };
}
