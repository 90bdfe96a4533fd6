import { isForeignKeyViolation } from '../../platform/db/errors.ts';
import { apiError } from '../catalogue.ts';
import { assertTemplate } from '../email-templates/choose-template.ts';
import type { ResetMail } from '../magic-links/reset-links.ts';
import { assertCodeChallenge } from '../pkce/pkce.ts';
import type { Environment } from '../projects/environment.ts';
import { resolveRedirectUrl } from '../redirect-urls/matching.ts';
import { passwordUrlErrors } from '../redirect-urls/parameter-errors.ts';
import { emailContact } from '../users/contact.ts';
import { readAttributes } from '../users/identifiers.ts';
import { factorsOf } from '../users/user-record.ts';
import type { ResetStartInput } from './input.ts';
import type { Passwords, PasswordsDependencies } from './passwords.service.ts';

/** Minutes (behaviour-messaging-oauth 3.4). */
const DEFAULT_EXPIRATION = 30;

/** Everything the mail depends on, checked before anything is looked up or written. */
function plan(environment: Environment, input: ResetStartInput): ResetMail {
  if (input.code_challenge !== undefined) assertCodeChallenge(input.code_challenge);
  assertTemplate(environment, 'reset_password', input.reset_password_template_id);
  const { redirectUrls } = environment;
  const { RESET_PASSWORD, LOGIN } = passwordUrlErrors;
  const { reset_password_redirect_url: reset, login_redirect_url: login } = input;
  return {
    redirectUrl: resolveRedirectUrl(redirectUrls, 'RESET_PASSWORD', reset, RESET_PASSWORD),
    loginRedirectUrl: resolveRedirectUrl(redirectUrls, 'LOGIN', login, LOGIN),
    expirationMinutes: input.reset_password_expiration_minutes ?? DEFAULT_EXPIRATION,
    templateId: input.reset_password_template_id,
    locale: input.locale ?? 'en',
    codeChallenge: input.code_challenge ?? null,
    attributes: readAttributes(input.attributes),
  };
}

export function createResetStart({
  database,
  contacts,
  messages,
  resetLinks,
  limits,
}: PasswordsDependencies): Pick<Passwords, 'startEmailReset'> {
  return {
    async startEmailReset(environment, input) {
      const contact = emailContact(input.email);
      const mail = plan(environment, input);
      messages.assertDeliverable(environment, 'email');
      const user = await contacts.recipient(environment, 'email', contact);
      await limits.take(environment, { 'passwords.email.reset_start': contact.identifier });
      const email =
        user &&
        factorsOf(user, 'email').find(({ identifier }) => identifier === contact.identifier);
      if (!email) throw apiError('email_not_found');
      try {
        await database.writeTogether((tx) => resetLinks.mail(tx, environment, user, email, mail));
      } catch (error) {
        // The user was deleted meanwhile.
        if (isForeignKeyViolation(error)) throw apiError('email_not_found');
        throw error;
      }
      messages.nudge();
      return { user, email };
    },
  };
}
