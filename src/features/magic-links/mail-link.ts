import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorOf } from '../users/factor.ts';
import type { EmailIdentity } from '../users/identifiers.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { issueLink } from './issue-link.ts';
import type { MailPlan } from './mail-plan.ts';
import { mailedUrl } from './mailed-url.ts';

const emailOf = (user: UserRecord, email: EmailIdentity): FactorOf<'email'> | undefined =>
  factorsOf(user, 'email').find((factor) => factor.identifier === email.identifier);

/** Queues a link to an address of the user, in the caller's transaction. */
export type MailLink = (
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  email: EmailIdentity,
  plan: MailPlan,
) => Promise<FactorOf<'email'>>;

/** `publicUrl` is the base URL of the links in mails. */
export function createMailLink(messages: Messages, publicUrl: string): MailLink {
  return async (tx, environment, user, email, plan) => {
    const factor = emailOf(user, email);
    if (!factor) throw apiError('email_not_found');
    const token = await issueLink(tx, environment, {
      kind: plan.kind,
      user_id: user.id,
      factor_id: factor.id,
      redirect_url: plan.redirectUrl,
      code_challenge: plan.codeChallenge,
      attributes: plan.attributes,
      expirationMinutes: plan.expirationMinutes,
    });
    await messages.queue(tx, environment, {
      channel: 'email',
      kind: plan.kind,
      templateId: plan.templateId,
      locale: plan.locale,
      recipient: factor.data.address,
      link: mailedUrl(publicUrl, environment, 'magic_links', token),
      token,
      expirationMinutes: plan.expirationMinutes,
    });
    return factor;
  };
}
