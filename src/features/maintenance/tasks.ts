import { type Clock, DAY, HOUR } from '../../platform/clock.ts';
import { deleteBefore } from '../../platform/db/delete-before.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { PeriodicTask } from '../../platform/jobs/periodic.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';
import { slowestClock } from './maintenance.store.ts';

/** A used or expired link is told apart from an unknown one for this long (401, not 404). */
const LINKS_KEPT = 30 * DAY;
/** Expired sessions are refused from their first second on; this only says when rows go. */
const SESSIONS_KEPT = DAY;

export interface MaintenanceOptions {
  database: Database;
  clock: Clock;
  signingKeys: SigningKeys;
  signingKeyDays: number;
  messageRetentionDays: number;
}

/** What the database must be rid of, and the keys that must be replaced. */
export function maintenanceTasks(options: MaintenanceOptions): PeriodicTask[] {
  const { database, clock, signingKeys } = options;

  // Deadlines are in the environment's time, and a TEST clock may be set back: what is still
  // ahead for the slowest clock must stay.
  const past = async (kept: number) =>
    clock.now() + Math.min(0, await slowestClock(database)) - kept;

  return [
    {
      name: 'expired-sessions',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'sessions', 'id', 'expires_at', await past(SESSIONS_KEPT)),
    },
    {
      name: 'expired-magic-links',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'magic_links', 'token_hash', 'expires_at', await past(LINKS_KEPT)),
    },
    {
      name: 'expired-provisional-factors',
      everyMs: HOUR / 4,
      run: async () =>
        deleteBefore(database, 'factors', 'id', 'expires_at', await past(0), 'verified = 0'),
    },
    {
      name: 'old-messages',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(
          database,
          'messages',
          'id',
          'created_at',
          await past(options.messageRetentionDays * DAY),
          "status <> 'queued'",
        ),
    },
    {
      name: 'signing-key-rotation',
      everyMs: HOUR,
      run: async () =>
        (await signingKeys.rotateOld(options.signingKeyDays)) + (await signingKeys.prune()),
    },
  ];
}
