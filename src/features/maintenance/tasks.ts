import { type Clock, DAY, HOUR } from '../../platform/clock.ts';
import { deleteBefore } from '../../platform/db/delete-before.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { PeriodicTask } from '../../platform/jobs/periodic.ts';
import { deleteOldEvents } from '../audit/retention.ts';
import { createMessageAdmin } from '../messages/message-admin.ts';
import type { OAuth } from '../oauth/oauth.service.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';

/** A used or expired link is told apart from an unknown one for this long (401, not 404). */
const LINKS_KEPT = 30 * DAY;
/** The same for codes: nobody types one in that is a day old. */
const CODES_KEPT = DAY;
/** A TOTP that nobody confirmed is told apart from none for this long (400, not 404). */
const TOTPS_KEPT = 30 * DAY;
/** A window that began earlier is over, and a count of it counts for nothing. */
const LONGEST_WINDOW = DAY + HOUR;
/** Expired sessions are refused from their first second on; this only says when rows go. */
const SESSIONS_KEPT = DAY;

const TOKEN_USE = ['authorization_id', 'jti', 'use'] as const;

const UNPROVEN = "verified = 0 and kind <> 'totp'";
const UNPROVEN_TOTP = "verified = 0 and kind = 'totp'";

export interface MaintenanceOptions {
  database: Database;
  clock: Clock;
  signingKeys: SigningKeys;
  oauth: Pick<OAuth, 'wipeExpired'>;
  signingKeyDays: number;
  messageRetentionDays: number;
  auditRetentionDays: number;
  auditRefusalRetentionDays: number;
}

/** What the database must be rid of, and the keys that must be replaced. */
export function maintenanceTasks(options: MaintenanceOptions): PeriodicTask[] {
  const { database, clock, signingKeys, oauth } = options;

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
      run: async () => deleteBefore(database, 'factors', 'id', 'expires_at', past(0), UNPROVEN),
    },
    {
      name: 'expired-totps',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'factors', 'id', 'expires_at', past(TOTPS_KEPT), UNPROVEN_TOTP),
    },
    {
      name: 'expired-wallet-challenges',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(
          database,
          'crypto_wallet_challenges',
          'factor_id',
          'expires_at',
          past(CODES_KEPT),
        ),
    },
    {
      name: 'expired-webauthn-challenges',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'webauthn_challenges', 'challenge_hash', 'expires_at', past(0)),
    },
    {
      name: 'expired-oauth-flows',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'oauth_flows', 'state_hash', 'expires_at', past(CODES_KEPT)),
    },
    {
      name: 'expired-oauth-attach-tokens',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'oauth_attach_tokens', 'token_hash', 'expires_at', past(0)),
    },
    {
      name: 'expired-oauth-tokens',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'oauth_tokens', 'token_hash', 'expires_at', past(CODES_KEPT)),
    },
    {
      name: 'dead-oauth-provider-tokens',
      everyMs: HOUR / 12,
      run: () => oauth.wipeExpired(),
    },
    {
      name: 'expired-oauth-stand-in-codes',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'oauth_stand_in_codes', 'code_hash', 'expires_at', past(0)),
    },
    {
      name: 'expired-impersonation-tokens',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'impersonation_tokens', 'token_hash', 'expires_at', past(0)),
    },
    {
      name: 'expired-one-time-codes',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'one_time_codes', 'factor_id', 'expires_at', past(CODES_KEPT)),
    },
    {
      name: 'expired-unlock-links',
      everyMs: HOUR,
      run: async () => deleteBefore(database, 'unlock_links', 'token_hash', 'expires_at', past(0)),
    },
    {
      name: 'expired-revoked-tokens',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'revoked_tokens', 'token_hash', 'expires_at', past(0)),
    },
    {
      name: 'old-rate-limit-windows',
      everyMs: HOUR,
      run: async () =>
        deleteBefore(database, 'rate_limits', 'bucket', 'window_start', past(LONGEST_WINDOW)),
    },
    {
      name: 'expired-connected-app-authorizations',
      everyMs: HOUR,
      run: async () =>
        (await deleteBefore(
          database,
          'connected_app_authorizations',
          'id',
          'expires_at',
          past(CODES_KEPT),
        )) + (await deleteBefore(database, 'access_token_uses', TOKEN_USE, 'expires_at', past(0))),
    },
    {
      name: 'unused-connected-apps',
      everyMs: HOUR,
      run: async () => deleteBefore(database, 'connected_apps', 'id', 'expires_at', past(0)),
    },
    {
      name: 'dead-message-contents',
      everyMs: HOUR / 12,
      run: () => createMessageAdmin(database, clock).wipeDead(),
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
      name: 'old-audit-events',
      everyMs: HOUR,
      run: async () =>
        deleteOldEvents(database, {
          before: past(options.auditRetentionDays * DAY),
          refusalsBefore: past(options.auditRefusalRetentionDays * DAY),
        }),
    },
    {
      name: 'signing-key-rotation',
      everyMs: HOUR,
      run: async () =>
        (await signingKeys.rotateOld(options.signingKeyDays)) + (await signingKeys.prune()),
    },
  ];
}
