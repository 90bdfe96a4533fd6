import { MINUTE } from '../../platform/clock.ts';
import { hashToken, newToken } from '../../platform/crypto/tokens.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { defaultLoginUrl } from './default-login-url.ts';
import * as store from './unlock-link.store.ts';

export const UNLOCK_PATH = '/selvage/v1/unlock';

/** Queues the mail by which a user who has just been locked can undo it, if there may be one. */
export type MailUnlockLink = (
  tx: Executor,
  environment: Environment,
  user: UserRecord,
) => Promise<void>;

/** `publicUrl` is the base URL of the links in mails. */
export function createMailUnlockLink(messages: Messages, publicUrl: string): MailUnlockLink {
  return async (tx, environment, user) => {
    if (!environment.settings.user_lock_self_serve_enabled) return;
    if (!messages.isDeliverable(environment, 'email')) return;
    // An address that nobody has proven may be the stranger's.
    const email = factorsOf(user, 'email').find(({ verified }) => verified);
    if (!email || user.lockExpiresAt === null || defaultLoginUrl(environment) === undefined) return;
    const token = newToken();
    const now = environment.now();
    await store.insertUnlockLink(tx, {
      environment_id: environment.id,
      token_hash: hashToken(token),
      user_id: user.id,
      created_at: now,
      expires_at: user.lockExpiresAt,
    });
    const query = new URLSearchParams({ public_token: environment.publicTokens[0] ?? '', token });
    await messages.queue(tx, environment, {
      channel: 'email',
      kind: 'unlock',
      locale: 'en',
      recipient: email.data.address,
      link: `${publicUrl}${UNLOCK_PATH}?${query}`,
      token,
      expirationMinutes: Math.ceil((user.lockExpiresAt - now) / MINUTE),
    });
  };
}
