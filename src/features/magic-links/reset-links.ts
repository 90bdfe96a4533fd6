import type { Database, Executor } from '../../platform/db/executor.ts';
import type { MagicLinkTable } from '../../platform/db/schema.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Locale } from '../messages/templates/render-mail.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorOf } from '../users/factor.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Attributes } from '../users/wire.ts';
import { findLink, isLive } from './find-link.ts';
import { issueLink } from './issue-link.ts';
import * as store from './magic-link.store.ts';
import { mailedUrl } from './mailed-url.ts';

export interface ResetMail {
  redirectUrl: string;
  loginRedirectUrl: string;
  expirationMinutes: number;
  templateId: string | undefined;
  locale: Locale;
  codeChallenge: string | null;
  attributes: Required<Attributes>;
}

/** A reset link that can still be used. */
export type ResetLink = MagicLinkTable & { kind: 'reset_password'; factor_id: string };

/**
 * The links of reset mails. Both buttons of a mail carry one token, which is good for one use:
 * either passwords/email/reset or, "without a password", magic_links/authenticate
 * (behaviour-messaging-oauth 3.7).
 */
export interface ResetLinks {
  /** Queues the mail to an address of the user, in the caller's transaction or `writeTogether`. */
  mail(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    email: FactorOf<'email'>,
    mail: ResetMail,
  ): Promise<void>;
  /** Confirmed; undefined where the token is unknown, used, expired or no reset mail's. */
  find(environment: Environment, token: string): Promise<ResetLink | undefined>;
  /** True for exactly one of any number of callers. `tx` has locked the user. */
  consume(tx: Executor, environment: Environment, link: ResetLink): Promise<boolean>;
  /** Ends those of a user that are not used yet. */
  endAll(tx: Executor, environment: Environment, userId: string): Promise<void>;
}

export function createResetLinks(
  database: Database,
  messages: Messages,
  publicUrl: string,
): ResetLinks {
  return {
    async mail(tx, environment, user, email, mail) {
      const token = await issueLink(tx, environment, {
        kind: 'reset_password',
        user_id: user.id,
        factor_id: email.id,
        redirect_url: mail.redirectUrl,
        login_redirect_url: mail.loginRedirectUrl,
        code_challenge: mail.codeChallenge,
        attributes: mail.attributes,
        expirationMinutes: mail.expirationMinutes,
      });
      await messages.queue(tx, environment, {
        channel: 'email',
        kind: 'reset_password',
        templateId: mail.templateId,
        locale: mail.locale,
        recipient: email.data.address,
        link: mailedUrl(publicUrl, environment, 'reset_password', token),
        secondaryLink: mailedUrl(publicUrl, environment, 'login', token),
        token,
        expirationMinutes: mail.expirationMinutes,
      });
    },

    async find(environment, token) {
      const link = await findLink(database, environment, token);
      const usable = link?.kind === 'reset_password' && isLive(link, environment.now());
      return usable ? (link as ResetLink) : undefined;
    },

    consume: (tx, environment, link) =>
      store.consumeMagicLink(tx, environment.id, link.token_hash, environment.now()),

    async endAll(tx, environment, userId) {
      await store.deleteResets(tx, environment.id, userId);
    },
  };
}
