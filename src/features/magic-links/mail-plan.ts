import { assertTemplate } from '../email-templates/choose-template.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Locale } from '../messages/templates/render-mail.ts';
import { assertCodeChallenge } from '../pkce/pkce.ts';
import type { Environment } from '../projects/environment.ts';
import { resolveRedirectUrl } from '../redirect-urls/matching.ts';
import { magicLinkUrlErrors } from '../redirect-urls/parameter-errors.ts';
import { readAttributes } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Attributes } from '../users/wire.ts';
import type { InviteInput, MailOptions } from './input.ts';
import { DEFAULT_EXPIRATION } from './issue-link.ts';

/** Everything a mail depends on, checked before anything is written. */
export interface MailPlan {
  kind: 'login' | 'signup' | 'invite';
  redirectUrl: string;
  expirationMinutes: number;
  templateId: string | undefined;
  locale: Locale;
  codeChallenge: string | null;
  attributes: Required<Attributes>;
}

type Deliverable = Pick<Messages, 'assertDeliverable'>;

/**
 * Both URLs are checked, whichever the user will need; the user's state when the mail is sent
 * decides between them: a pending or new user gets the signup mail (3.5). `ownPage` is a page of
 * this server, which is no redirect URL of the project.
 */
export function planMail(
  environment: Environment,
  messages: Deliverable,
  input: MailOptions,
  ownPage?: string,
): (user?: UserRecord) => MailPlan {
  if (input.code_challenge !== undefined) assertCodeChallenge(input.code_challenge);
  const attributes = readAttributes(input.attributes);
  assertTemplate(environment, 'login', input.login_template_id);
  assertTemplate(environment, 'signup', input.signup_template_id);
  const { redirectUrls } = environment;
  const { LOGIN, SIGNUP } = magicLinkUrlErrors;
  const login =
    ownPage ?? resolveRedirectUrl(redirectUrls, 'LOGIN', input.login_magic_link_url, LOGIN);
  const signup =
    ownPage ?? resolveRedirectUrl(redirectUrls, 'SIGNUP', input.signup_magic_link_url, SIGNUP);
  messages.assertDeliverable(environment, 'email');
  const common = {
    locale: input.locale ?? 'en',
    codeChallenge: input.code_challenge ?? null,
    attributes,
  };
  return (user) =>
    user?.status === 'active'
      ? {
          ...common,
          kind: 'login',
          redirectUrl: login,
          expirationMinutes: input.login_expiration_minutes ?? DEFAULT_EXPIRATION.login,
          templateId: input.login_template_id,
        }
      : {
          ...common,
          kind: 'signup',
          redirectUrl: signup,
          expirationMinutes: input.signup_expiration_minutes ?? DEFAULT_EXPIRATION.signup,
          templateId: input.signup_template_id,
        };
}

/** An invitee's browser has no verifier, so an invitation has no PKCE (3.8). */
export function planInvitation(
  environment: Environment,
  messages: Deliverable,
  input: InviteInput,
): MailPlan {
  const { INVITE } = magicLinkUrlErrors;
  assertTemplate(environment, 'invite', input.invite_template_id);
  const plan: MailPlan = {
    kind: 'invite',
    redirectUrl: resolveRedirectUrl(
      environment.redirectUrls,
      'INVITE',
      input.invite_magic_link_url,
      INVITE,
    ),
    expirationMinutes: input.invite_expiration_minutes ?? DEFAULT_EXPIRATION.invite,
    templateId: input.invite_template_id,
    locale: input.locale ?? 'en',
    codeChallenge: null,
    attributes: readAttributes(input.attributes),
  };
  messages.assertDeliverable(environment, 'email');
  return plan;
}
