import { type Clock, DAY, HOUR } from '../../platform/clock.ts';
import { deleteBefore } from '../../platform/db/delete-before.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { PeriodicTask } from '../../platform/jobs/periodic.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';

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

  const past = (kept: number) => clock.now() - kept;

  return [
    {
      name: 'expired-sessions',
      everyMs: HOUR,
      run: async () => deleteBefore(database, 'sessions', 'id', 'expires_at', past(SESSIONS_KEPT)),
    },
    {
      name: 'expired-magic-links',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'magic_links', 'token_hash', 'expires_at', past(LINKS_KEPT)),
    },
    {
      name: 'expired-provisional-factors',
      everyMs: HOUR / 4,
      run: async () =>
        deleteBefore(database, 'factors', 'id', 'expires_at', past(0), 'verified = 0'),
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
          past(options.messageRetentionDays * DAY),
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
