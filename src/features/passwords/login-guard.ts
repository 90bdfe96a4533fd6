import { encodeJson } from '../../platform/db/json.ts';
import { guardedInsert } from '../sessions/guarded-session.ts';
import type { FactorData } from '../users/factor.ts';

const NOT_FLAGGED = encodeJson({ requires_reset: false } satisfies FactorData['password']);

/**
 * Starts the session of a login whose password was right a moment ago, if it still is: the same
 * hash, not flagged for a reset, of a user who is active, not locked and without failures.
 *
 * On PostgreSQL the rows are held in the order in which every change of them takes them, the user
 * first: so there is no deadlock, and a reset that came first is waited for and then seen, as
 * PostgreSQL looks again at rows that it had to wait for.
 */
export const insertWhileUnchanged = guardedInsert<{ password_id: string; hash: string }>(
  (q, parameter, engine) => {
    const found = q
      .selectFrom('users as u')
      .innerJoin('factors as f', (join) =>
        join
          .onRef('f.environment_id', '=', 'u.environment_id')
          .on('f.id', '=', parameter('password_id'))
          .on('f.data', '=', NOT_FLAGGED),
      )
      .innerJoin('passwords as p', (join) =>
        join
          .onRef('p.environment_id', '=', 'f.environment_id')
          .onRef('p.factor_id', '=', 'f.id')
          .on('p.hash', '=', parameter('hash')),
      )
      .select('u.id')
      .where('u.environment_id', '=', parameter('environment_id'))
      .where('u.id', '=', parameter('user_id'))
      .where('u.status', '=', 'active')
      .where('u.failed_attempts', '=', 0)
      .where('u.lock_expires_at', 'is', null);
    return engine === 'postgres' ? found.forShare(['u', 'f', 'p']) : found;
  },
);
